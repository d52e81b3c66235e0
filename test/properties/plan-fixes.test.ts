import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AuditResult, JurisdictionInput } from '#engine/coverage/types.ts';
import { applyOperation, parseOperation } from '#engine/plan/apply-operation.ts';
import { matchOutline } from '#engine/plan/match-outline.ts';
import { planOf } from '#engine/plan/plan-state.ts';
import type { PlanState } from '#engine/plan/types.ts';
import { dirtyCoverage } from '../helpers/dirty-coverage.ts';

/** More of them by hand: PLAN_RUNS=300 npx vitest run test/properties/plan-fixes.test.ts */
const RUNS = Number(process.env.PLAN_RUNS ?? 12);

/**
 * An open hairline that runs out into a wider gap comes back with every attempt to close it: the repair reports such a
 * one as “unsettled”, and snapping is the repair. One in some hundreds of fixes.
 */
const UNSETTLED_SHARE = 0.005;

const auditOf = (plan: PlanState, jurisdiction: JurisdictionInput): AuditResult =>
  auditCoverage([...plan.communities.values()], matchOutline(plan, jurisdiction));

describe('fixes that the audit offers for dirty coverages', () => {
  it(
    'apply as they are and remove their finding',
    () => {
      const left: string[] = [];
      const gone = new Map<string, number>();
      for (let seed = 1; seed <= RUNS; seed++) {
        const { communities, outline } = dirtyCoverage(seed, 0.3);
        const jurisdiction = { geometry: outline };
        const plan = planOf(communities);
        for (const { id, message, detail, fixes } of auditOf(plan, jurisdiction).findings) {
          for (const { operation, parameters } of fixes) {
            const parsed = parseOperation(JSON.parse(JSON.stringify({ operation, parameters })));
            expect(parsed).toMatchObject({ ok: true });
            if (!parsed.ok) continue;
            const what = `${operation} ${detail ?? ''}`.trim();
            const applied = applyOperation(plan, parsed.value, { jurisdiction });
            if (!applied.ok) {
              left.push(`${seed} ${what}: ${message.en} ${applied.error.message.en}`);
            } else if (
              auditOf(applied.value.plan, jurisdiction).findings.some((f) => f.id === id)
            ) {
              left.push(`${seed} ${what}: ${message.en} It is still there.`);
            } else gone.set(what, (gone.get(what) ?? 0) + 1);
          }
        }
      }
      expect([...gone.keys()].sort()).toEqual([
        'abolish',
        'fill-gap',
        'resolve-overlap',
        'snap-borders generalised-side',
        'snap-borders near-coincident',
        'snap-borders t-junction',
      ]);
      const total = [...gone.values()].reduce((sum, count) => sum + count, 0);
      const isUnsettled = left.filter((text) => text.includes('snap-borders near-coincident'));
      expect(left).toEqual(isUnsettled);
      expect(left.length, left.join('\n')).toBeLessThanOrEqual(UNSETTLED_SHARE * total);
    },
    60_000 + 5_000 * RUNS,
  );
});
