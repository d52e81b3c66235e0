import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { properCrossing, segmentMeetsPixel, side } from '#engine/geometry/predicates.ts';

const small = fc.integer({ min: -6, max: 6 });
/** Coordinates as large as the grid has them. */
const large = fc.integer({ min: -18_000_000_000_000, max: 18_000_000_000_000 });

describe('side', () => {
  it('left is +1, right −1, on the line 0', () => {
    expect(side(0, 0, 10, 0, 5, 1)).toBe(1);
    expect(side(0, 0, 10, 0, 5, -1)).toBe(-1);
    expect(side(0, 0, 10, 0, 25, 0)).toBe(0);
  });

  it('is exact where doubles round', () => {
    fc.assert(
      fc.property(large, large, large, large, large, large, (ax, ay, bx, by, cx, cy) => {
        const exact =
          (BigInt(bx) - BigInt(ax)) * (BigInt(cy) - BigInt(ay)) -
          (BigInt(by) - BigInt(ay)) * (BigInt(cx) - BigInt(ax));
        expect(side(ax, ay, bx, by, cx, cy)).toBe(exact > 0n ? 1 : exact < 0n ? -1 : 0);
      }),
    );
  });
});

/** Liang–Barsky in rationals: does the segment meet [−1, 1) × [−1, 1) after doubling? */
function meetsPixelExactly(ax: number, ay: number, bx: number, by: number): boolean {
  // Sample every parameter at which the segment can enter or leave, and the middles between.
  const [dx, dy] = [bx - ax, by - ay];
  const breaks = new Set([0, 1]);
  for (const bound of [-1, 1]) {
    if (dx !== 0) breaks.add((bound - ax) / dx);
    if (dy !== 0) breaks.add((bound - ay) / dy);
  }
  const sorted = [...breaks].filter((t) => t >= 0 && t <= 1).sort((p, q) => p - q);
  const samples = sorted.flatMap((t, i) => (i === 0 ? [t] : [(t + sorted[i - 1]!) / 2, t]));
  const snap = (value: number): number =>
    Math.abs(value - Math.round(value)) < 1e-9 ? Math.round(value) : value;
  return samples.some((t) => {
    const [x, y] = [snap(ax + t * dx), snap(ay + t * dy)];
    return x >= -1 && x < 1 && y >= -1 && y < 1;
  });
}

describe('segmentMeetsPixel', () => {
  it('agrees with clipping in small integers', () => {
    fc.assert(
      fc.property(small, small, small, small, (ax, ay, bx, by) => {
        expect(segmentMeetsPixel(ax, ay, bx, by, 0, 0)).toBe(
          meetsPixelExactly(2 * ax, 2 * ay, 2 * bx, 2 * by),
        );
      }),
      { numRuns: 3000 },
    );
  });

  it('does not depend on the direction of the segment', () => {
    fc.assert(
      fc.property(small, small, small, small, small, small, (ax, ay, bx, by, px, py) => {
        expect(segmentMeetsPixel(ax, ay, bx, by, px, py)).toBe(
          segmentMeetsPixel(bx, by, ax, ay, px, py),
        );
      }),
    );
  });
});

describe('properCrossing', () => {
  it('end points and collinear overlaps are no proper crossing', () => {
    expect(properCrossing(0, 0, 10, 0, 5, 0, 5, 5)).toBeNull();
    expect(properCrossing(0, 0, 10, 0, 5, 0, 15, 0)).toBeNull();
    expect(properCrossing(0, 0, 10, 0, 10, 0, 10, 10)).toBeNull();
  });

  it('rounds the exact crossing half up, whatever the size of the coordinates', () => {
    fc.assert(
      fc.property(large, large, large, large, large, large, large, large, (...c) => {
        const found = properCrossing(...c);
        if (found === null) return;
        const [ax, ay, bx, by, cx, cy, dx, dy] = c.map(BigInt) as bigint[];
        const numerator = (cx! - ax!) * (dy! - cy!) - (cy! - ay!) * (dx! - cx!);
        const denominator = (bx! - ax!) * (dy! - cy!) - (by! - ay!) * (dx! - cx!);
        const isNearest = (value: number, from: bigint, to: bigint): boolean => {
          // |value·den − (from·den + (to − from)·num)| ≤ |den| / 2
          const error =
            BigInt(value) * denominator - (from * denominator + (to - from) * numerator);
          const size = denominator < 0n ? -denominator : denominator;
          return 2n * (error < 0n ? -error : error) <= size;
        };
        expect(isNearest(found.x, ax!, bx!)).toBe(true);
        expect(isNearest(found.y, ay!, by!)).toBe(true);
        expect(found.t).toBeGreaterThanOrEqual(0);
        expect(found.t).toBeLessThanOrEqual(1);
      }),
      { numRuns: 1000 },
    );
  });
});
