import { describe, expect, it } from 'vitest';
import { Random } from '#engine/propose/search/random.ts';

describe('Random', () => {
  it('gives the same numbers for the same seed and others for another seed or stream', () => {
    const draw = (seed: number, stream?: number): number[] => {
      const random = new Random(seed, stream);
      return Array.from({ length: 8 }, () => random.bits());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
    expect(draw(7, 1)).not.toEqual(draw(7, 0));
  });

  it('is the published xoshiro128**: its first numbers from the state 1, 2, 3, 4', () => {
    const random = new Random(0);
    Object.assign(random, { a: 1, b: 2, c: 3, d: 4 });
    // By hand: rotl(2 × 5, 7) × 9, then the state after one step, and so on.
    expect([random.bits() >>> 0, random.bits() >>> 0, random.bits() >>> 0]).toEqual([
      11520, 0, 5927040,
    ]);
  });

  it('spreads over all values and has no short cycle', () => {
    const random = new Random(1);
    const seen = new Set<number>();
    const counts = new Int32Array(64);
    const draws = 200_000;
    for (let i = 0; i < draws; i++) {
      seen.add(random.bits());
      counts[random.below(64)]!++;
    }
    // Of 200,000 draws from 2³² about five coincide.
    expect(seen.size).toBeGreaterThan(draws - 40);
    const expected = draws / 64;
    const chiSquare = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
    // 63 degrees of freedom: beyond 120 once in 20,000 seeds.
    expect(chiSquare).toBeLessThan(120);
  });

  it.each([0, 1, -1, 2 ** 31])('seed %d is as good as any', (seed) => {
    const random = new Random(seed);
    const units = Array.from({ length: 2000 }, () => random.unit());
    const mean = units.reduce((sum, u) => sum + u, 0) / units.length;
    expect(Math.min(...units)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...units)).toBeLessThan(1);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
  });
});
