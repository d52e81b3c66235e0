import { nameOf } from '../../coverage/name-of.ts';
import type { Ground } from './ground.ts';

/** Units of one node that are named one by one. */
const MOST_NAMED = 3;

/** What a node is called in messages: by the estates that join its units, and the units. */
export function atomName(
  { units, input, estateGroups }: Ground,
  members: readonly number[],
): string {
  const own = new Set(members);
  const ids = members.map((u) => units[u]!.id);
  if (ids.length === 1) return ids[0]!;
  const estates = new Map((input.estates ?? []).map((estate) => [estate.id, estate]));
  const names = estateGroups
    .filter((group) => group.units.some((u) => own.has(u)))
    .map(({ estate }) => nameOf(estates.get(estate) ?? { id: estate }).zh);
  const told = ids.slice(0, MOST_NAMED).join('+');
  const list = ids.length > MOST_NAMED ? `${told}+…(${ids.length})` : told;
  return names.length === 0 ? list : `${names.slice(0, MOST_NAMED).join('+')} [${list}]`;
}
