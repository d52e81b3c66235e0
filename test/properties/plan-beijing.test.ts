import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { CommunityInput } from '#engine/coverage/types.ts';
import { applyOperation } from '#engine/plan/apply-operation.ts';
import { applyChange, planOf } from '#engine/plan/plan-state.ts';
import type { Change, PlanState } from '#engine/plan/types.ts';
import { createRandom } from '../../data/generator/random.ts';
import { RandomOperator } from '../helpers/random-operations.ts';

/**
 * Random operations on real sub-districts, and all of them undone. The data stand beside a developer's checkout and are not part of the project:
 * where they are missing, this says so and is left out.
 * All of it by hand: PLAN_OPERATIONS=1000 npx vitest run test/properties/plan-beijing.test.ts
 */
const DATA = new URL('../../../shared/data/beijing-subdistricts/', import.meta.url);
const isHere = existsSync(DATA);
if (!isHere) {
  console.warn('NOT RUN: real datasets are not here (../shared/data), plans on Beijing not tried.');
}
const OPERATIONS = Number(process.env.PLAN_OPERATIONS ?? 100);

const readDistrict = (name: string): CommunityInput[] => {
  const { features } = JSON.parse(readFileSync(new URL(`${name}.geojson`, DATA), 'utf8')) as {
    features: { geometry: CommunityInput['geometry']; properties: Record<string, unknown> }[];
  };
  return features.map(({ geometry, properties }, i) => ({
    id: `${name}-${i}`,
    geometry,
    properties,
  }));
};

const bytesOf = (plan: PlanState): string =>
  JSON.stringify([[...plan.communities.values()], [...plan.assignment]]);

describe.skipIf(!isHere)(`${OPERATIONS} random operations on Beijing's sub-districts`, () => {
  it.each(['chaoyang', 'daxing', 'shunyi'])(
    'of %s, undone, give the same bytes as at the start, and redone those of the end',
    (name) => {
      const communities = readDistrict(name);
      const start = planOf(communities);
      const first = bytesOf(start);
      const operator = new RandomOperator(createRandom(1, name));
      const steps: { change: Change; inverse: Change }[] = [];
      let plan = start;
      let refused = 0;
      while (steps.length < OPERATIONS) {
        const applied = applyOperation(plan, operator.draw(plan), {});
        if (!applied.ok) {
          expect(applied.error.code).not.toBe('too-tangled');
          expect(++refused).toBeLessThan(20 * OPERATIONS);
          continue;
        }
        steps.push(applied.value);
        plan = applied.value.plan;
      }
      const last = bytesOf(plan);
      expect(last).not.toBe(first);
      const figures = (state: PlanState) =>
        auditCoverage([...state.communities.values()], null, { minAreaSquareMetres: 0 }).summary;
      const [had, has] = [figures(start), figures(plan)];
      expect(has.overlapAreaSquareMetres).toBeLessThanOrEqual(
        had.overlapAreaSquareMetres * 1.000001 + 0.1,
      );
      expect(has.counts.invalid).toBeLessThanOrEqual(had.counts.invalid);
      for (const { inverse } of steps.toReversed()) plan = applyChange(plan, inverse);
      expect(bytesOf(plan)).toBe(first);
      for (const { change } of steps) plan = applyChange(plan, change);
      expect(bytesOf(plan)).toBe(last);
    },
    60_000 + 1_000 * OPERATIONS,
  );
});
