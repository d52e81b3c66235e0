import { byCodePoint } from '../coverage/context.ts';
import type { Finding } from '../coverage/types.ts';
import { uncheckedFinding } from './findings.ts';
import { contextOf } from './rule-context.ts';
import { RULE_MODULES } from './rule-registry.ts';
import type { Policy, PolicyInput, PolicyRule, RuleContext } from './types.ts';

export type { Policy, PolicyInput } from './types.ts';

/**
 * Evaluates the enabled rules of a policy. A broken rule gives a finding of kind `policy`, with the
 * rule's clause and the figures behind it; what a rule had no data for gives one `unchecked` a reason,
 * of severity `info`, never a pass. A rule that fails is `unchecked` too. Rules that the coverage audit tests
 * give nothing here: {@link gradeCoverage} has their findings.
 *
 * The result does not depend on the order of the input: rules in the order of the policy, within a
 * rule broken before unchecked, then by communities and id. Ids are the same for the same fault.
 * @throws RangeError when the policy names a rule that does not exist (`parsePolicy` refuses such a policy)
 */
export function evaluatePolicy(policy: Policy, input: PolicyInput): Finding[] {
  const context = contextOf(input);
  const findings = policy.rules
    .filter(({ enabled }) => enabled)
    .flatMap((rule) => evaluateRule(rule, context).sort(byKindThenCommunities));
  return withDistinctIds(findings);
}

function evaluateRule(rule: PolicyRule, context: RuleContext): Finding[] {
  const module = RULE_MODULES.get(rule.id);
  if (!module) throw new RangeError(`Policy rule ${rule.id} does not exist`);
  // The coverage audit has tested it: see gradeCoverage.
  if ('governs' in module) return [];
  try {
    return module.evaluate(rule, context);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      uncheckedFinding(rule, {
        reason: 'failed',
        communities: [],
        message: {
          zh: `规则 ${rule.id} 未能检查：${reason}`,
          en: `Rule ${rule.id} could not be checked: ${reason}`,
        },
      }),
    ];
  }
}

const isOfGroup = ({ kind, detail }: Finding): boolean => kind === 'policy' && detail !== undefined;

function byKindThenCommunities(a: Finding, b: Finding): number {
  return (
    Number(a.kind === 'unchecked') - Number(b.kind === 'unchecked') ||
    // What concerns many communities at once stands behind what concerns one.
    Number(isOfGroup(a)) - Number(isOfGroup(b)) ||
    byCodePoint(a.communities.join('\u0000'), b.communities.join('\u0000')) ||
    byCodePoint(a.id, b.id) ||
    byCodePoint(a.message.en, b.message.en)
  );
}

/** Two communities or estates of one id would share a finding's id: the second gets a number. */
function withDistinctIds(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const times = (seen.get(finding.id) ?? 0) + 1;
    seen.set(finding.id, times);
    return times === 1 ? finding : { ...finding, id: `${finding.id}-${times}` };
  });
}
