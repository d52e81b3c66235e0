import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AuditResult } from '#engine/coverage/types.ts';
import { applyOperation, parseOperation } from '#engine/plan/apply-operation.ts';
import { matchOutline } from '#engine/plan/match-outline.ts';
import type { PlanState } from '#engine/plan/types.ts';
import { samplePlan } from '../../helpers/sample-plan.ts';

describe('the fixes that the audit of the sample town offers', () => {
  const { plan, context } = samplePlan();
  const audit = (state: PlanState): AuditResult =>
    auditCoverage([...state.communities.values()], matchOutline(state, context.jurisdiction));
  const before = audit(plan);
  const fixes = before.findings.flatMap((finding) =>
    finding.fixes.map((fix) => ({ finding, fix })),
  );

  it('are offered for its gaps and overlaps (it has no mismatch)', () => {
    expect(new Set(fixes.map(({ fix }) => fix.operation))).toEqual(
      new Set(['fill-gap', 'resolve-overlap']),
    );
  });

  it.each(
    fixes.map((entry, i) => ({
      name: `${i} ${entry.fix.operation} ${entry.finding.id}`,
      ...entry,
    })),
  )('$name removes its finding and makes no other', ({ finding, fix }) => {
    const { operation, parameters } = fix;
    const parsed = parseOperation({ operation, parameters });
    expect(parsed).toMatchObject({ ok: true });
    if (!parsed.ok) return;
    const applied = applyOperation(plan, parsed.value, context);
    expect(applied, JSON.stringify(applied)?.slice(0, 500)).toMatchObject({ ok: true });
    if (!applied.ok) return;
    const after = audit(applied.value.plan);
    const known = new Set(before.findings.map(({ id }) => id));
    expect(after.findings.map(({ id }) => id)).not.toContain(finding.id);
    expect(
      after.findings.filter(({ id }) => !known.has(id)).map(({ message }) => message.en),
    ).toEqual([]);
  });
});
