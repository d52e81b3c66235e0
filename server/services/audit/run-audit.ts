import { auditCoverage, auditPacked } from '#engine/coverage/audit.ts';
import type {
  AuditOptions,
  AuditResult,
  CommunityInput,
  Finding,
  JurisdictionInput,
  Severity,
} from '#engine/coverage/types.ts';
import type { PackedAreas } from '#engine/geometry/packed-areas.ts';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import type { EstateInput, Policy } from '#engine/rules/types.ts';
import { loadPolicy } from './load-policy.ts';

export interface AuditInput {
  communities: CommunityInput[];
  /** Their areas as typed arrays, where the reader made them. */
  areas?: PackedAreas;
  jurisdiction?: JurisdictionInput;
  /** Left out: unknown, and the rules that need them say so. */
  estates?: EstateInput[];
  /** Id of an installed policy, or a policy that was read elsewhere. */
  policy?: string | Policy;
  options?: AuditOptions;
}

/**
 * The coverage audit, with the rules of a policy if one is named, and the time that both took.
 * @throws DomainError `unknown-policy`
 */
export function runAudit(input: AuditInput): AuditResult {
  const started = performance.now();
  const result =
    input.policy === undefined ? auditAlone(input) : auditByPolicy(input, input.policy);
  const elapsedMilliseconds = Math.round(performance.now() - started);
  return { ...result, summary: { ...result.summary, elapsedMilliseconds } };
}

const auditAlone = ({ communities, areas, jurisdiction, options }: AuditInput): AuditResult =>
  areas === undefined
    ? auditCoverage(communities, jurisdiction, options)
    : auditPacked(communities, areas, jurisdiction, options);

function auditByPolicy(input: AuditInput, chosen: string | Policy): AuditResult {
  const policy = typeof chosen === 'string' ? loadPolicy(chosen) : chosen;
  const options = { ...input.options, adjacency: true };
  const { adjacency = [], ...coverage } = auditAlone({ ...input, options });
  const findings = evaluatePolicy(policy, {
    communities: input.communities,
    ...(input.estates === undefined ? {} : { estates: input.estates }),
    adjacency,
  });
  return {
    ...coverage,
    summary: withPolicy(coverage.summary, findings),
    findings: [...coverage.findings, ...findings].sort(bySeverity),
    ...(input.options?.adjacency ? { adjacency } : {}),
  };
}

/** Broken rules count by rule; what a rule could not check counts as `unchecked`. */
function withPolicy(
  summary: AuditResult['summary'],
  findings: readonly Finding[],
): AuditResult['summary'] {
  const rules: Record<string, number> = {};
  let unchecked = 0;
  for (const { kind, rule } of findings) {
    if (kind === 'unchecked') unchecked += 1;
    else rules[rule] = (rules[rule] ?? 0) + 1;
  }
  const counts = { ...summary.counts, unchecked: summary.counts.unchecked + unchecked };
  return { ...summary, counts, rules };
}

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

/** The parts are in order already; a stable sort keeps that within a severity. */
const bySeverity = (a: Finding, b: Finding): number => RANK[a.severity] - RANK[b.severity];
