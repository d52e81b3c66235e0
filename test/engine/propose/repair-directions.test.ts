import { describe, expect, test } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { Direction, Directions } from '#engine/coverage/repair/directions.ts';
import { repairPacked } from '#engine/coverage/repair/repair-coverage.ts';
import type { CommunityInput } from '#engine/coverage/types.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import { toGrid } from '#engine/geometry/grid.ts';
import { packAreas } from '#engine/geometry/packed-areas.ts';
import { at, box, polygon } from '../../helpers/squares.ts';
import { gapTown, overlapTown } from './repair-town.ts';

const repair = (communities: readonly CommunityInput[], directions: Directions) =>
  repairPacked(
    communities,
    packAreas(communities.map(({ geometry }) => geometry)),
    null,
    {},
    undefined,
    directions,
  );

const cornerAt = (east: number, north: number) => {
  const [lon, lat] = at(east, north) as [number, number];
  return { x: toGrid(lon), y: toGrid(lat) };
};

const gainOf = (
  before: readonly CommunityInput[],
  after: readonly CommunityInput[],
  id: string,
) => {
  const areaIn = (list: readonly CommunityInput[]): number =>
    geodesicArea(list.find((one) => one.id === id)!.geometry!);
  return areaIn(after) - areaIn(before);
};

const gap = (to: Direction['to']): Direction => ({
  kind: 'gap',
  claimants: [],
  corner: cornerAt(480, 0),
  areaSquareMetres: 16_000,
  to,
});

describe('a repair that is told what to do with a region', () => {
  test('gives it to the one who is named, whoever has the longest border', () => {
    const town = gapTown();
    const { communities, isClean } = repair(town, { list: [gap('N')], isExclusive: false });
    expect(isClean).toBe(true);
    expect(gainOf(town, communities, 'N')).toBeCloseTo(16_000, -2);
    // A vertex on a side along a parallel bends it by some square metres.
    expect(gainOf(town, communities, 'A')).toBeCloseTo(0, -2);
  });

  test('gives shares to each, and what is in none to the first', () => {
    const town = gapTown();
    const shares = [
      { to: 'A', geometry: polygon(box(480, 0, 490, 400)) },
      { to: 'B', geometry: polygon(box(510, 0, 520, 400)) },
    ];
    const { communities, isClean, changes } = repair(town, {
      list: [gap(shares)],
      isExclusive: false,
    });
    expect(isClean).toBe(true);
    expect(gainOf(town, communities, 'B')).toBeCloseTo(4000, -2);
    expect(gainOf(town, communities, 'A')).toBeCloseTo(12_000, -2);
    const [change] = changes.filter(({ kind }) => kind === 'fill-gap');
    expect(change!.to).toEqual(['A', 'B']);
    expect(change!.message.en).not.toContain('middle');
  });

  test('goes by the strategy where the region is another one', () => {
    const town = gapTown();
    const other = { ...gap('N'), areaSquareMetres: 100 };
    const { communities } = repair(town, { list: [other], isExclusive: false });
    expect(gainOf(town, communities, 'N')).toBeCloseTo(0, -2);
  });

  test('exclusively: all else stays as it is', () => {
    const [a, b] = overlapTown() as [CommunityInput, CommunityInput];
    const hole = polygon(box(0, 0, 520, 400), box(100, 100, 120, 120).reverse());
    const town = [{ ...a, geometry: hole }, b];
    const { communities, left } = repair(town, {
      list: [
        {
          kind: 'overlap',
          claimants: ['A', 'B'],
          corner: cornerAt(480, 0),
          areaSquareMetres: 16_000,
          to: 'B',
        },
      ],
      isExclusive: true,
    });
    const { counts } = auditCoverage(communities).summary;
    expect([counts.overlap, counts.gap]).toEqual([0, 1]);
    expect(left.map(({ kind, reason }) => [kind, reason])).toEqual([['gap', 'by-choice']]);
    expect(communities[1]).toBe(b);
  });
});
