import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proveOptimal } from '#engine/propose/exact/prove-optimal.ts';
import { leastMoves } from '#engine/propose/least-moves.ts';
import { buildPartitionProblem } from '#engine/propose/search/partition-problem.ts';
import { Random } from '#engine/propose/search/random.ts';
import { seedPlan } from '#engine/propose/search/seed-plan.ts';
import { randomTown } from './random-graph.ts';

/** A row of units: each borders on the next. */
const row = (households: number[], current: number[], band: [number, number]) =>
  leastMoves({
    ...{ households, current, band },
    edges: households.slice(1).map((_, i) => ({ from: i, to: i + 1 })),
  });

describe('leastMoves', () => {
  it('is 0 where everything lies within the band', () => {
    expect(row([30, 30, 30, 30], [0, 0, 1, 1], [50, 70])).toBe(0);
  });

  it('a community that is too large sheds whole units', () => {
    // 10 too many, of units of 40 and 70.
    expect(row([40, 70, 50], [0, 0, 1], [40, 100])).toBe(40);
  });

  it('one that is too small takes in what it lacks, or goes', () => {
    expect(row([45, 80, 80], [0, 1, 1], [50, 300])).toBe(5);
    expect(row([3, 80, 80], [0, 1, 1], [50, 300])).toBe(3);
  });

  it('two small ones help one another where they border on one another, and not where others lie between', () => {
    const band: [number, number] = [50, 300];
    expect(row([30, 30, 80, 80], [0, 1, 2, 2], band)).toBe(30);
    expect(row([30, 80, 80, 30], [0, 1, 1, 2], band)).toBe(40);
  });

  it('nobody moves who belongs nowhere', () => {
    expect(row([30, 30, 80], [0, -1, 1], [50, 300])).toBe(0);
  });

  it('is never more than the least there is', () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 8 }), (seed, slack) => {
        const town = randomTown(seed, { width: 3, height: 3, parts: 3, tolerance: 0.5 });
        const current = seedPlan(town, 3, new Random(seed));
        const mean = town.totalHouseholds / 3;
        const band: [number, number] = [
          Math.ceil(mean * (1 - slack / 10)),
          Math.floor(mean * (1 + slack / 10)),
        ];
        const edges = Array.from(town.edgeFrom, (from, e) => ({ from, to: town.edgeTo[e]! }));
        const problem = buildPartitionProblem({
          households: town.households,
          edges: edges.map(({ from, to }) => [from, to, 0]),
          ...{ labels: 3, partCount: null, lower: band[0], upper: band[1] },
          present: { labels: current, gamma: 1 },
        });
        const { better } = proveOptimal(problem, Number.POSITIVE_INFINITY);
        if (better === null) return;
        compared++;
        const bound = leastMoves({ households: town.households, current, band, edges });
        expect(bound).toBeLessThanOrEqual(better.cost + 1e-6);
      }),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(10);
  });
});
