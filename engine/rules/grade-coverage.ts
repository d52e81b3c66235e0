import type { Finding } from '../coverage/types.ts';
import { contextOf } from './rule-context.ts';
import { RULE_MODULES } from './rule-registry.ts';
import type { CoverageRule, Policy, PolicyInput, PolicyRule } from './types.ts';

/**
 * The findings of the coverage audit as a policy has them: with the severity and the clause of the rule that
 * is about their kind. Findings of kinds that no enabled rule is about stay as they are. The order is kept; whoever
 * lists them by severity sorts them again.
 */
export function gradeCoverage(
  policy: Policy,
  findings: readonly Finding[],
  input: PolicyInput,
): Finding[] {
  const rules = new Map<string, { module: CoverageRule; rule: PolicyRule }>();
  for (const rule of policy.rules) {
    const module = RULE_MODULES.get(rule.id);
    if (rule.enabled && module && 'governs' in module) rules.set(module.governs, { module, rule });
  }
  if (rules.size === 0) return [...findings];
  const context = contextOf(input);
  return findings.map((finding) => {
    const found = rules.get(finding.kind);
    return found ? found.module.grade(found.rule, finding, context) : finding;
  });
}
