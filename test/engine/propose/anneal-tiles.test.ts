import { describe, expect, it } from 'vitest';
import { costOfFeasible } from '#engine/propose/check-plan.ts';
import {
  annealTiles,
  annealTilesHere,
  isForTiles,
  runTile,
} from '#engine/propose/search/anneal-tiles.ts';
import { induceProblem } from '#engine/propose/search/induced-problem.ts';
import { Random } from '#engine/propose/search/random.ts';
import { seedPlan } from '#engine/propose/search/seed-plan.ts';
import { costOf, randomTown } from './random-graph.ts';

const TOWN = randomTown(6, { width: 100, height: 90, parts: 60, tolerance: 0.3 });

describe('annealTiles', () => {
  it('gives a feasible plan, better than a seed plan, whatever the order in which tiles are done', () => {
    expect(isForTiles(TOWN)).toBe(true);
    const options = { seed: 4, moves: 20 * TOWN.nodes };
    const here = annealTilesHere(TOWN, options)!;
    expect(costOfFeasible(TOWN, here.part)).toBeCloseTo(here.cost, 3);
    expect(here.cost).toBeLessThan(0.8 * costOf(TOWN, seedPlan(TOWN, 60, new Random(4))));

    const rounds = annealTiles(TOWN, options);
    let step = rounds.next();
    while (step.done !== true) {
      const tasks = step.value;
      const covered = tasks.reduce((sum, { nodes }) => sum + nodes.length, 0);
      expect(covered).toBe(TOWN.nodes);
      const backwards = tasks.map((_, i) => runTile(TOWN, tasks.at(-1 - i)!, () => false));
      step = rounds.next(backwards.reverse());
    }
    expect([...step.value!.part]).toEqual([...here.part]);
  });

  it('from present communities: within the bounds, and no more moved than pays', () => {
    const labels = seedPlan(TOWN, 60, new Random(2));
    const present = { labels, gamma: 0.5 };
    const problem = { ...TOWN, partCount: null, labels: 61, present };
    const plan = annealTilesHere(problem, { seed: 4, moves: 20 * TOWN.nodes })!;
    expect(costOfFeasible(problem, plan.part)).toBeCloseTo(plan.cost, 3);
    expect(plan.cost).toBeLessThan(costOf(problem, labels));
  });

  it('ends when a tile was stopped, with no plan that is not feasible', () => {
    let asked = 0;
    const plan = annealTilesHere(TOWN, { seed: 4, moves: 1e12, shouldStop: () => ++asked > 30 });
    if (plan !== null) expect(costOfFeasible(TOWN, plan.part)).toBeCloseTo(plan.cost, 3);
    expect(asked).toBeLessThan(40);
  });
});

describe('induceProblem', () => {
  it('has the edges, households and present labels of its nodes', () => {
    const town = randomTown(1, { width: 6, height: 5, parts: 3, tolerance: 0.5 });
    const present = { labels: Int32Array.from({ length: 30 }, (_, u) => u % 4), gamma: 2 };
    const nodes = [7, 1, 8, 2, 14, 29];
    const part = induceProblem({ ...town, present }, nodes, [3, 1], 2);
    expect(part.households).toEqual(Float64Array.from(nodes, (u) => town.households[u]!));
    expect([...part.present!.labels]).toEqual(nodes.map((u) => [3, 1].indexOf(u % 4)));
    const between: number[] = [];
    for (let e = 0; e < town.edgeFrom.length; e++) {
      const ends = [nodes.indexOf(town.edgeFrom[e]!), nodes.indexOf(town.edgeTo[e]!)];
      if (!ends.includes(-1)) between.push(town.edgeCost[e]!);
    }
    expect([...part.edgeCost].sort()).toEqual(between.sort());
    for (let e = 0; e < part.edgeFrom.length; e++) {
      const [u, v] = [part.edgeFrom[e]!, part.edgeTo[e]!];
      const at = [...part.adjacentEdge].findIndex(
        (edge, h) => edge === e && part.adjacent[h] === v,
      );
      expect(at).toBeGreaterThanOrEqual(part.start[u]!);
      expect(at).toBeLessThan(part.start[u + 1]!);
      expect(part.adjacentCost[at]).toBe(part.edgeCost[e]);
    }
  });
});
