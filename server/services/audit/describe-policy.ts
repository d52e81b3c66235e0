import type { Static } from 'typebox';
import type { PolicyListSchema, PolicySchema } from '#contract/policies.ts';
import { RULE_MODULES } from '#engine/rules/rule-registry.ts';
import type { Policy, PolicyRule } from '#engine/rules/types.ts';

export type PolicyDescription = Static<typeof PolicySchema>;
export type PolicySummary = Static<typeof PolicyListSchema>['policies'][number];

export const summarisePolicy = ({ id, name, source, rules }: Policy): PolicySummary => ({
  id,
  name,
  source,
  rules: rules.filter(({ enabled }) => enabled).length,
});

/** A policy as the API shows it: with the thresholds that it leaves open, and what each rule reads. */
export const describePolicy = ({ id, name, source, rules }: Policy): PolicyDescription => ({
  id,
  name,
  source,
  rules: rules.map(describeRule),
});

function describeRule(rule: PolicyRule): PolicyDescription['rules'][number] {
  const module = RULE_MODULES.get(rule.id);
  const names = Object.keys(module?.thresholds ?? {});
  return {
    ...rule,
    thresholds: Object.fromEntries(names.map((name) => [name, rule.thresholds[name] ?? null])),
    reads: [...(module?.reads ?? [])],
  };
}
