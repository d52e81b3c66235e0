import type { Barrier, BorderStretch } from '../../barriers/types.ts';
import type {
  AreaGeometry,
  CommunityInput,
  JurisdictionInput,
  Message,
} from '../../coverage/types.ts';
import type { EstateInput, FacilityInput, UnitInput } from '../../material/types.ts';
import type { Operation } from '../../plan/types.ts';
import type { Policy } from '../../rules/types.ts';
import type { UnitBorder } from '../../units/types.ts';
import type { RepairFacts } from './repair/repair-facts.ts';

/**
 * The vocabulary of suggestions (DESIGN §5). Shapes are part of the public contract (`sizhi suggest
 * --format json`, `POST /suggestions`): add, never rename.
 */

export const SUGGESTION_KINDS = ['merge', 'split', 'transfer', 'repair', 'replan'] as const;
export type SuggestionKind = (typeof SUGGESTION_KINDS)[number];

/** What suggestions are made from. Units tile the jurisdiction; each names the community it belongs to now. */
export interface SuggestInput {
  communities: readonly CommunityInput[];
  units: readonly UnitInput[];
  barriers: readonly Barrier[];
  jurisdiction?: JurisdictionInput;
  estates?: readonly EstateInput[];
  facilities?: readonly FacilityInput[];
  /** Borders of the units, where they are known (`UnitSet.borders`); left out: matched to the barriers. */
  borders?: readonly UnitBorder[];
  policy: Policy;
  /** What had to be assumed when the input was made: it goes before `assumptions`. */
  notes?: readonly Message[];
}

export interface SuggestOptions {
  /** Communities that the request is about: to be split, merged, given land; left out: those that the policy names. */
  targets?: readonly string[];
  /** How many suggestions at most that differ in kind. Default 3. */
  alternatives?: number;
  /** Default 1. The same seed, effort and input give the same suggestions. */
  seed?: number;
  /** Effort of each search, in flips. */
  moves?: number;
  /** Households that a part may have; left out: the policy's. */
  householdBand?: { min: number; max: number };
  /** Into how many parts a split goes, or how many communities a replan ends with; left out: all that fit are tried. */
  parts?: number;
  /** Repairs leave gaps and overlaps wider than this to people. Metres, default 200; `Infinity` for none. */
  leaveWiderThanMetres?: number;
  shouldStop?: () => boolean;
  onProgress?: (share: number, stage: Message) => void;
}

/** How good a suggestion is known to be. */
export type Certificate =
  | { state: 'optimal' }
  | { state: 'gap'; lowerBound: number; gapPercent: number }
  | { state: 'pairwise-optimal' }
  | { state: 'none'; why: Message };

/** A border that the suggestion draws anew, and what it follows. */
export interface BorderEvidence {
  communities: [string, string];
  lengthMetres: number;
  stretches: BorderStretch[];
}

/** One part of a score: smaller is better, all in the same unit of cost. */
export interface ScorePart {
  /** `new-border`, `moved-households`, `compactness`, `size-band`, `service-distance`, … */
  id: string;
  value: number;
  /** The figure behind it, with its unit in the name of the measure. */
  figures: Record<string, number>;
}

export interface RuleVerdict {
  rule: string;
  clause: string;
  communities: string[];
  message: Message;
}

export interface Suggestion {
  /** The same for the same suggestion to the same data. */
  id: string;
  kind: SuggestionKind;
  /** In what it differs from the others: `least-change`, `best-borders`, `most-compact`, `most-even`, … */
  character: string;
  /** Communities after it, those that change: their areas, attributes and households. */
  communities: (CommunityInput & { geometry: AreaGeometry })[];
  /** Ids of communities that it ends. */
  abolished: string[];
  /** Unit → community for each unit that changes. */
  assignment: Record<string, string>;
  /** What makes it from the plan, in this order (`OperationParameters`). */
  operations: Operation[];
  score: { total: number; parts: ScorePart[] };
  satisfied: RuleVerdict[];
  /** Rules of severity warning or below that it leaves broken; a broken error is never suggested. */
  missed: RuleVerdict[];
  /** Rules that could not be judged for want of data. */
  unchecked: RuleVerdict[];
  /**
   * Neighbours whose ground stays as it is: their border has a vertex more where a new border ends on it, so that
   * both sides match.
   */
  matched: (CommunityInput & { geometry: AreaGeometry })[];
  /** The jurisdiction's outline with such vertices; left out where it stays as it is. */
  outline?: AreaGeometry;
  evidence: BorderEvidence[];
  /** Share of the new borders on named roads, rivers, railways and the like, 0–1; null when it draws none. */
  namedBorderShare: number | null;
  householdsMoved: {
    total: number;
    estimated: boolean;
    byEstate: {
      estate: string;
      name: string;
      /** Name in English texts; `name` stands in where it is missing. */
      nameEn?: string;
      households: number;
      from: string;
      to: string;
    }[];
  };
  explanation: Message;
  certificate: Certificate;
  /** Of a repair: what it mends, and what the audit says of its result. */
  repair?: RepairFacts;
}

/** Why there is none, and what is nearest to it. */
export interface Infeasible {
  cause: string;
  communities: string[];
  units: string[];
  message: Message;
  /** The nearest request that is feasible, if one was found. */
  nearest: Message | null;
}

export interface SuggestResult {
  /** Version of the engine, and seed. */
  version: string;
  seed: number;
  suggestions: Suggestion[];
  infeasible: Infeasible[];
  /** Suggestions that were found and not made, and why: the rule that they would break. */
  dropped: Message[];
  /** What had to be assumed: estimated households, communities without units, … */
  assumptions: Message[];
}
