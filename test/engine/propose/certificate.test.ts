import { describe, expect, it } from 'vitest';
import { certify, improvePairs } from '#engine/propose/certificate.ts';
import { costOfFeasible } from '#engine/propose/check-plan.ts';
import { proveOptimal } from '#engine/propose/exact/prove-optimal.ts';
import { Annealer } from '#engine/propose/search/anneal.ts';
import { induceProblem } from '#engine/propose/search/induced-problem.ts';
import { Random } from '#engine/propose/search/random.ts';
import { searchPlans } from '#engine/propose/search/search-plans.ts';
import { seedPlan } from '#engine/propose/search/seed-plan.ts';
import { costOf, randomTown } from './random-graph.ts';

const never = { shouldStop: () => false };

/** A feasible plan that nobody has tried to make good. */
function roughPlan(problem: ReturnType<typeof randomTown>) {
  const random = new Random(1);
  const annealer = new Annealer(problem, seedPlan(problem, problem.partCount!, random), random);
  annealer.run({ moves: 1_000_000, from: 2, to: 2 }, () => annealer.best !== null);
  return annealer.best!;
}

describe('certify', () => {
  it('proves the optimum of a small town, and finds it from a poor plan', () => {
    const problem = randomTown(7, { width: 7, height: 5, parts: 3, tolerance: 0.25 });
    const rough = roughPlan(problem);
    const { certificate, plan } = certify(problem, rough, never);
    expect(certificate).toEqual({ state: 'optimal' });
    expect(plan.cost).toBeLessThan(rough.cost);
    expect(costOfFeasible(problem, plan.part)).toBeCloseTo(plan.cost, 6);
    expect(proveOptimal(problem, plan.cost).better).toBeNull();
  });

  it('of a plan of many parts, that no two neighbours can be redrawn better', () => {
    const problem = randomTown(2, { width: 14, height: 14, parts: 9, tolerance: 0.3 });
    const rough = roughPlan(problem);
    const { certificate, plan } = certify(problem, rough, never);
    expect(certificate.state).toBe('pairwise-optimal');
    expect(plan.cost).toBeLessThan(rough.cost);
    expect(costOfFeasible(problem, plan.part)).toBeCloseTo(plan.cost, 6);
    expect(improvePairs(problem, plan, never).plan.cost).toBeCloseTo(plan.cost, 6);
    // By another way: every pair on its own, whatever the others do.
    for (let a = 0; a < 9; a++) {
      for (let b = a + 1; b < 9; b++) {
        const nodes = Array.from(plan.part.keys()).filter((u) => [a, b].includes(plan.part[u]!));
        const pair = induceProblem(problem, nodes, [a, b], 2);
        const known = costOf(
          pair,
          nodes.map((u) => plan.part[u]!),
        );
        if (known > 0) expect(proveOptimal(pair, known).better).toBeNull();
      }
    }
  });

  it('of a plan from present communities: the whole, or pairs that are neither redrawn nor joined better', () => {
    const town = randomTown(3, { width: 8, height: 6, parts: 4, tolerance: 0.5 });
    const labels = Int32Array.from({ length: 48 }, (_, u) => Math.floor((u % 8) / 2));
    const problem = { ...town, partCount: null, labels: 5, present: { labels, gamma: 0.3 } };
    const [found] = searchPlans(problem, { seed: 1, moves: 60_000 });
    const { certificate, plan } = certify(problem, found!, never);
    expect(certificate).toEqual({ state: 'optimal' });
    expect(costOfFeasible(problem, plan.part)).toBeCloseTo(plan.cost, 6);

    const asPairs = certify(problem, found!, { ...never, mostLabels: 4 });
    expect(asPairs.certificate.state).toBe('pairwise-optimal');
    expect(asPairs.plan.cost).toBeCloseTo(plan.cost, 6);

    const many = { ...problem, labels: 40 };
    const poor = { part: labels, cost: costOf(many, labels) };
    const pairs = certify(many, poor, never);
    expect(pairs.certificate.state).toBe('pairwise-optimal');
    expect(pairs.plan.cost).toBeLessThan(poor.cost);
    expect(pairs.plan.cost).toBeGreaterThan(plan.cost - 1e-6);
  });

  it('says what it could not prove when it is stopped', () => {
    const problem = randomTown(2, { width: 14, height: 14, parts: 9, tolerance: 0.3 });
    const rough = roughPlan(problem);
    const { certificate, plan } = certify(problem, rough, { shouldStop: () => true });
    expect(certificate).toMatchObject({
      state: 'none',
      why: { en: expect.stringMatching(/^The time given was not enough/) },
    });
    expect(plan.cost).toBeCloseTo(rough.cost, 6);
  });

  it('a stopped proof of a small town gives a bound that holds', () => {
    const problem = randomTown(7, { width: 7, height: 5, parts: 2, tolerance: 0.25 });
    const [found] = searchPlans(problem, { seed: 1, moves: 60_000 });
    let asked = 0;
    const worse = { ...found!, cost: found!.cost * 1.5 };
    const { certificate } = certify(problem, worse, { shouldStop: () => ++asked > 20 });
    if (certificate.state === 'gap') {
      expect(certificate.lowerBound).toBeLessThanOrEqual(found!.cost + 1e-6);
      expect(certificate.gapPercent).toBeGreaterThan(0);
    } else expect(certificate.state).toBe('none');
  });
});
