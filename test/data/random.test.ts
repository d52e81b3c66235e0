import { describe, expect, it } from 'vitest';
import { allocate } from '../../data/generator/allocate.ts';
import { cosine, sine } from '../../data/generator/plane.ts';
import { createRandom } from '../../data/generator/random.ts';

describe('createRandom', () => {
  it('repeats a stream and keeps streams and seeds apart', () => {
    const draw = (seed: number, stream: string) => {
      const random = createRandom(seed, stream);
      return Array.from({ length: 20 }, () => random.next());
    };
    expect(draw(1, 'rim')).toEqual(draw(1, 'rim'));
    expect(draw(1, 'rim')).not.toEqual(draw(1, 'hill'));
    expect(draw(1, 'rim')).not.toEqual(draw(2, 'rim'));
  });

  it('is even, without a short cycle', () => {
    const random = createRandom(7, 'test');
    const count = 200_000;
    const bins = new Array<number>(100).fill(0);
    const seen = new Set<number>();
    for (let i = 0; i < count; i++) {
      const value = random.next();
      seen.add(value);
      bins[Math.floor(value * 100)]! += 1;
    }
    const chiSquare = bins.reduce((sum, n) => sum + (n - count / 100) ** 2 / (count / 100), 0);
    // 99 degrees of freedom: beyond these bounds once in a million.
    expect(chiSquare).toBeGreaterThan(48);
    expect(chiSquare).toBeLessThan(180);
    // Of 2^32 values, 200 000 draws repeat about five.
    expect(seen.size).toBeGreaterThan(count - 30);
  });

  it('picks by weight, and never a weight of 0', () => {
    const random = createRandom(7, 'weights');
    const picks = Array.from({ length: 3000 }, () =>
      random.pickWeighted([
        ['never', 0],
        ['often', 3],
        ['seldom', 1],
      ] as const),
    );
    const often = picks.filter((pick) => pick === 'often').length;
    expect(picks).not.toContain('never');
    expect(often).toBeGreaterThan(2100);
    expect(often).toBeLessThan(2400);
  });
});

describe('sine and cosine', () => {
  it('agree with the standard library', () => {
    for (let x = -20; x <= 20; x += 0.37) {
      expect(Math.abs(sine(x) - Math.sin(x))).toBeLessThan(1e-11);
      expect(Math.abs(cosine(x) - Math.cos(x))).toBeLessThan(1e-11);
    }
  });
});

describe('allocate', () => {
  it('gives whole numbers that add up, in proportion to the weights', () => {
    expect(allocate(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(allocate(7, [0, 5, 2])).toEqual([0, 5, 2]);
    expect(allocate(380, [200, 31, 77.5]).reduce((a, b) => a + b, 0)).toBe(380);
  });

  it('refuses weights that are all 0', () => {
    expect(() => allocate(5, [0, 0])).toThrow('the weights are all 0');
  });
});
