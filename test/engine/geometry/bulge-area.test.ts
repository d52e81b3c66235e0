import { describe, expect, it } from 'vitest';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { bulgeArea } from '#engine/geometry/bulge-area.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';

const polygon = (...rings: Position[][]): AreaGeometry => ({ type: 'Polygon', coordinates: rings });

/** The same edges, straight in degrees: cut so small that their geodesics hardly bulge. */
function straightened(ring: readonly Position[], parts = 1000): Position[] {
  return ring.flatMap((a, i): Position[] => {
    const b = ring[i + 1];
    if (b === undefined) return [[...a]];
    return Array.from({ length: parts }, (_, k): Position => {
      const share = k / parts;
      return [a[0]! + share * (b[0]! - a[0]!), a[1]! + share * (b[1]! - a[1]!)];
    });
  });
}

const excessOf = (...rings: Position[][]): number =>
  geodesicArea(polygon(...rings)) - geodesicArea(polygon(...rings.map((r) => straightened(r))));

/** A triangle on a base of 168 m that runs east, at 30° north, where the geodesic bulges 0.32 mm. */
const sliver = (heightDegrees: number): Position[] => [
  [120.006308, 30.001747],
  [120.0080465, 30.001747],
  [120.0071773, 30.001747 + heightDegrees],
  [120.006308, 30.001747],
];
const triangle: Position[] = [
  [120, 30],
  [120.01, 30],
  [120.01, 30.01],
  [120, 30],
];

describe('by how much geodesics enclose more than straight edges', () => {
  it.each([
    ['a triangle', [triangle]],
    ['a triangle, clockwise', [triangle.toReversed()]],
    ['a triangle with a hole narrower than its edges bulge', [triangle, sliver(9e-10)]],
    ['a sliver wider than its edges bulge', [sliver(9e-9)]],
    ['a sliver narrower than its edges bulge, whose geodesics change sides', [sliver(9e-10)]],
    ['the same, clockwise', [sliver(9e-10).toReversed()]],
    ['the same to the other side, where they do not', [sliver(-9e-10)]],
  ])('%s', (_, rings) => {
    expect(bulgeArea(polygon(...rings))).toBeCloseTo(excessOf(...rings), 4);
    expect(Math.abs(excessOf(...rings))).toBeGreaterThan(1e-3);
  });
});
