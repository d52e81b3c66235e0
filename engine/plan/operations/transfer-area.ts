import { err, ok } from '../../result.ts';
import { changeGround, isUnchanged, reassign } from '../change-ground.ts';
import { areaBox } from '../ground/area-box.ts';
import { areasOn } from '../ground/local-ground.ts';
import { given, readParameters } from '../parameter-reader.ts';
import { findUnknown, NOTHING_CHANGES, nameIn, namesIn } from '../reasons.ts';
import type { OperationDefinition } from '../types.ts';

/**
 * All ground of some communities inside an area passes to another (划入). Ground in no community stays in none; ground
 * that others claim too stays theirs as well.
 */
export const transferArea: OperationDefinition<'transfer-area'> = {
  kind: 'transfer-area',
  label: { zh: '划转范围', en: 'Transfer ground' },
  parse: (value) =>
    readParameters(value, (fields) => ({
      area: fields.area('area'),
      to: fields.text('to'),
      ...given({ from: fields.optionalIds('from') }),
    })),
  can: (plan, { to, from = [] }) => findUnknown(plan, [to, ...from]),
  apply(plan, parameters, context) {
    const why = this.can(plan, parameters, context);
    if (why !== null) return err(why);
    const { area, to, from } = parameters;
    const givers = from === undefined ? null : new Set(from);
    return changeGround(plan, context, {
      request: { communities: [to], box: areaBox(area), areas: [area], cropped: true },
      decide: (ground) => {
        const taker = ground.ownerOf.get(to)!;
        const gives = (owner: number): boolean =>
          owner !== taker && (givers === null || givers.has(ground.ids[owner]!));
        const after = reassign(ground, (face, present) =>
          areasOn(ground, face).length === 0 || !present.some(gives)
            ? null
            : [...present.filter((owner) => !gives(owner)), taker],
        );
        return isUnchanged(ground, after) ? err(NOTHING_CHANGES([to, ...(from ?? [])])) : ok(after);
      },
      compose: ({ moved }) => ({ kind: 'transfer', marked: partiesOf(moved) }),
    });
  },
  describe(plan, { to, from }) {
    const name = nameIn(plan, to);
    if (from === undefined) {
      return { zh: `将所画范围划入“${name.zh}”`, en: `Drawn ground to ${name.en}` };
    }
    const givers = namesIn(plan, from);
    return {
      zh: `将${givers.zh}的部分范围划入“${name.zh}”`,
      en: `Ground of ${givers.en} to ${name.en}`,
    };
  },
};

/** Everybody between whom ground passes. */
export const partiesOf = (
  moved: readonly { from: string | null; to: string | null }[],
): string[] => [
  ...new Set(moved.flatMap(({ from, to }) => [from, to]).filter((id) => id !== null)),
];
