import { DisjointSets } from '../geometry/disjoint-sets.ts';
import { byCodePoint, type CoverageContext, inIdOrder, labelOf, sortedIds } from './context.ts';
import type { OverlapPair } from './find-overlaps.ts';
import { findingId } from './finding-id.ts';
import { listText } from './format-figures.ts';
import type { Finding } from './types.ts';

/** `coverage.duplicate`: two communities with the same area, or one id used twice. */
export function findDuplicates(context: CoverageContext, pairs: readonly OverlapPair[]): Finding[] {
  return [...findSameAreas(context, pairs), ...findRepeatedIds(context, repeatedIdsOf(context))];
}

/** Communities with one and the same area, each group once. */
export function findSameAreas(context: CoverageContext, pairs: readonly OverlapPair[]): Finding[] {
  const same = pairs.filter((pair) => pair.contained === 'both');
  const sets = new DisjointSets(context.communities.length);
  for (const { a, b } of same) sets.union(a, b);
  const groups = new Map<number, { owners: Set<number>; pair: OverlapPair }>();
  for (const pair of same) {
    const root = sets.find(pair.a);
    const group = groups.get(root) ?? { owners: new Set<number>(), pair };
    group.owners.add(pair.a).add(pair.b);
    groups.set(root, group);
  }
  return [...groups.values()].map(({ owners, pair }) => {
    const ids = sortedIds(context, owners);
    const names = listText(inIdOrder(context, owners).map((owner) => labelOf(context, owner)));
    return {
      id: findingId('coverage.duplicate', ids),
      rule: 'coverage.duplicate',
      kind: 'duplicate',
      severity: 'error',
      communities: ids,
      areaSquareMetres: pair.areaSquareMetres,
      widthMetres: pair.regions[0]!.circle.diameterMetres,
      location: pair.regions[0]!.circle.centre,
      geometry: context.communities[pair.a]!.geometry,
      message: {
        zh: `${names.zh}的图形相同，可能是重复录入。`,
        en: `${names.en} have the same outline: only one of them should stay.`,
      },
      fixes: [],
      detail: 'same-area',
    } satisfies Finding;
  });
}

/** Ids that several communities use, with these. */
export function repeatedIdsOf({ communities }: CoverageContext): [id: string, owners: number[]][] {
  // Nearly always there are none, and a set of the ids is all that it takes to know.
  const seen = new Set<string>();
  const users = new Map<string, number[]>();
  for (const { id } of communities) {
    if (seen.has(id)) users.set(id, []);
    else seen.add(id);
  }
  if (users.size === 0) return [];
  communities.forEach(({ id }, owner) => {
    users.get(id)?.push(owner);
  });
  return [...users];
}

/** A finding for each id that several communities use. */
export function findRepeatedIds(
  context: CoverageContext,
  repeated: readonly (readonly [id: string, owners: readonly number[]])[],
): Finding[] {
  return [...repeated]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([id, users]) => {
      const places = users.flatMap((owner) => {
        const geometry = context.communities[owner]!.geometry;
        const first = (
          geometry?.type === 'Polygon' ? geometry.coordinates : geometry?.coordinates[0]
        )?.[0]?.[0];
        return first === undefined ? [] : [first.slice(0, 2)];
      });
      return {
        id: findingId('coverage.duplicate', ['id', id]),
        rule: 'coverage.duplicate',
        kind: 'duplicate',
        severity: 'error',
        communities: [id],
        areaSquareMetres: null,
        widthMetres: null,
        location: places[0] ?? null,
        geometry: places.length > 0 ? { type: 'MultiPoint', coordinates: places } : null,
        message: {
          zh: `编号“${id}”被 ${users.length} 个社区使用；每个社区应有自己的编号。`,
          en: `The id ${id} is used by ${users.length} communities; each needs its own.`,
        },
        fixes: [],
        detail: 'repeated-id',
      } satisfies Finding;
    });
}
