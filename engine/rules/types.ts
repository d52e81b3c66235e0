import type { Barrier } from '../barriers/types.ts';
import type {
  CommunityInput,
  CoverageKind,
  Finding,
  JurisdictionInput,
  Message,
  Severity,
} from '../coverage/types.ts';
import type { EstateInput, FacilityInput, UnitInput } from '../material/types.ts';
import type { MeasureResult } from '../measure/types.ts';
import type { CommunityShapes, Piece } from './community-shapes.ts';

export type { EstateInput } from '../material/types.ts';

/** How grave a broken rule is: the same for all, or milder for communities that exist already. */
export type RuleSeverity = Severity | { newCommunity: Severity; existingCommunity: Severity };

/** One rule of a policy: which test, with which thresholds, and where it is written. */
export interface PolicyRule {
  /** Id of a rule module: `size.split`, … */
  id: string;
  /** A disabled rule stays on record in the policy and is not evaluated. */
  enabled: boolean;
  severity: RuleSeverity;
  /** By the names that the rule module declares; one that is `null` in the document is left out. */
  thresholds: Readonly<Record<string, number>>;
  /** The clause of the source document. */
  clause: string;
  /** The rule in words. */
  text: Message;
}

/** A rule set as data (DOMAIN §2), so that a district can keep its own. */
export interface Policy {
  id: string;
  name: Message;
  /** The document that the rules come from. */
  source: Message;
  rules: readonly PolicyRule[];
}

/** Two communities with a common border, as `auditCoverage` gives them. */
export interface CommunityBorder {
  communities: [string, string];
  sharedLengthMetres: number;
}

/**
 * What the rules of a policy are evaluated on. What is left out is unknown, not absent: a rule that needs it
 * says that it could not be checked. The exceptions are the three members about a plan: left out, there is none.
 */
export interface PolicyInput {
  communities: readonly CommunityInput[];
  /** In the audit of a part: the communities around it. They hold their land and are not judged. */
  around?: readonly CommunityInput[];
  jurisdiction?: JurisdictionInput;
  estates?: readonly EstateInput[];
  facilities?: readonly FacilityInput[];
  barriers?: readonly Barrier[];
  units?: readonly UnitInput[];
  adjacency?: readonly CommunityBorder[];
  /**
   * Ids of the communities that the plan creates or changes; all others exist already. Those whose
   * property `planOperation` says so count as well.
   */
  newCommunities?: ReadonlySet<string>;
  /** Ids of the communities that the plan converts from a village (`convert`); they are new ones too. */
  conversions?: ReadonlySet<string>;
  /** The communities before the plan, by the same ids. */
  before?: readonly CommunityInput[];
}

/** What values a threshold may have. */
export interface ThresholdSpec {
  min: number;
  max?: number;
  /** May be `null` in a policy: this part of the rule is not tested. */
  optional?: true;
}

/** What every rule module states about itself. */
interface RuleSpec {
  id: string;
  thresholds: Readonly<Record<string, ThresholdSpec>>;
  /** Thresholds of which the first may not be above the second, where both are given. */
  ordered?: readonly (readonly [string, string])[];
  /** Material (`estates`, `barriers`, …) and properties (`communities.households`, …) that the rule reads. */
  reads: readonly string[];
}

/**
 * The test behind a rule id. A module reads its input through the context, returns the findings
 * of broken rules (`policy`) and of what it had no data to judge (`unchecked`), and holds no state.
 */
export interface EvaluatedRule extends RuleSpec {
  evaluate(rule: PolicyRule, context: RuleContext): Finding[];
}

/**
 * A rule that the coverage audit tests: the policy says how grave its findings are and by which clause. There
 * is no second test.
 */
export interface CoverageRule extends RuleSpec {
  /** The kind of the audit's findings that the rule is about. */
  governs: Exclude<CoverageKind, 'sliver'>;
  /** The finding as the policy has it. */
  grade(rule: PolicyRule, finding: Finding, context: RuleContext): Finding;
}

export type RuleModule = EvaluatedRule | CoverageRule;

/** The input of an evaluation, sorted by id, with what several rules need to know of it. */
export interface RuleContext {
  communities: readonly CommunityInput[];
  around: readonly CommunityInput[];
  jurisdiction: JurisdictionInput | undefined;
  estates: readonly EstateInput[] | undefined;
  facilities: readonly FacilityInput[] | undefined;
  barriers: readonly Barrier[] | undefined;
  units: readonly UnitInput[] | undefined;
  adjacency: readonly CommunityBorder[] | undefined;
  newCommunities: ReadonlySet<string>;
  conversions: ReadonlySet<string>;
  before: ReadonlyMap<string, CommunityInput> | undefined;
  /** The areas of the communities under an index, built when it is first asked for. */
  shapes(): CommunityShapes;
  /** What of each unit lies in which community, largest piece first; no entry where it cannot be told. */
  unitPieces(): ReadonlyMap<UnitInput, readonly Piece[]>;
  /** Facilities of a community: those that name it, and those that name none and lie in it. */
  facilitiesOf(community: CommunityInput): readonly FacilityInput[];
  /** Estates whose middle lies in a community. */
  estatesOf(community: CommunityInput): readonly EstateInput[];
  /** A figure of the registry of measures. */
  measure(id: string, community: CommunityInput): MeasureResult;
}
