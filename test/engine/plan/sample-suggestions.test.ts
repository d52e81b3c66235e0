import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AuditResult } from '#engine/coverage/types.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import { applyOperation, parseOperation } from '#engine/plan/apply-operation.ts';
import { matchOutline } from '#engine/plan/match-outline.ts';
import type { PlanState } from '#engine/plan/types.ts';
import { type SuggestedKind, suggest } from '#engine/propose/suggest/suggest.ts';
import type { SuggestOptions } from '#engine/propose/suggest/types.ts';
import { parsePolicy } from '#engine/rules/parse-policy.ts';
import { sampleInput } from '../../helpers/sample-input.ts';
import { samplePlan } from '../../helpers/sample-plan.ts';

const file = new URL('../../../data/policies/yuhang-2020.json', import.meta.url);
const policy = parsePolicy(JSON.parse(readFileSync(file, 'utf8')));
if (!policy.ok) throw new Error('the policy is shipped');
const { plan: start, context } = samplePlan();
const input = { ...sampleInput(policy.value), jurisdiction: context.jurisdiction };

const auditOf = (plan: PlanState): AuditResult =>
  auditCoverage([...plan.communities.values()], matchOutline(plan, context.jurisdiction));
const overlapOf = (plan: PlanState): number => auditOf(plan).summary.overlapAreaSquareMetres;

/** Ground that two claim, or nobody, is shown with one of its units; operations leave it to whoever claims it. */
const contested = new Set(
  auditOf(start)
    .findings.filter(({ kind }) => kind === 'overlap' || kind === 'gap')
    .flatMap(({ communities }) => communities),
);

describe('suggestions for the sample town, carried out by the plan engine', () => {
  const cases: [SuggestedKind, SuggestOptions][] = [
    ['split', { targets: ['990101001003'], moves: 4_000, alternatives: 1 }],
    ['merge', { moves: 4_000, alternatives: 1 }],
    ['transfer', { moves: 4_000, alternatives: 1 }],
    ['repair', {}],
    ['replan', { moves: 4_000, alternatives: 1 }],
  ];
  it.each(cases)(
    '%s gives the communities that were shown',
    (kind, options) => {
      const { suggestions } = suggest(kind, input, options);
      expect(suggestions.length).toBeGreaterThan(0);
      for (const suggestion of suggestions) {
        let plan = start;
        for (const operation of suggestion.operations) {
          const parsed = parseOperation(JSON.parse(JSON.stringify(operation)));
          if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
          const applied = applyOperation(plan, parsed.value, context);
          if (!applied.ok) throw new Error(`${operation.operation}: ${applied.error.message.en}`);
          plan = applied.value.plan;
        }
        const expected = new Map(input.communities.map((community) => [community.id, community]));
        for (const id of suggestion.abolished) expected.delete(id);
        for (const one of [...suggestion.matched, ...suggestion.communities]) {
          expected.set(one.id, one);
        }
        expect(new Set(plan.communities.keys())).toEqual(new Set(expected.keys()));
        for (const [id, { geometry, properties = {} }] of plan.communities) {
          const shown = expected.get(id)!;
          const area = geodesicArea(shown.geometry!);
          const most = contested.has(id) ? 1e-2 : 1e-3;
          expect(Math.abs(geodesicArea(geometry) / area - 1), id).toBeLessThan(most);
          if (suggestion.communities.some((one) => one.id === id) && kind !== 'repair') {
            expect(properties.households, id).toBe(shown.properties?.households);
          }
        }
        expect(overlapOf(plan)).toBeLessThanOrEqual(overlapOf(start) + 0.01);
      }
    },
    120_000,
  );
});
