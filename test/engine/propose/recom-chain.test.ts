import { describe, expect, it } from 'vitest';
import { costOfFeasible } from '#engine/propose/check-plan.ts';
import { RecomChain } from '#engine/propose/recom-chain.ts';
import { buildPartitionProblem } from '#engine/propose/search/partition-problem.ts';
import { searchPlans } from '#engine/propose/search/search-plans.ts';
import { randomTown } from './random-graph.ts';

describe('RecomChain', () => {
  it('keeps every plan feasible and its figures as if counted anew', () => {
    const problem = randomTown(5, { width: 9, height: 8, parts: 5, tolerance: 0.3 });
    const [plan] = searchPlans(problem, { seed: 1, moves: 50_000 });
    const chain = new RecomChain(problem, plan!.part, 3);
    for (let i = 0; i < 200; i++) {
      chain.draw(5);
      expect(costOfFeasible(problem, chain.state.part)).toBeCloseTo(chain.state.cost, 6);
    }
    expect(chain.trees).toBe(1000);
    expect(chain.steps).toBeGreaterThan(300);
    const count = chain.state.cutCount;
    chain.state.recount();
    expect(chain.state.cutCount).toBe(count);
  });

  it('gives divisions of a square of four as often as random keys and a random balanced edge do', () => {
    // A ring of four units: a tree leaves out one edge, and its middle edge alone is balanced. Two divisions in
    // two, equally likely, whatever their edges cost.
    const problem = buildPartitionProblem({
      households: [1, 1, 1, 1],
      edges: [
        [0, 1, 100],
        [1, 2, 1],
        [2, 3, 100],
        [3, 0, 1],
      ],
      labels: 2,
      partCount: 2,
      lower: 2,
      upper: 2,
    });
    const chain = new RecomChain(problem, [0, 0, 1, 1], 9);
    let together = 0;
    const draws = 4000;
    for (let i = 0; i < draws; i++) {
      chain.draw(1);
      if (chain.state.part[0] === chain.state.part[1]) together++;
    }
    expect(chain.steps).toBe(draws);
    // 5 standard deviations.
    expect(Math.abs(together - draws / 2)).toBeLessThan(5 * Math.sqrt(draws / 4));
  });
});
