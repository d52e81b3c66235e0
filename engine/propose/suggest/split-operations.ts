import type { Operation } from '../../plan/types.ts';
import type { DraftCommunity } from './draft.ts';
import type { Ground } from './ground.ts';

/** Ground in no community that lies among its units is taken in first: a community is divided by what it has. */
export function splitOperations(
  { units, communityOf }: Ground,
  community: string,
  parts: readonly DraftCommunity[],
): Operation[] {
  const idsOf = (list: readonly number[]): string[] => list.map((u) => units[u]!.id);
  const enclosed = parts.flatMap((part) => part.units).filter((u) => communityOf[u] !== community);
  const split: Operation = {
    operation: 'split-into-parts',
    parameters: {
      community,
      parts: parts.map(({ id, name, nameEn, properties, units: own }) => ({
        id,
        // The part that goes on under the id keeps its attributes.
        ...(id === community || name === undefined ? {} : { name }),
        ...(id === community || nameEn === undefined ? {} : { nameEn }),
        ...(id === community || Object.keys(properties).length === 0 ? {} : { properties }),
        units: idsOf(own),
      })),
    },
  };
  if (enclosed.length === 0) return [split];
  const moves = [{ units: idsOf(enclosed), to: community }];
  return [{ operation: 'transfer-units', parameters: { moves } }, split];
}
