import { byCodePoint, type CoverageContext, labelOf, sortedIds } from './context.ts';
import type { OverlapPair } from './find-overlaps.ts';
import { findingId } from './finding-id.ts';
import type { Finding } from './types.ts';

/** `coverage.duplicate`: two communities with the same area, or one id used twice. */
export function findDuplicates(context: CoverageContext, pairs: readonly OverlapPair[]): Finding[] {
  return [...sameAreas(context, pairs), ...repeatedIds(context)];
}

function sameAreas(context: CoverageContext, pairs: readonly OverlapPair[]): Finding[] {
  return pairs
    .filter((pair) => pair.contained === 'both')
    .map((pair) => {
      const ids = sortedIds(context, [pair.a, pair.b]);
      const [a, b] = [labelOf(context, pair.a), labelOf(context, pair.b)];
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
          zh: `“${a.zh}”与“${b.zh}”的图形相同，可能是重复录入。`,
          en: `${a.en} and ${b.en} have the same outline: one of them is probably a duplicate.`,
        },
        fixes: [],
        detail: 'same-area',
      } satisfies Finding;
    });
}

function repeatedIds(context: CoverageContext): Finding[] {
  const owners = new Map<string, number[]>();
  context.communities.forEach(({ id }, owner) => {
    owners.set(id, [...(owners.get(id) ?? []), owner]);
  });
  return [...owners]
    .filter(([, users]) => users.length > 1)
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
