import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proveOptimal } from '#engine/propose/exact/prove-optimal.ts';
import { Annealer } from '#engine/propose/search/anneal.ts';
import { openPart } from '#engine/propose/search/open-part.ts';
import { buildPartitionProblem } from '#engine/propose/search/partition-problem.ts';
import { PartitionState, piecesOfParts } from '#engine/propose/search/partition-state.ts';
import { Random } from '#engine/propose/search/random.ts';
import { searchPlans } from '#engine/propose/search/search-plans.ts';
import { connectParts, seedPlan } from '#engine/propose/search/seed-plan.ts';
import { isLeastChange, movingFew } from '#engine/propose/search/temperatures.ts';
import { TreeMover } from '#engine/propose/search/tree-move.ts';
import { costOf, householdsOf, randomTown } from './random-graph.ts';

const TOWN = { width: 8, height: 7, parts: 4, tolerance: 0.25 };

describe('PartitionState', () => {
  it('keeps its figures as if counted anew through any moves', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const problem = {
          ...randomTown(seed, TOWN),
          partCount: null,
          labels: 5,
          present: { labels: new Int32Array(56).fill(1), gamma: 0.5 },
        };
        const random = new Random(seed);
        const state = new PartitionState(problem, seedPlan(problem, 4, random));
        for (let i = 0; i < 200; i++) {
          const u = random.below(problem.nodes);
          const to = random.below(problem.labels);
          if (to === state.part[u]) continue;
          const expected = state.cost + state.costChange(u, to);
          const excess = state.excess + state.excessChange(u, to);
          const pieces = piecesOfParts(problem, state.part)[state.part[u]!]!;
          const keeps = state.keepsConnected(u);
          const from = state.part[u]!;
          state.move(u, to);
          expect(state.cost).toBeCloseTo(expected, 6);
          expect(state.excess).toBeCloseTo(excess, 6);
          const after = piecesOfParts(problem, state.part)[from]!;
          // keepsConnected speaks of the piece that u is in.
          expect(keeps).toBe(after <= pieces);
        }
        const anew = new PartitionState(problem, state.part);
        expect(state.cutCount).toBe(anew.cutCount);
        expect(state.cost).toBeCloseTo(anew.cost, 6);
        expect(state.cost).toBeCloseTo(costOf(problem, state.part), 6);
        expect(state.excess).toBeCloseTo(anew.excess, 6);
        expect(state.partsInUse).toBe(anew.partsInUse);
        expect([...state.count]).toEqual([...anew.count]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('TreeMover', () => {
  it('redraws a border at exactly the change of cost that it announces, parts connected', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const problem = randomTown(seed, TOWN);
        const random = new Random(seed);
        const state = new PartitionState(problem, seedPlan(problem, 4, random));
        const mover = new TreeMover(state, random);
        for (let i = 0; i < 20; i++) {
          const e = state.cut[random.below(state.cutCount)]!;
          const [u, v] = [problem.edgeFrom[e]!, problem.edgeTo[e]!];
          const penalty = 0.1;
          const before = state.cost + penalty * state.excess;
          let announced = Number.NaN;
          const isDone = mover.redraw(u, state.part[u]!, state.part[v]!, penalty, (change) => {
            announced = change;
            return random.unit() < 0.7;
          });
          expect(state.cost + penalty * state.excess - before).toBeCloseTo(
            isDone ? announced : 0,
            6,
          );
          expect(Math.max(...piecesOfParts(problem, state.part))).toBe(1);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('a neutral step keeps both parts within the bounds and connected', () => {
    const problem = randomTown(3, TOWN);
    const random = new Random(3);
    const [plan] = searchPlans(problem, { seed: 3, moves: 20_000 });
    const state = new PartitionState(problem, plan!.part);
    const mover = new TreeMover(state, random);
    let steps = 0;
    for (let i = 0; i < 400; i++) {
      const e = state.cut[random.below(state.cutCount)]!;
      const [u, v] = [problem.edgeFrom[e]!, problem.edgeTo[e]!];
      if (mover.step(u, state.part[u]!, state.part[v]!)) steps++;
      expect(state.excess).toBe(0);
    }
    expect(steps).toBeGreaterThan(50);
    expect(Math.max(...piecesOfParts(problem, state.part))).toBe(1);
  });
});

describe('searchPlans', () => {
  it('finds the proven optimum of small towns, every plan feasible', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 4 }), (seed, parts) => {
        const problem = randomTown(seed, { width: 6, height: 5, parts, tolerance: 0.3 });
        const plans = searchPlans(problem, { seed, moves: 200_000 });
        for (const { part, cost } of plans) {
          expect(cost).toBeCloseTo(costOf(problem, part), 6);
          expect([...piecesOfParts(problem, part)]).toEqual(Array(parts).fill(1));
          for (const households of householdsOf(problem, part).values()) {
            expect(households).toBeGreaterThanOrEqual(problem.lower);
            expect(households).toBeLessThanOrEqual(problem.upper);
          }
        }
        const proof = proveOptimal(problem, plans[0]?.cost ?? Number.POSITIVE_INFINITY);
        expect(proof.isComplete).toBe(true);
        expect(proof.better).toBeNull();
      }),
      { numRuns: 15 },
    );
  });

  it('gives the same plans for the same seed and effort', () => {
    const problem = randomTown(11, TOWN);
    const run = () => searchPlans(problem, { seed: 5, moves: 30_000 }).map(({ part }) => [...part]);
    expect(run()).toEqual(run());
  });

  it('stops when told to, with what it has', () => {
    const problem = randomTown(11, TOWN);
    let asked = 0;
    const plans = searchPlans(problem, { seed: 5, moves: 1e9, shouldStop: () => ++asked > 200 });
    expect(plans.length).toBeGreaterThan(0);
    expect(asked).toBeLessThan(210);
  });

  it('from a present plan: nobody moves when moving costs more than any border', () => {
    const town = randomTown(4, TOWN);
    const [plan] = searchPlans(town, { seed: 1, moves: 30_000 });
    const problem = buildPartitionProblem({
      households: town.households,
      edges: Array.from(town.edgeFrom, (u, e) => [u, town.edgeTo[e]!, town.edgeCost[e]!] as const),
      labels: 5,
      partCount: null,
      lower: town.lower,
      upper: town.upper,
      present: { labels: plan!.part, gamma: 1e6 },
    });
    const [kept] = searchPlans(problem, { seed: 1, moves: 30_000 });
    expect(
      [...kept!.part].every((label, u) => label === plan!.part[u] || town.households[u] === 0),
    ).toBe(true);
  });

  it('islands hold parts of their own', () => {
    const problem = buildPartitionProblem({
      households: [5, 5, 5, 5, 5, 5],
      edges: [
        [0, 1, 1],
        [1, 2, 1],
        [2, 3, 1],
        [4, 5, 1],
      ],
      labels: 3,
      partCount: 3,
      lower: 10,
      upper: 10,
    });
    const [plan] = searchPlans(problem, { seed: 1, moves: 2000 });
    expect(plan!.part[4]).toBe(plan!.part[5]);
    expect(plan!.cost).toBe(1);
  });

  it('says nothing rather than something wrong when no plan is feasible', () => {
    const problem = buildPartitionProblem({
      households: [9, 1, 1],
      edges: [
        [0, 1, 1],
        [1, 2, 1],
      ],
      labels: 2,
      partCount: 2,
      lower: 5,
      upper: 6,
    });
    expect(searchPlans(problem, { seed: 1, moves: 2000 })).toEqual([]);
    expect(proveOptimal(problem, Number.POSITIVE_INFINITY)).toMatchObject({
      better: null,
      bound: Number.POSITIVE_INFINITY,
      isComplete: true,
    });
  });
});

describe('connectParts', () => {
  it('gives detached pieces to the neighbour they share most with, and keeps the main one', () => {
    const problem = { ...randomTown(9, TOWN), labels: 4 };
    const labels = Int32Array.from({ length: 56 }, (_, u) => Math.floor((u % 8) / 4));
    labels[0] = 1;
    labels[55] = 0;
    const part = connectParts(problem, labels);
    expect(part[0]).toBe(0);
    expect(part[55]).toBe(1);
    expect([...piecesOfParts(problem, part)].filter((n) => n > 0)).toEqual([1, 1]);
  });
});

describe('Annealer', () => {
  it('never counts a plan outside the bounds as found', () => {
    const problem = { ...randomTown(2, TOWN), lower: 1e6, upper: 2e6 };
    const annealer = new Annealer(problem, seedPlan(problem, 4, new Random(1)), new Random(1));
    annealer.run({ moves: 5000, from: 1, to: 0.05 }, () => false);
    expect(annealer.best).toBeNull();
  });
});

describe('few households to be moved', () => {
  // Four communities in a row, three columns each: one unit too many in the first, room in the last alone.
  const at = (x: number, y: number): number => 3 * x + y;
  const edges: [number, number, number][] = [];
  for (let x = 0; x < 12; x++) {
    for (let y = 0; y < 3; y++) {
      if (x + 1 < 12) edges.push([at(x, y), at(x + 1, y), 5]);
      if (y + 1 < 3) edges.push([at(x, y), at(x, y + 1), 5]);
    }
  }
  const households = Array.from({ length: 36 }, (_, u) => (u === 0 ? 20 : u > 33 ? 0 : 10));
  const problem = buildPartitionProblem({
    ...{ households, edges, labels: 4, partCount: null, lower: 60, upper: 90 },
    present: { labels: households.map((_, u) => Math.floor(u / 9)), gamma: 0.01 },
  });

  it.each([1, 2, 3, 4, 5])(
    'seed %d: what is too many is passed on through full communities',
    (seed) => {
      const [found] = searchPlans(movingFew(problem), { seed, moves: 200_000 });
      expect(new PartitionState(problem, found!.part).moved).toBe(30);
    },
  );

  it.each([1, 2, 3])(
    'seed %d: a plan within the bounds is found where moving costs next to nothing, too',
    (seed) => {
      expect(searchPlans(problem, { seed, moves: 100_000 }).length).toBeGreaterThan(0);
    },
  );

  it('only a price that outweighs all borders makes a search one for few households', () => {
    expect(isLeastChange(problem)).toBe(false);
    expect(isLeastChange(movingFew(problem))).toBe(true);
    expect(isLeastChange({ ...problem, present: null })).toBe(false);
  });

  it('a part more is opened among those that are too large, connected', () => {
    const wide = { ...problem, labels: 5 };
    const opened = openPart(wide, Int32Array.from(problem.present!.labels), new Random(3))!;
    expect(new Set(opened).size).toBe(5);
    expect(Math.max(...piecesOfParts(wide, opened))).toBe(1);
    expect(openPart({ ...wide, upper: 200 }, opened, new Random(3))).toBeNull();
    expect(openPart(problem, Int32Array.from(problem.present!.labels), new Random(3))).toBeNull();
  });
});
