import { describe, expect, it } from 'vitest';
import type { OwnVertices } from '#engine/coverage/repair/own-vertices.ts';
import type { Position } from '#engine/coverage/types.ts';
import { PointIndex } from '#engine/geometry/point-index.ts';
import { keepVertices } from '#engine/plan/ground/keep-vertices.ts';

/** Places on the grid; those that a community brought along come first. */
function scene(given: readonly Position[], crossings: readonly Position[]) {
  const points = new PointIndex();
  for (const [x, y] of [...given, ...crossings]) points.add(x!, y!);
  const positions = new Map(given.map((position, vertex) => [vertex, position]));
  const own: OwnVertices = { ringsOf: [[]], positionsOf: [positions] };
  return { points, own };
}

const corners: Position[] = [
  [0, 0],
  [100, 0],
  [100, 100],
  [0, 100],
];

describe('rings that lost a vertex to a crossing a micrometre away', () => {
  it('get it back, all that pass there', () => {
    const { points, own } = scene(corners, [[101, 100]]);
    const crossing = 4;
    const polygonsOf = [[[[0, 1, crossing, 3]]], [[[1, 0, crossing]]]];
    expect(keepVertices(polygonsOf, own, points)).toEqual([[[[0, 1, 2, 3]]], [[[1, 0, 2]]]]);
  });

  it('get it back where its edges meet so sharply that they part some micrometres away', () => {
    const { points, own } = scene(corners, [[103, 101]]);
    expect(keepVertices([[[[0, 1, 4, 3]]]], own, points)).toEqual([[[[0, 1, 2, 3]]]]);
  });

  it('keep the crossing where the vertex is there as well, or further away', () => {
    const both = scene(corners, [[101, 100]]);
    const withBoth = [[[[0, 1, 2, 4, 3]]]];
    expect(keepVertices(withBoth, both.own, both.points)).toEqual(withBoth);
    const far = scene(corners, [[105, 100]]);
    const withoutOne = [[[[0, 1, 4, 3]]]];
    expect(keepVertices(withoutOne, far.own, far.points)).toEqual(withoutOne);
  });

  it('have it once where two crossings lie beside it', () => {
    const { points, own } = scene(corners, [
      [101, 100],
      [100, 101],
    ]);
    expect(keepVertices([[[[0, 1, 4, 5, 3]]]], own, points)).toEqual([[[[0, 1, 2, 5, 3]]]]);
  });
});
