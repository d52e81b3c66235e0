import type { Ground } from './ground.ts';

/** Ids for new communities, after the one that they come from: `X-2`, `X-3`, …, none of them taken. */
export function newIds(
  { communities }: Pick<Ground, 'communities'>,
  stem: string,
  count: number,
): string[] {
  const ids: string[] = [];
  for (let n = 2; ids.length < count; n++) {
    const id = `${stem}-${n}`;
    if (!communities.has(id)) ids.push(id);
  }
  return ids;
}
