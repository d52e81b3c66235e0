import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LeastCut } from '#engine/propose/exact/least-cut.ts';
import { proveOptimal } from '#engine/propose/exact/prove-optimal.ts';
import { findSweepOrder } from '#engine/propose/exact/sweep-order.ts';
import type { PartitionProblem } from '#engine/propose/search/partition-problem.ts';
import { piecesOfParts } from '#engine/propose/search/partition-state.ts';
import { searchPlans } from '#engine/propose/search/search-plans.ts';
import { costOf, householdsOf, randomTown } from './random-graph.ts';

/** Least cost over all assignments, by trying every one. */
function bruteForce(problem: PartitionProblem): number {
  const parts = problem.partCount!;
  const part = new Int32Array(problem.nodes);
  let best = Number.POSITIVE_INFINITY;
  const visit = (u: number, used: number): void => {
    if (u === problem.nodes) {
      if (used < parts) return;
      for (const households of householdsOf(problem, part).values()) {
        if (households < problem.lower || households > problem.upper) return;
      }
      if (Math.max(...piecesOfParts(problem, part)) > 1) return;
      best = Math.min(best, costOf(problem, part));
      return;
    }
    for (let p = 0; p < Math.min(parts, used + 1); p++) {
      part[u] = p;
      visit(u + 1, Math.max(used, p + 1));
    }
  };
  visit(0, 0);
  return best;
}

/** Least cost over all labellings, whatever the number of labels in use. */
function enumerateLabels(problem: PartitionProblem): number {
  const part = new Int32Array(problem.nodes);
  let best = Number.POSITIVE_INFINITY;
  for (let code = 0; code < problem.labels ** problem.nodes; code++) {
    for (let u = 0, rest = code; u < problem.nodes; u++) {
      part[u] = rest % problem.labels;
      rest = Math.floor(rest / problem.labels);
    }
    const cost = costOf(problem, part);
    if (cost >= best) continue;
    const sizes = [...householdsOf(problem, part).values()];
    if (sizes.some((size) => size < problem.lower || size > problem.upper)) continue;
    if (Math.max(...piecesOfParts(problem, part)) > 1) continue;
    best = cost;
  }
  return best;
}

describe('proveOptimal', () => {
  it('finds what enumeration finds, from nothing and from any bound', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 2, max: 3 }),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        (seed, parts, tolerance) => {
          const problem = randomTown(seed, { width: 3, height: 3, parts, tolerance });
          const optimum = bruteForce(problem);
          const open = proveOptimal(problem, Number.POSITIVE_INFINITY);
          expect(open.isComplete).toBe(true);
          if (optimum === Number.POSITIVE_INFINITY) {
            expect(open.better).toBeNull();
            return;
          }
          expect(open.better!.cost).toBeCloseTo(optimum, 6);
          expect(costOf(problem, open.better!.part)).toBeCloseTo(optimum, 6);
          expect(Math.max(...piecesOfParts(problem, open.better!.part))).toBe(1);
          expect(proveOptimal(problem, optimum).better).toBeNull();
          expect(proveOptimal(problem, optimum * 1.1 + 1).better!.cost).toBeCloseTo(optimum, 6);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('with present labels: what enumeration finds, whether communities merge, move or begin', () => {
    let plans = 0;
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(0, 0.01, 0.1, 1, 10),
        fc.double({ min: 0.1, max: 0.8, noNaN: true }),
        (seed, gamma, tolerance) => {
          const town = randomTown(seed, { width: 4, height: 2, parts: 2, tolerance });
          const labels = Int32Array.from(
            { length: 8 },
            (_, u) => ((Math.imul(seed | 1, u + 7) >>> 8) % 4) - (u === 4 ? 1 : 0),
          );
          const problem = { ...town, partCount: null, labels: 4, present: { labels, gamma } };
          const optimum = enumerateLabels(problem);
          const open = proveOptimal(problem, Number.POSITIVE_INFINITY);
          expect(open.isComplete).toBe(true);
          if (optimum === Number.POSITIVE_INFINITY) {
            expect(open.better).toBeNull();
            return;
          }
          plans++;
          expect(open.better!.cost).toBeCloseTo(optimum, 6);
          expect(costOf(problem, open.better!.part)).toBeCloseTo(optimum, 6);
          expect(Math.max(...piecesOfParts(problem, open.better!.part))).toBe(1);
          expect(proveOptimal(problem, optimum).better).toBeNull();
          expect(proveOptimal(problem, optimum * 1.1 + 1).better!.cost).toBeCloseTo(optimum, 6);
        },
      ),
      { numRuns: 40 },
    );
    expect(plans).toBeGreaterThan(10);
  });

  it('a proof that is stopped still gives a bound that holds', () => {
    const problem = randomTown(5, { width: 6, height: 5, parts: 3, tolerance: 0.3 });
    const [found] = searchPlans(problem, { seed: 1, moves: 60_000 });
    const { better } = proveOptimal(problem, found!.cost * 1.001);
    let asked = 0;
    const stopped = proveOptimal(problem, better!.cost * 1.2, { shouldStop: () => ++asked > 15 });
    expect(stopped.isComplete).toBe(false);
    expect(stopped.bound).toBeLessThanOrEqual(better!.cost + 1e-6);
    expect(stopped.bound).toBeGreaterThanOrEqual(0);
  });

  it('refuses problems without a number of parts or present labels', () => {
    const problem = {
      ...randomTown(5, { width: 3, height: 3, parts: 2, tolerance: 0.5 }),
      partCount: null,
    };
    expect(() => proveOptimal(problem, 1)).toThrow(RangeError);
  });
});

describe('LeastCut', () => {
  it('equals the cheapest of all cuts', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const problem = randomTown(seed, { width: 4, height: 3, parts: 2, tolerance: 1 });
        const cut = new LeastCut(problem).between(
          [0, 1],
          [11],
          () => true,
          Number.POSITIVE_INFINITY,
        );
        let least = Number.POSITIVE_INFINITY;
        for (let mask = 0; mask < 1 << 9; mask++) {
          const part = Array.from({ length: 12 }, (_, u) =>
            u < 2 ? 0 : u === 11 ? 1 : (mask >> (u - 2)) & 1,
          );
          least = Math.min(least, costOf(problem, part));
        }
        expect(cut).toBeCloseTo(least, 6);
      }),
      { numRuns: 40 },
    );
  });
});

describe('findSweepOrder', () => {
  it('visits every node once and reports the width that its order has', () => {
    const problem = randomTown(8, { width: 5, height: 9, parts: 2, tolerance: 1 });
    const { order, placeOf, width } = findSweepOrder(problem);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 45 }, (_, u) => u));
    let widest = 0;
    for (let place = 0; place < 45; place++) {
      const frontier = [...order.subarray(0, place + 1)].filter((u) => {
        for (let i = problem.start[u]!; i < problem.start[u + 1]!; i++) {
          if (placeOf[problem.adjacent[i]!]! > place) return true;
        }
        return false;
      });
      widest = Math.max(widest, frontier.length);
    }
    expect(width).toBe(widest);
    expect(width).toBeLessThanOrEqual(8);
  });
});
