import type { UnitInput } from '#engine/material/types.ts';

interface Named {
  id: string;
  name?: string;
  properties?: Readonly<Record<string, unknown>>;
}

/**
 * Makes references to communities and estates those of their ids: files name them by id, by code or by name.
 * What is named by none of these, or by a name that two share, stays as it is.
 */
export function resolverOf(named: readonly Named[]): (reference: string) => string {
  const known = new Map<string, string | null>();
  const add = (key: unknown, id: string): void => {
    if (typeof key !== 'string' && typeof key !== 'number') return;
    const text = String(key).trim();
    known.set(text, known.has(text) && known.get(text) !== id ? null : id);
  };
  for (const { id, name } of named) add(name, id);
  for (const { id, properties } of named) add(properties?.code, id);
  for (const { id } of named) known.set(id, id);
  return (reference) => known.get(reference.trim()) ?? reference;
}

/** Units with the ids of their communities and estates in place of codes. */
export function resolveUnits(
  units: readonly UnitInput[],
  { communities, estates }: { communities: readonly Named[]; estates: readonly Named[] },
): UnitInput[] {
  const communityId = resolverOf(communities);
  const estateId = resolverOf(estates);
  return units.map(({ community, estates: held, ...unit }) => ({
    ...unit,
    ...(community === undefined
      ? {}
      : { community: community === null ? null : communityId(community) }),
    ...(held === undefined || held.length === 0 ? {} : { estates: held.map(estateId) }),
  }));
}

/** The same for whatever serves a community. */
export function resolveCommunities<T extends { community?: string }>(
  items: readonly T[],
  communities: readonly Named[],
): T[] {
  const communityId = resolverOf(communities);
  return items.map((item) =>
    item.community === undefined ? item : { ...item, community: communityId(item.community) },
  );
}
