import type { CommunityInput, Finding, Message, Severity } from '../coverage/types.ts';
import type { EstateInput } from '../material/types.ts';

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
  /** By the names that the rule module declares, all of them. */
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

/** What the rules of a policy are evaluated on. What is left out is unknown, not absent. */
export interface PolicyInput {
  communities: readonly CommunityInput[];
  estates?: readonly EstateInput[];
  adjacency?: readonly CommunityBorder[];
  /** Ids of the communities that the plan creates or changes; all others exist already. */
  newCommunities?: ReadonlySet<string>;
}

/** What values a threshold may have. */
export interface ThresholdSpec {
  min: number;
  max?: number;
}

/**
 * The test behind a rule id. A module reads its input through the context, returns the findings
 * of broken rules (`policy`) and of what it had no data to judge (`unchecked`), and holds no state.
 */
export interface RuleModule {
  id: string;
  thresholds: Readonly<Record<string, ThresholdSpec>>;
  evaluate(rule: PolicyRule, context: RuleContext): Finding[];
}

/** The input of an evaluation, sorted by id, with what several rules need to know of it. */
export interface RuleContext {
  communities: readonly CommunityInput[];
  estates: readonly EstateInput[] | undefined;
  adjacency: readonly CommunityBorder[] | undefined;
  newCommunities: ReadonlySet<string>;
}
