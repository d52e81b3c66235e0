import { inheritedProperties } from '../propose/suggest/community-figures.ts';
import type { NewCommunity, PlanCommunity, PlanState } from './types.ts';

/** A new community as it is described: it takes over the kind of the one that it comes from, not its figures. */
export function newCommunity(
  { id, name, nameEn, properties }: NewCommunity,
  from?: PlanCommunity,
): Omit<PlanCommunity, 'geometry'> {
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(nameEn === undefined ? {} : { nameEn }),
    properties: { ...(from === undefined ? {} : inheritedProperties(from)), ...properties },
  };
}

/** Ids after the community that they come from: `X-2`, `X-3`, …, none of them taken. */
export function newIds(
  { communities }: PlanState,
  stem: string,
  count: number,
  taken: ReadonlySet<string>,
): string[] {
  const ids: string[] = [];
  for (let n = 2; ids.length < count; n++) {
    const id = `${stem}-${n}`;
    if (!communities.has(id) && !taken.has(id)) ids.push(id);
  }
  return ids;
}
