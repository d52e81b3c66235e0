import { err } from '../../result.ts';
import { assignmentOf, giveUnits } from '../give-units.ts';
import { readParameters } from '../parameter-reader.ts';
import { findUnknown, NOTHING_CHANGES, nameIn } from '../reasons.ts';
import { communityOf } from '../recount.ts';
import type { OperationDefinition } from '../types.ts';
import { findUnknownUnits } from '../units-of.ts';
import { partiesOf } from './transfer-area.ts';

/** Whole units go to other communities, all at once. Those that are there already are passed over. */
export const transferUnits: OperationDefinition<'transfer-units'> = {
  kind: 'transfer-units',
  label: { zh: '划转地块', en: 'Transfer units' },
  parse: (value) =>
    readParameters(value, (fields) => ({
      moves: fields.list('moves', 1, (move) => ({ units: move.ids('units'), to: move.text('to') })),
    })),
  can(plan, { moves }, context) {
    const why =
      findUnknown(
        plan,
        moves.map(({ to }) => to),
      ) ??
      findUnknownUnits(
        context,
        moves.flatMap(({ units }) => units),
      );
    if (why !== null) return why;
    const isSame = moves.every(({ units, to }) =>
      units.every((unit) => communityOf(plan, unit) === to),
    );
    return isSame ? NOTHING_CHANGES(moves.map(({ to }) => to)) : null;
  },
  apply(plan, parameters, context) {
    const why = this.can(plan, parameters, context);
    if (why !== null) return err(why);
    const moves = parameters.moves
      .map(({ units, to }) => ({
        units: units.filter((unit) => communityOf(plan, unit) !== to),
        to,
      }))
      .filter(({ units }) => units.length > 0);
    return giveUnits(plan, context, {
      moves,
      compose: ({ moved }) => ({
        kind: 'transfer',
        assignment: assignmentOf(moves),
        marked: partiesOf(moved),
      }),
    });
  },
  describe: (plan, { moves }) => ({
    zh: moves
      .map(({ units, to }) => `${units.length} 个地块划入“${nameIn(plan, to).zh}”`)
      .join('，'),
    en: moves
      .map(
        ({ units, to }) =>
          `${units.length} ${units.length === 1 ? 'unit' : 'units'} to ${nameIn(plan, to).en}`,
      )
      .join(', '),
  }),
};
