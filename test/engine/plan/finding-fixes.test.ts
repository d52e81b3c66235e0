import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '#engine/coverage/types.ts';
import { applyOperation, parseOperation } from '#engine/plan/apply-operation.ts';
import { auditPlan } from '#engine/plan/audit-plan.ts';
import { fixesOf } from '#engine/plan/finding-fixes.ts';
import type { PlanState } from '#engine/plan/types.ts';
import { parsePolicy } from '#engine/rules/parse-policy.ts';
import { samplePlan } from '../../helpers/sample-plan.ts';

const { plan, context } = samplePlan();
const policyFile = new URL('../../../data/policies/yuhang-2020.json', import.meta.url);
const policy = parsePolicy(JSON.parse(readFileSync(policyFile, 'utf8')));

let findings: readonly Finding[];
const audit = (state: PlanState): readonly Finding[] => {
  if (!policy.ok) throw new Error('the policy cannot be read');
  return auditPlan(state, { ...context, base: plan, policy: policy.value }).findings;
};
beforeAll(() => {
  findings = audit(plan);
});
const one = (rule: string): Finding => {
  const found = findings.find((finding) => finding.rule === rule);
  if (found === undefined) throw new Error(`no finding of ${rule}`);
  return found;
};
/** The plan after a fix, which must be an operation that can be done. */
function planAfter(finding: Finding, index: number): PlanState {
  const fix = fixesOf(finding, plan, context)[index];
  const operation = parseOperation({ operation: fix?.operation, parameters: fix?.parameters });
  if (!operation.ok) throw new Error(JSON.stringify(operation.error));
  const applied = applyOperation(plan, operation.value, context);
  if (!applied.ok) throw new Error(applied.error.message.en);
  return applied.value.plan;
}

describe('fixes that take the plan', () => {
  it('give a part that lies apart to a neighbour, the longest border first', () => {
    const finding = one('coverage.non-contiguous');
    expect(fixesOf(finding, plan, context).map(({ label }) => label.zh)).toEqual([
      '飞地划入“永福村”（共有边界 940 米）',
      '飞地划入“茶亭社区”（共有边界 386 米）',
    ]);
    for (const index of [0, 1]) {
      const left = audit(planAfter(finding, index)).map(({ id }) => id);
      expect(left).not.toContain(finding.id);
    }
  });

  it('give a cut estate with its units to either side', () => {
    const finding = one('estate.whole');
    const labels = fixesOf(finding, plan, context).map(({ label }) => label.en);
    expect(labels).toEqual([
      'Give all units of the estate to Yanhu Community (53% of it now)',
      'Give all units of the estate to Nanpu Community (47% of it now)',
    ]);
    for (const index of labels.keys()) {
      expect(audit(planAfter(finding, index)).map(({ id }) => id)).not.toContain(finding.id);
    }
  });

  it('merge a small community with the neighbours that the rule holds fit', () => {
    const finding = one('size.merge');
    const fixes = fixesOf(finding, plan, context);
    expect(fixes).toHaveLength(3);
    expect(fixes[0]?.label.zh).toBe('并入“北桥社区”（合并后 2,571 户）');
    expect(planAfter(finding, 0).communities.size).toBe(plan.communities.size - 1);
  });

  it('add nothing to what the audit knows, and offer nothing in another plan', () => {
    const gap = one('coverage.gap');
    expect(fixesOf(gap, plan, context)).toEqual(gap.fixes);
    const empty: PlanState = { communities: new Map(), assignment: new Map() };
    for (const rule of ['coverage.non-contiguous', 'estate.whole', 'size.merge']) {
      expect(fixesOf(one(rule), empty, context)).toEqual([]);
    }
  });
});
