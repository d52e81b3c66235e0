import { auditCoverage, auditPacked } from '#engine/coverage/audit.ts';
import { auditPart } from '#engine/coverage/part/audit-part.ts';
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
  /** Which of the communities to audit; the others are their surroundings. Left out: all. */
  isOwn?: (index: number) => boolean;
  /** Where `isOwn` is given: see `auditPart`. */
  outlineOf?: 'part' | 'whole';
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

function auditAlone(input: AuditInput): AuditResult {
  const { communities, areas, isOwn, outlineOf, jurisdiction, options } = input;
  if (isOwn !== undefined) {
    return auditPart(communities, areas ?? null, isOwn, jurisdiction, {
      ...options,
      ...(outlineOf === undefined ? {} : { outlineOf }),
    });
  }
  return areas === undefined
    ? auditCoverage(communities, jurisdiction, options)
    : auditPacked(communities, areas, jurisdiction, options);
}

function auditByPolicy(input: AuditInput, chosen: string | Policy): AuditResult {
  const policy = typeof chosen === 'string' ? loadPolicy(chosen) : chosen;
  const options = { ...input.options, adjacency: true };
  const { adjacency = [], ...coverage } = auditAlone({ ...input, options });
  const findings = evaluatePolicy(policy, {
    ...ownOf(input, adjacency),
    ...(input.estates === undefined ? {} : { estates: input.estates }),
  });
  return {
    ...coverage,
    summary: withPolicy(coverage.summary, findings),
    findings: [...coverage.findings, ...findings].sort(bySeverity),
    ...(input.options?.adjacency ? { adjacency } : {}),
  };
}

/** A policy holds for the communities audited; those around them are not there to merge with. */
function ownOf(
  { communities, isOwn }: AuditInput,
  adjacency: NonNullable<AuditResult['adjacency']>,
): { communities: CommunityInput[]; adjacency: NonNullable<AuditResult['adjacency']> } {
  if (isOwn === undefined) return { communities, adjacency };
  const own = communities.filter((_, index) => isOwn(index));
  const ids = new Set(own.map(({ id }) => id));
  return {
    communities: own,
    adjacency: adjacency.filter((border) => border.communities.every((id) => ids.has(id))),
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
