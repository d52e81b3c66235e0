import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contractPockets } from '#engine/propose/contract-pockets.ts';
import { proveOptimal } from '#engine/propose/exact/prove-optimal.ts';
import { buildPartitionProblem } from '#engine/propose/search/partition-problem.ts';
import { Random } from '#engine/propose/search/random.ts';
import { costOf } from './random-graph.ts';

/** A tree with a few edges more: full of ways that lead nowhere else. */
function sparseTown(seed: number, units: number) {
  const random = new Random(seed);
  const edges = new Map<string, [number, number, number]>();
  const link = (a: number, b: number): void => {
    if (a !== b) edges.set(`${Math.min(a, b)} ${Math.max(a, b)}`, [a, b, 1 + random.below(50)]);
  };
  for (let u = 1; u < units; u++) link(u, random.below(u));
  for (let i = 0; i < units / 3; i++) link(random.below(units), random.below(units));
  const households = Array.from({ length: units }, () => random.below(20));
  const total = households.reduce((sum, n) => sum + n, 0);
  return buildPartitionProblem({
    households,
    edges: edges.values(),
    labels: 2,
    partCount: 2,
    lower: Math.ceil(total * 0.3),
    upper: Math.floor(total * 0.7),
  });
}

describe('contractPockets', () => {
  it('changes neither the optimum nor whether there is one', () => {
    let joined = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const problem = sparseTown(seed, 12);
        const { problem: reduced, clusterOf } = contractPockets(problem);
        joined += problem.nodes - reduced.nodes;
        expect(reduced.totalHouseholds).toBe(problem.totalHouseholds);
        const whole = proveOptimal(problem, Number.POSITIVE_INFINITY).better;
        const less = proveOptimal(reduced, Number.POSITIVE_INFINITY).better;
        expect(less?.cost).toBe(whole?.cost);
        if (less === null) return;
        const part = clusterOf.map((cluster) => less.part[cluster]!);
        expect(costOf(problem, part)).toBeCloseTo(less.cost, 6);
      }),
      { numRuns: 200 },
    );
    expect(joined).toBeGreaterThan(400);
  });

  it('joins an enclave with what lies around it, wherever the search through the graph begins', () => {
    // A ring of four with an enclave in unit 1 and another one in that.
    const ring: [number, number, number][] = [
      [1, 2, 1],
      [2, 3, 1],
      [3, 4, 1],
      [4, 1, 1],
      [0, 1, 1],
      [5, 0, 1],
    ];
    const problem = buildPartitionProblem({
      households: [1, 10, 10, 10, 10, 1],
      edges: ring,
      labels: 2,
      partCount: 2,
      lower: 15,
      upper: 27,
    });
    const { clusterOf, problem: reduced } = contractPockets(problem);
    expect(reduced.nodes).toBe(4);
    expect(new Set([clusterOf[0], clusterOf[1], clusterOf[5]]).size).toBe(1);
  });

  it('leaves a pocket of another present community alone', () => {
    const problem = buildPartitionProblem({
      households: [1, 10, 10],
      edges: [
        [0, 1, 1],
        [1, 2, 1],
      ],
      labels: 3,
      partCount: null,
      lower: 5,
      upper: 30,
      present: { labels: [1, 0, 0], gamma: 1 },
    });
    expect(contractPockets(problem).problem.nodes).toBe(3);
  });
});
