import type { CommunityInput } from '../../coverage/types.ts';
import { FIELDS } from '../../rules/fields.ts';
import type { Ground } from './ground.ts';

/** Figures of a whole that say nothing of its parts, besides those that are counted anew from units. */
const COUNTED: ReadonlySet<string> = new Set([
  FIELDS.households,
  FIELDS.householdsEstimated,
  FIELDS.population,
  'dwellings',
  'dispersedHouseholds',
]);

/** Properties of a community whose ground changes: without the figures that no longer hold. */
export function lastingProperties({ properties = {} }: CommunityInput): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !COUNTED.has(name)));
}

/** A new community takes over what it is, not what its predecessor has. */
export function inheritedProperties({ properties = {} }: CommunityInput): Record<string, unknown> {
  const { kind } = properties;
  return kind === undefined ? {} : { [FIELDS.kind]: kind };
}

/** Households, people and dwellings of units; a figure that some unit lacks is left out. */
export function countUnits(ground: Ground, list: readonly number[]): Record<string, unknown> {
  const units = list.map((u) => ground.units[u]!);
  const counted: Record<string, unknown> = {
    [FIELDS.households]: list.reduce((sum, u) => sum + ground.households[u]!, 0),
  };
  if (units.some(({ householdsEstimated }) => householdsEstimated === true)) {
    counted[FIELDS.householdsEstimated] = true;
  }
  for (const field of ['population', 'dwellings'] as const) {
    if (units.length === 0 || units.some((unit) => unit[field] === undefined)) continue;
    counted[field] = units.reduce((sum, unit) => sum + (unit[field] ?? 0), 0);
  }
  return counted;
}
