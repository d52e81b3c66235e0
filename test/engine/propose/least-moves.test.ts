import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proveOptimal } from '#engine/propose/exact/prove-optimal.ts';
import { leastMoves, type MovesInput } from '#engine/propose/least-moves.ts';
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

/** Every unit beside every other: nothing lies between. */
const completed = (current: ArrayLike<number>) =>
  Array.from({ length: current.length }, (_, to) =>
    Array.from({ length: to }, (__, from) => ({ from, to })),
  ).flat();

/** The least that a connected plan within the band moves: every label for every unit, one of them new. */
function leastByTrying({ households, current, band, edges }: MovesInput): number {
  const n = households.length;
  const labels = Math.max(...Array.from(current)) + 2;
  const part = new Int32Array(n);
  let least = Number.POSITIVE_INFINITY;
  const isWhole = (label: number): boolean => {
    const own = Array.from(part.keys()).filter((u) => part[u] === label);
    const reached = new Set(own.slice(0, 1));
    for (const u of reached) {
      for (const { from, to } of edges) {
        if (from === u && part[to] === label) reached.add(to);
        if (to === u && part[from] === label) reached.add(from);
      }
    }
    return reached.size === own.length;
  };
  const place = (u: number, moved: number, sizes: readonly number[]): void => {
    if (moved >= least) return;
    if (u === n) {
      const fits = sizes.every(
        (size, label) => (size >= band[0] || !part.includes(label)) && isWhole(label),
      );
      if (fits) least = moved;
      return;
    }
    for (let label = 0; label < labels; label++) {
      const size = sizes[label]! + households[u]!;
      if (size > band[1]) continue;
      part[u] = label;
      const next = [...sizes];
      next[label] = size;
      place(u + 1, moved + (label === current[u] ? 0 : households[u]!), next);
    }
    part[u] = -1;
  };
  place(0, 0, new Array(labels).fill(0));
  return least;
}

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

  it('what a full neighbour takes in, it passes on', () => {
    // 30 too many in the first; the second is full to the brim, the third has room.
    const band: [number, number] = [60, 100];
    expect(row([30, 100, 30, 70, 60], [0, 0, 1, 1, 2], band)).toBe(60);
    // Where the third has none either, the fourth has to take it; unless there is a new community, of 90 or more.
    const four = [30, 100, 30, 70, 30, 70, 90];
    expect(row(four, [0, 0, 1, 1, 2, 2, 3], [90, 100])).toBe(90);
  });

  it('a new community may be less trouble than passing on', () => {
    const households = [30, 100, 30, 70, 30, 70, 30, 70, 60];
    expect(row(households, [0, 0, 1, 1, 2, 2, 3, 3, 4], [30, 100])).toBe(30);
  });

  it('passing on is in whole units', () => {
    // 20 too many make a unit of 40 go, and that makes one of 45 go on.
    expect(row([90, 40, 60, 45, 50], [0, 0, 1, 1, 2], [86, 110])).toBe(85);
  });

  it('is never more than any plan moves, by trying all of them', () => {
    let higher = 0;
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 6 }), (seed, slack) => {
        const town = randomTown(seed, { width: 4, height: 2, parts: 3, tolerance: 0.9 });
        const current = seedPlan(town, 3, new Random(seed));
        const [low, high] = [0.55, 1 + slack / 20].map((share) =>
          Math.round((share * town.totalHouseholds) / 3),
        ) as [number, number];
        const edges = Array.from(town.edgeFrom, (from, e) => ({ from, to: town.edgeTo[e]! }));
        const input = { households: town.households, current, band: [low, high] as const, edges };
        const least = leastByTrying(input);
        const bound = leastMoves(input);
        expect(bound).toBeLessThanOrEqual(least);
        const shed = leastMoves({ ...input, edges: completed(current) });
        if (bound > shed) higher++;
      }),
      { numRuns: 40 },
    );
    // Neighbours that are full do count, in some of them.
    expect(higher).toBeGreaterThan(3);
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
