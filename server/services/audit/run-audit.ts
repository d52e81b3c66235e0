import type { Barrier } from '#engine/barriers/types.ts';
import { auditCoverage, auditPacked, byImportance } from '#engine/coverage/audit.ts';
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
import type { FacilityInput, UnitInput } from '#engine/material/types.ts';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import { gradeCoverage } from '#engine/rules/grade-coverage.ts';
import type { EstateInput, Policy } from '#engine/rules/types.ts';
import { findUnitFaultsOf, rulesInput } from './rules-input.ts';

export interface AuditInput {
  communities: CommunityInput[];
  /** Their areas as typed arrays, where the reader made them. */
  areas?: PackedAreas;
  /** Which of the communities to audit; the others are their surroundings. Left out: all. */
  isOwn?: (index: number) => boolean;
  /** Where `isOwn` is given: see `auditPart`. */
  outlineOf?: 'part' | 'whole';
  jurisdiction?: JurisdictionInput;
  /** Material, for the rules. Left out: unknown, and the rules that need it say so. */
  estates?: EstateInput[];
  facilities?: FacilityInput[];
  barriers?: Barrier[];
  /** Audited themselves as well: no border may cut one, and none is left over. */
  units?: UnitInput[];
  policy?: Policy;
  options?: AuditOptions;
}

/**
 * The coverage audit, with the rules of a policy if one is named and the units if there are any, and the time
 * that it all took.
 */
export function runAudit(input: AuditInput): AuditResult {
  const started = performance.now();
  const hasRules = input.policy !== undefined || input.units !== undefined;
  const result = hasRules ? auditWithRules(input) : auditAlone(input);
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

function auditWithRules(input: AuditInput): AuditResult {
  const { policy, units, options } = input;
  const coverage = auditAlone({ ...input, options: { ...options, adjacency: true } });
  const { adjacency = [], ...rest } = coverage;
  const rules = rulesInput(input, adjacency);
  const graded =
    policy === undefined
      ? rest.findings
      : gradeCoverage(policy, rest.findings, rules).sort(byImportance);
  const findings = [
    ...(policy === undefined ? [] : evaluatePolicy(policy, rules)),
    ...(units === undefined ? [] : findUnitFaultsOf(input, rules)),
  ];
  return {
    ...rest,
    summary: withRules(rest.summary, findings),
    findings: [...graded, ...findings].sort(bySeverity),
    ...(options?.adjacency ? { adjacency } : {}),
  };
}

/** Broken rules count by rule; what a rule could not check counts as `unchecked`. */
function withRules(
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
