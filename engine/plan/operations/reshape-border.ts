import { err } from '../../result.ts';
import { guarded } from '../change-ground.ts';
import { given, readParameters } from '../parameter-reader.ts';
import { findUnknown, nameIn } from '../reasons.ts';
import { insertVertex } from '../reshape/insert-vertex.ts';
import { moveVertices } from '../reshape/move-vertices.ts';
import { redrawStretch } from '../reshape/redraw-stretch.ts';
import { removeVertex } from '../reshape/remove-vertex.ts';
import type { OperationDefinition, OperationParameters } from '../types.ts';

/**
 * A shared border gets another course; all communities along it follow. Vertices are dragged (`moves`), put in
 * (`insert`) or taken out (`remove`), or a stretch is drawn anew (`path`). The jurisdiction's outline
 * never moves.
 */
export const reshapeBorder: OperationDefinition<'reshape-border'> = {
  kind: 'reshape-border',
  label: { zh: '调整边界', en: 'Reshape a border' },
  parse: (value) =>
    readParameters(value, (fields): OperationParameters['reshape-border'] => {
      if (fields.has('moves')) {
        return {
          moves: fields.list('moves', 1, (move) => ({
            from: move.position('from'),
            to: move.position('to'),
          })),
        };
      }
      if (fields.has('remove')) return { remove: fields.position('remove') };
      const between = fields.pairOrNull('between');
      if (fields.has('insert')) return { insert: fields.position('insert'), between };
      return {
        between,
        path: fields.line('path'),
        ...given({ barrier: fields.optionalText('barrier') }),
      };
    }),
  can: (plan, parameters) =>
    'between' in parameters
      ? findUnknown(
          plan,
          parameters.between.filter((id) => id !== null),
        )
      : null,
  apply(plan, parameters, context) {
    const why = this.can(plan, parameters, context);
    if (why !== null) return err(why);
    return guarded(() => {
      if ('moves' in parameters) return moveVertices(plan, context, parameters.moves);
      if ('remove' in parameters) return removeVertex(plan, context, parameters.remove);
      return 'insert' in parameters
        ? insertVertex(plan, context, parameters)
        : redrawStretch(plan, context, parameters);
    });
  },
  describe(plan, parameters) {
    if ('moves' in parameters) {
      const count = parameters.moves.length;
      return {
        zh: `移动 ${count} 个边界折点`,
        en: `Move ${count} ${count === 1 ? 'vertex' : 'vertices'} of a border`,
      };
    }
    if ('remove' in parameters) return { zh: '删除边界折点', en: 'Remove a vertex of a border' };
    const [a, b] = parameters.between;
    const [one, other] = [nameIn(plan, a), b === null ? null : nameIn(plan, b)];
    const zh = other === null ? `“${one.zh}”的外侧边界` : `“${one.zh}”与“${other.zh}”的边界`;
    const en =
      other === null ? `the outer border of ${one.en}` : `the border of ${one.en} and ${other.en}`;
    return 'insert' in parameters
      ? { zh: `在${zh}上增加折点`, en: `Add a vertex to ${en}` }
      : { zh: `重画${zh}`, en: `Redraw ${en}` };
  },
};
