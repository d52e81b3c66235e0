import { describe, expect, it } from 'vitest';
import { BarrierIndex } from '#engine/barriers/barrier-index.ts';
import { matchBorder } from '#engine/barriers/match-border.ts';
import type { Barrier, BarrierClass } from '#engine/barriers/types.ts';
import type { Position } from '#engine/coverage/types.ts';

/** Scenes that were matched differently from another vertex of the ring, or the other way round. */

type Point = readonly [number, number];

// In these very degrees: the cases hang on which of two sums is a little larger.
const place = ([x, y]: Point): Position => [120 + x / 111_000, 30 + y / 111_000];

const barrier = (
  id: string,
  kind: BarrierClass,
  name: string | null,
  ...points: Point[]
): Barrier => ({
  id,
  class: kind,
  ...(name === null ? {} : { name }),
  geometry: { type: 'LineString', coordinates: points.map(place) },
});

/** Metres along each barrier, by class and name or id. */
function lengths(ring: readonly Position[], barriers: readonly Barrier[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { barrier: b, lengthMetres } of matchBorder(
    [...ring, ring[0]!],
    new BarrierIndex(barriers),
  )) {
    const key = b === null ? 'none' : b.name === undefined ? b.id : `${b.class} ${b.name}`;
    sums.set(key, (sums.get(key) ?? 0) + lengthMetres);
  }
  return sums;
}

function expectSameFromEverywhere(points: readonly Point[], barriers: readonly Barrier[]): void {
  const ring = points.map(place);
  const first = lengths(ring, barriers);
  const walks = ring.flatMap((_, i) => {
    const turned = [...ring.slice(i), ...ring.slice(0, i)];
    return [turned, [...turned].reverse()];
  });
  for (const walk of walks) {
    const sums = lengths(walk, barriers);
    expect([...sums.keys()].sort()).toEqual([...first.keys()].sort());
    for (const [key, length] of sums) expect(length).toBeCloseTo(first.get(key)!, 3);
  }
}

describe('a ring is matched alike from wherever it begins, and either way round', () => {
  it('between two barriers all around it: a change where it begins is not for free', () => {
    // From one vertex 306 m of river were found, from the next 528 m.
    expectSameFromEverywhere(
      [
        [200, 0],
        [0, 180],
        [-150, 0],
        [0, -280],
      ],
      [
        barrier('b0', 'river', null, [-10, -290], [190, -10], [-10, 170]),
        barrier('b1', 'river', 'R1', [0, -280], [200, 0], [0, 180]),
        barrier('b2', 'local', 'R2', [-160, -10], [-10, -290], [190, -10], [-10, 170], [-160, -10]),
        barrier('b3', 'local', 'R2', [0, -280], [200, 0], [0, 180], [-150, 0]),
        barrier('b4', 'river', 'R2', [205, 5], [5, 185], [-145, 5], [5, -275]),
      ],
    );
  });

  it('at the very end of a barrier, which rounding puts on either side', () => {
    expectSameFromEverywhere(
      [
        [20, 0],
        [10, 10],
        [10, 20],
        [0, 30],
        [-10, 10],
        [-10, 10],
        [-20, 0],
        [-10, -10],
        [-10, -20],
        [0, -10],
        [10, -10],
        [10, -10],
      ],
      [
        barrier('b0', 'path', 'R2', [10, -10], [10, -10], [20, 0], [10, 10], [10, 20]),
        barrier('b1', 'arterial', 'R0', [-30, -10], [-20, -20], [-20, -30], [-10, -20], [0, -20]),
        barrier('b2', 'path', 'R2', [-25, -5], [-15, -15]),
        barrier('b3', 'local', 'R1', [-10, 20], [-20, 0]),
        barrier('b4', 'arterial', null, [-15, -15], [-15, -25], [-5, -15], [5, -15], [5, -15]),
        barrier('b5', 'local', 'R1', [-5, -15], [5, -15], [5, -15]),
      ],
    );
  });

  it('a ring that passes one place twice', () => {
    const eight: Point[] = [
      [0, 0],
      [100, 0],
      [100, 100],
      [0, 0],
      [-100, 0],
      [-100, -100],
    ];
    expectSameFromEverywhere(eight, [
      barrier('a', 'local', 'A', [-120, 4], [120, 4]),
      barrier('b', 'local', 'B', [-100, -96], [100, 104]),
    ]);
  });
});
