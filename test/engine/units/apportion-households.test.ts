import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion } from '#engine/units/apportion.ts';

const inOrder = (i: number, j: number) => i < j;
const divide = (total: number, ...weights: number[]) => [...apportion(total, weights, inOrder)];
const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);

describe('apportion', () => {
  it('gives the largest remainders one more', () => {
    expect(divide(10, 1, 1, 1)).toEqual([4, 3, 3]);
    expect(divide(7, 5, 3, 2)).toEqual([4, 2, 1]);
    expect(divide(100, 47, 16, 15.8, 12, 6.1, 3.1)).toEqual([47, 16, 16, 12, 6, 3]);
  });

  it('gives a half to the next in line', () => {
    expect(divide(2.5, 1, 1)).toEqual([1.5, 1]);
    expect(divide(0.5, 1, 2)).toEqual([0, 0.5]);
    expect(divide(3.5, 1, 1)).toEqual([2, 1.5]);
  });

  it('gives nothing to a weight of 0, and nothing at all where all are', () => {
    expect(divide(9, 0, 3, 0)).toEqual([0, 9, 0]);
    expect(divide(9, 0, 0)).toEqual([0, 0]);
    expect(divide(9)).toEqual([]);
    expect(divide(0, 1, 2)).toEqual([0, 0]);
  });

  it('refuses what is no total and no weight', () => {
    for (const total of [-1, 0.25, Number.NaN, Number.POSITIVE_INFINITY, 1e13]) {
      expect(() => divide(total, 1)).toThrow(RangeError);
    }
    for (const weight of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => divide(1, weight)).toThrow(RangeError);
    }
  });

  const halves = fc.integer({ min: 0, max: 2e12 }).map((value) => value / 2);
  const weights = fc.array(fc.oneof(fc.double({ min: 0, max: 1e300, noNaN: true }), fc.nat(9)), {
    minLength: 1,
    maxLength: 60,
  });

  it('keeps every total, stays within one of the quota, and does not depend on the order', () => {
    fc.assert(
      fc.property(halves, weights, fc.infiniteStream(fc.nat()), (total, given, random) => {
        const parts = apportion(total, given, inOrder);
        const positive = given.filter((weight) => weight > 0);
        fc.pre(positive.length > 0);
        expect(sum(parts)).toBe(total);
        const largest = Math.max(...given);
        const all = sum(given.map((weight) => weight / largest));
        parts.forEach((part, i) => {
          expect(part).toBeGreaterThanOrEqual(0);
          const quota = total * (given[i]! / largest / all);
          expect(Math.abs(part - quota)).toBeLessThanOrEqual(1.5 + quota * 1e-9);
          if (given[i] === 0) expect(part).toBe(0);
        });
        const order = given.map((_, i) => ({ i, key: random.next().value }));
        order.sort((a, b) => a.key - b.key || a.i - b.i);
        const shuffled = apportion(
          total,
          order.map(({ i }) => given[i]!),
          (a, b) => order[a]!.i < order[b]!.i,
        );
        order.forEach(({ i }, at) => {
          expect(shuffled[at]).toBe(parts[i]);
        });
      }),
    );
  });
});
