import { isInside } from '../../coverage/repair/scope.ts';
import { err, ok } from '../../result.ts';
import { changeGround, isUnchanged, reassign } from '../change-ground.ts';
import { areaBox } from '../ground/area-box.ts';
import { areasOn } from '../ground/local-ground.ts';
import { newCommunity } from '../new-community.ts';
import { given, readNewCommunity, readParameters } from '../parameter-reader.ts';
import { findTaken, findUnknown, reason } from '../reasons.ts';
import type { OperationDefinition, Reason } from '../types.ts';

/**
 * A new community is drawn. Inside its outline it takes the ground that is in no community, and that of the communities in
 * `from` (default: of all). What of the drawing lies beyond the jurisdiction, or in others, it does not get.
 */
export const drawCommunity: OperationDefinition<'draw-community'> = {
  kind: 'draw-community',
  label: { zh: '绘制社区', en: 'Draw a community' },
  parse: (value) =>
    readParameters(value, (fields) => ({
      ...readNewCommunity(fields),
      geometry: fields.area('geometry'),
      ...given({ from: fields.optionalIds('from', 0) }),
    })),
  can: (plan, { id, from = [] }) => findTaken(plan, [id]) ?? findUnknown(plan, from),
  apply(plan, parameters, context) {
    const why = this.can(plan, parameters, context);
    if (why !== null) return err(why);
    const { id, geometry, from } = parameters;
    const givers = from === undefined ? null : new Set(from);
    return changeGround(plan, context, {
      request: {
        communities: [],
        created: [id],
        box: areaBox(geometry),
        areas: [geometry],
        outline: true,
      },
      decide: (ground) => {
        const taker = ground.ownerOf.get(id)!;
        const gives = (owner: number): boolean => givers === null || givers.has(ground.ids[owner]!);
        const after = reassign(ground, (face, present) => {
          if (areasOn(ground, face).length === 0) return null;
          if (present.length === 0) {
            return !ground.hasOutline || isInside(ground.scope, face) ? [taker] : null;
          }
          return present.every(gives) ? [taker] : null;
        });
        return isUnchanged(ground, after) ? err(nothingToTake(id)) : ok(after);
      },
      compose: () => ({
        kind: 'create',
        attributes: new Map([[id, newCommunity(parameters)]]),
        marked: [id],
      }),
    });
  },
  describe: (_plan, { id, name, nameEn }) => ({
    zh: `绘制“${name ?? nameEn ?? id}”`,
    en: `Draw ${nameEn ?? name ?? id}`,
  }),
};

const nothingToTake = (id: string): Reason =>
  reason(
    'nothing-to-take',
    {
      zh: '所画范围内没有可以划入的土地：都在辖区之外，或属于未选的社区。请在辖区之内绘制，或选择让出土地的社区。',
      en: 'There is no ground to take in the drawing: it lies beyond the jurisdiction, or in communities that were not chosen. Draw inside the jurisdiction, or choose who gives ground.',
    },
    { communities: [id] },
  );
