import { expect, it } from 'vitest';
import { applyOperation, parseOperation } from '#engine/plan/apply-operation.ts';
import { auditPlan } from '#engine/plan/audit-plan.ts';
import { matchOutline } from '#engine/plan/match-outline.ts';
import { applyChange } from '#engine/plan/plan-state.ts';
import type { Change } from '#engine/plan/types.ts';
import { LiveAuditSession } from '../../../web/worker/live-audit-session.ts';
import { drawOperation } from '../../helpers/absurd-operations.ts';
import { patchworkPlan } from '../../helpers/patchwork-plan.ts';

const SEEDS = Array.from({ length: 15 }, (_, i) => i);

it.each(SEEDS)('the live audit finds what the audit of the whole plan finds: %i', (seed) => {
  const patchwork = patchworkPlan(seed, { dirt: 0.3 });
  const { random } = patchwork;
  const { jurisdiction, ...context } = patchwork.context;
  const base = patchwork.plan;
  const session = new LiveAuditSession(structuredClone({ ...patchwork.context, base }), base);
  const made = { count: 0 };
  let plan = base;
  const inverses: Change[] = [];
  for (let round = 0; round < 4; round++) {
    const changes: Change[] = [];
    for (let step = 0; step < 3; step++) {
      const inverse = random.next() < 0.3 ? inverses.pop() : undefined;
      if (inverse !== undefined) {
        plan = applyChange(plan, inverse);
        changes.push(inverse);
        continue;
      }
      const parsed = parseOperation(drawOperation(patchwork, plan, made));
      if (!parsed.ok) continue;
      const applied = applyOperation(plan, parsed.value, patchwork.context);
      if (!applied.ok) continue;
      plan = applied.value.plan;
      changes.push(applied.value.change);
      inverses.push(applied.value.inverse);
    }
    // Over the port they come as copies.
    session.change(structuredClone(changes));
    const whole = auditPlan(plan, {
      ...context,
      base,
      jurisdiction: matchOutline(plan, jurisdiction),
    });
    const live = session.result();
    const facts = ({ findings }: typeof whole) =>
      findings
        .map(({ id, rule, severity, areaSquareMetres }) => ({
          ...{ id, rule, severity },
          area: areaSquareMetres === null ? null : Math.round(1000 * areaSquareMetres),
        }))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(facts(live)).toEqual(facts(whole));
    expect(live.summary.counts).toEqual(whole.summary.counts);
  }
});
