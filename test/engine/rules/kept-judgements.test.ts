import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { applyOperation, parseOperation } from '#engine/plan/apply-operation.ts';
import { auditPlan } from '#engine/plan/audit-plan.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { Policy } from '#engine/rules/types.ts';
import { drawOperation } from '../../helpers/absurd-operations.ts';
import { patchworkPlan } from '../../helpers/patchwork-plan.ts';

const policy = JSON.parse(readFileSync('data/policies/yuhang-2020.json', 'utf8')) as Policy;
const SEEDS = Array.from({ length: 5 }, (_, i) => 100 + i);

// What an audit found out about a shape is kept with it. A copy has nothing kept.
it.each(SEEDS)('an audit after edits is that of a plan never seen before: %i', (seed) => {
  const patchwork = patchworkPlan(seed, { dirt: 0.2 });
  const { context, random } = patchwork;
  const ground = { ...context, base: patchwork.plan, policy };
  const states: PlanState[] = [patchwork.plan];
  let plan = patchwork.plan;
  let edits = 0;
  for (let round = 0; round < 8; round++) {
    const parsed = parseOperation(drawOperation(patchwork, plan, { count: edits }));
    if (!parsed.ok) continue;
    const applied = applyOperation(plan, parsed.value, context);
    if (!applied.ok) continue;
    edits += 1;
    // Back to an earlier state now and then, as undo does.
    plan = random.next() < 0.3 ? states[random.integer(states.length)]! : applied.value.plan;
    states.push(plan);
    const copy = structuredClone({ plan, ground });
    expect(auditPlan(plan, ground).findings).toEqual(auditPlan(copy.plan, copy.ground).findings);
  }
  expect(edits).toBeGreaterThan(0);
});
