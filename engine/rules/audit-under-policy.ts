import type { Barrier } from '../barriers/types.ts';
import { auditCoverage, auditPacked, byImportance } from '../coverage/audit.ts';
import { auditPart } from '../coverage/part/audit-part.ts';
import type {
  AuditOptions,
  AuditResult,
  CommunityInput,
  Finding,
  JurisdictionInput,
  Severity,
} from '../coverage/types.ts';
import type { PackedAreas } from '../geometry/packed-areas.ts';
import type { FacilityInput, UnitInput } from '../material/types.ts';
import { evaluatePolicy } from './evaluate-policy.ts';
import { gradeCoverage } from './grade-coverage.ts';
import { findUnitFaultsOf, rulesInput } from './rules-input.ts';
import type { EstateInput, Policy } from './types.ts';

export interface AuditInput {
  communities: readonly CommunityInput[];
  /** Their areas as typed arrays, where the reader made them. */
  areas?: PackedAreas;
  /** Which of the communities to audit; the others are their surroundings. Left out: all. */
  isOwn?: (index: number) => boolean;
  /** Where `isOwn` is given: see `auditPart`. */
  outlineOf?: 'part' | 'whole';
  jurisdiction?: JurisdictionInput;
  /** Material, for the rules. Left out: unknown, and the rules that need it say so. */
  estates?: readonly EstateInput[];
  facilities?: readonly FacilityInput[];
  barriers?: readonly Barrier[];
  /** Audited themselves as well: no border may cut one, and none is left over. */
  units?: readonly UnitInput[];
  policy?: Policy;
  options?: AuditOptions;
  /** Of a plan: see `PolicyInput`. */
  newCommunities?: ReadonlySet<string>;
  conversions?: ReadonlySet<string>;
  before?: readonly CommunityInput[];
}

/**
 * The coverage audit, with the rules of a policy if one is named and the units if there are any: the one audit
 * of an unsaved draft in the browser, the command line, the API and the gate of submission. Pure: the time it took is 0.
 * @param coverage the coverage audit of the same input with `adjacency`, where it is known already (an
 *   {@link IncrementalAudit} of a draft); left out: it is made
 */
export function auditUnderPolicy(input: AuditInput, coverage?: AuditResult): AuditResult {
  const hasRules = input.policy !== undefined || input.units !== undefined;
  if (!hasRules) return coverage ?? auditAlone(input);
  return auditWithRules(input, coverage);
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

function auditWithRules(input: AuditInput, known: AuditResult | undefined): AuditResult {
  const { policy, units, options } = input;
  const coverage = known ?? auditAlone({ ...input, options: { ...options, adjacency: true } });
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
