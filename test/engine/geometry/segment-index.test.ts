import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SegmentIndex } from '#engine/geometry/segment-index.ts';

type Box = [left: number, bottom: number, right: number, top: number];

const boxAt = (ends: Float64Array, i: number): Box => {
  const [ax, ay, bx, by] = ends.subarray(4 * i, 4 * i + 4) as unknown as Box;
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
};

const meet = (p: Box, q: Box, pad: number): boolean =>
  p[0] <= q[2] + pad && q[0] <= p[2] + pad && p[1] <= q[3] + pad && q[1] <= p[3] + pad;

/** Rings of steps, some of them far apart, some of one long segment among short ones. */
function segments(seed: number, count: number, jump: number, long: number): Float64Array {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const ends = new Float64Array(4 * count);
  let [x, y] = [0, 0];
  for (let i = 0; i < count; i++) {
    if (random() < jump) [x, y] = [1000 * random(), 1000 * random()];
    const step = random() < long ? 900 : 4;
    const [toX, toY] = [x + step * (random() - 0.5), y + step * (random() - 0.5)];
    ends.set([x, y, toX, toY], 4 * i);
    [x, y] = [toX, toY];
  }
  return ends;
}

describe('SegmentIndex finds what a comparison of all pairs finds', () => {
  const shape = [
    fc.integer({ min: 0, max: 2 ** 30 }),
    fc.integer({ min: 0, max: 1500 }),
    fc.constantFrom(0, 0.01, 0.5),
    fc.constantFrom(0, 0.02, 0.4),
    fc.constantFrom(0, 0.5, 60),
  ] as const;

  it('pairs within a distance, each once, the first before the second', () => {
    fc.assert(
      fc.property(...shape, (seed, count, jump, long, pad) => {
        const ends = segments(seed, count, jump, long);
        const boxes = Array.from({ length: count }, (_, i) => boxAt(ends, i));
        const expected = new Set<number>();
        for (let i = 0; i < count; i++) {
          for (let j = i + 1; j < count; j++) {
            if (meet(boxes[i]!, boxes[j]!, pad)) expected.add(i * count + j);
          }
        }
        let visits = 0;
        let unexpected = 0;
        new SegmentIndex(ends).forEachNearPair(pad, (i, j) => {
          visits++;
          if (i >= j || !expected.delete(i * count + j)) unexpected++;
        });
        expect({ missed: expected.size, unexpected, visits }).toEqual({
          missed: 0,
          unexpected: 0,
          visits,
        });
      }),
      { numRuns: 40 },
    );
  });

  it('segments that meet a box', () => {
    fc.assert(
      fc.property(...shape, (seed, count, jump, long, pad) => {
        const ends = segments(seed, count, jump, long);
        const box: Box = [300, 300, 300 + pad, 420];
        const found: number[] = [];
        if (count > 0) new SegmentIndex(ends).forEachMeeting(...box, (i) => found.push(i));
        const expected = Array.from({ length: count }, (_, i) => i).filter((i) =>
          meet(boxAt(ends, i), box, 0),
        );
        expect(found.sort((a, b) => a - b)).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  it('all on one place, and none at all', () => {
    let pairs = 0;
    new SegmentIndex(new Float64Array(4 * 600)).forEachNearPair(0, () => pairs++);
    expect(pairs).toBe((600 * 599) / 2);
    new SegmentIndex(new Float64Array(0)).forEachNearPair(1, () => pairs++);
    expect(pairs).toBe((600 * 599) / 2);
  });
});
