import type { Ground } from './ground.ts';

/**
 * Ids for new communities, after the one that they come from: `X-2`, `X-3`, …, none of them taken.
 * @param first number of the first: 2 where the one that they come from is there as well
 */
export function newIds(
  { communities }: Pick<Ground, 'communities'>,
  stem: string,
  count: number,
  first = 2,
): string[] {
  const ids: string[] = [];
  for (let n = first; ids.length < count; n++) {
    const id = `${stem}-${n}`;
    if (!communities.has(id)) ids.push(id);
  }
  return ids;
}
