import { describe, expect, it } from 'vitest';
import type { Barrier, BarrierClass } from '#engine/barriers/types.ts';
import type { Position } from '#engine/coverage/types.ts';
import { wayAlong } from '../../../web/modes/barrier-network.ts';

const M = 0.001;
const at = (x: number, y: number): Position => [120 + x * M, 30 + y * M];
const road = (id: string, line: Position[], barrierClass: BarrierClass = 'local'): Barrier => ({
  id,
  class: barrierClass,
  geometry: { type: 'LineString', coordinates: line },
});

/** A square of roads with a vertex at each corner. */
const SQUARE = [
  road('south', [at(0, 0), at(2, 0)]),
  road('east', [at(2, 0), at(2, 2)]),
  road('north', [at(2, 2), at(0, 2)]),
  road('west', [at(0, 2), at(0, 0)]),
];

describe('the way along roads', () => {
  it('takes the corners between two places, with one click each', () => {
    expect(wayAlong(SQUARE, at(0.5, 0), at(2, 1))).toEqual([at(0.5, 0), at(2, 0), at(2, 1)]);
  });

  it('runs on one road from within a stretch to within the same stretch', () => {
    expect(wayAlong(SQUARE, at(0.5, 0), at(1.5, 0))).toEqual([at(0.5, 0), at(1.5, 0)]);
  });

  it('joins roads whose ends are drawn a hand apart', () => {
    const parted = [road('a', [at(0, 0), at(1, 0)]), road('b', [at(1.000002, 0), at(1, 1)])];
    const way = wayAlong(parted, at(0, 0), at(1, 1));
    expect(way).toHaveLength(3);
  });

  it('prefers a river or an arterial to a lane that is as short', () => {
    const both = [
      road('lane', [at(0, 0), at(1, 0.4), at(2, 0)]),
      road('river', [at(0, 0), at(1, -0.4), at(2, 0)], 'river'),
    ];
    expect(wayAlong(both, at(0, 0), at(2, 0))).toEqual([at(0, 0), at(1, -0.4), at(2, 0)]);
  });

  it('says nothing where roads do not join the places, or only far round', () => {
    expect(wayAlong(SQUARE.slice(0, 1), at(0, 0), at(1, 1))).toBeNull();
    const round = [road('round', [at(0, 0), at(0, 3), at(1, 3), at(1, 0)])];
    expect(wayAlong(round, at(0, 0), at(1, 0))).toBeNull();
    expect(wayAlong(SQUARE, at(0, 0), at(0, 0))).toBeNull();
  });

  it('does not follow what runs under the ground', () => {
    const tunnel: Barrier = { ...road('t', [at(0, 0), at(2, 0)]), underground: true };
    expect(wayAlong([tunnel], at(0.5, 0), at(1.5, 0))).toBeNull();
  });
});
