import { describe, expect, it } from 'vitest';
import { weldNewVertices } from '#engine/coverage/repair/weld-new-vertices.ts';
import { PointIndex } from '#engine/geometry/point-index.ts';

/** Points in grid units, numbered in their order. */
function pointsOf(...places: readonly (readonly [number, number])[]): PointIndex {
  const points = new PointIndex(places.length);
  for (const [x, y] of places) points.add(x, y);
  return points;
}
/** The first so many of the points stood in the input. */
const givenBelow = (count: number) => (vertex: number) => vertex < count;
const NONE: ReadonlySet<number> = new Set();

describe('new vertices one unit from another', () => {
  // A square to the left of the line 1–2 and a triangle to its right, with a crossing beside vertex 1.
  const points = pointsOf([0, 0], [100, 0], [100, 100], [0, 100], [200, 50], [101, 1]);
  const left = [[0, 1, 5, 2, 3]];
  const right = [[1, 4, 2, 5]];
  const land = [[left], [right]];

  it('become the given vertex on both sides of a border', () => {
    const { polygonsOf, isTouched } = weldNewVertices(land, points, givenBelow(5), NONE);
    expect(polygonsOf).toEqual([[[[0, 1, 2, 3]]], [[[4, 2, 1]]]]);
    expect([isTouched(0), isTouched(1)]).toEqual([true, true]);
  });

  it('stay where they are told to be kept apart', () => {
    const { polygonsOf, isTouched } = weldNewVertices(land, points, givenBelow(5), new Set([5]));
    expect(polygonsOf).toEqual(land);
    expect(isTouched(0)).toBe(false);
  });

  it('never move what was given, however close', () => {
    expect(weldNewVertices(land, points, givenBelow(6), NONE).polygonsOf).toEqual(land);
  });

  it('of two new ones the first in the order of coordinates stays, whatever their numbers', () => {
    const fresh = pointsOf([0, 0], [100, 0], [50, 51], [50, 50]);
    const { polygonsOf } = weldNewVertices([[[[0, 1, 2, 3]]]], fresh, givenBelow(2), NONE);
    expect(polygonsOf).toEqual([[[[0, 1, 3]]]]);
  });

  it('of a hole a micrometre wide nothing is left, nor of such a part', () => {
    const tiny = pointsOf([0, 0], [100, 0], [50, 100], [50, 50], [51, 50], [51, 51]);
    const shell = [0, 1, 2];
    const speck = [3, 4, 5];
    const weld = (loops: number[][]) =>
      weldNewVertices([[loops]], tiny, givenBelow(3), NONE).polygonsOf[0];
    expect(weld([shell, speck])).toEqual([[shell]]);
    expect(weld([speck])).toEqual([[]]);
  });
});
