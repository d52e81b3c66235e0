import type { Barrier } from '../barriers/types.ts';
import type {
  AreaGeometry,
  CommunityInput,
  JurisdictionInput,
  Message,
  Position,
} from '../coverage/types.ts';
import type { EstateInput, UnitInput } from '../material/types.ts';
import type { Result } from '../result.ts';

/**
 * The vocabulary of plans (DESIGN §4): what the planner edits, what suggestions return, what the workflow
 * carries. Shapes are part of the public contract (`/plans`): add, never rename.
 *
 * A plan's state is never changed in place: an operation gives a {@link Change}, and `applyChange` the state
 * after it. Coordinates that an operation does not touch stay the same numbers, bit for bit.
 */

/** A community of a plan. Its `id` is its code: unique in the plan, and the one that findings name. */
export interface PlanCommunity extends CommunityInput {
  geometry: AreaGeometry;
}

export interface PlanState {
  /** By id, in the order in which they entered the plan. */
  readonly communities: ReadonlyMap<string, PlanCommunity>;
  /** Unit → community, for units that the plan knows; kept by the operations that name units. */
  readonly assignment: ReadonlyMap<string, string | null>;
}

/** What operations may look at and never change. */
export interface PlanContext {
  jurisdiction?: JurisdictionInput;
  units?: readonly UnitInput[];
  barriers?: readonly Barrier[];
  estates?: readonly EstateInput[];
}

export const LINEAGE_KINDS = [
  'merge',
  'split',
  'transfer',
  'convert',
  'create',
  'abolish',
] as const;
export type LineageKind = (typeof LINEAGE_KINDS)[number];

/** Where a community's ground, or its standing, comes from. */
export interface LineageLink {
  /** Null for ground that was in no community. */
  parent: string | null;
  /** Null for ground that is in none afterwards. */
  child: string | null;
  kind: LineageKind;
  /** Geodesic area that went from one to the other, where it is known. */
  areaSquareMetres?: number;
}

/** What an operation did: everything that is different afterwards, whole. Its inverse is a change as well. */
export interface Change {
  /** Communities that are new or different, as they are afterwards. */
  put: readonly PlanCommunity[];
  /** Ids of communities that are no more. */
  removed: readonly string[];
  /** Units whose community is another one. */
  assignment: Readonly<Record<string, string | null>>;
  lineage: readonly LineageLink[];
  /** Where the ground changed, `[west, south, east, north]`; null where only attributes did. */
  extent: [number, number, number, number] | null;
  /**
   * Place in the plan of communities in `put` that come back to it: an inverse restores the order as well. Those that
   * are not named keep their place, or come last.
   */
  order?: Readonly<Record<string, number>>;
  /** Units that the plan knows no longer: the inverse of having come to know them. */
  forgotten?: readonly string[];
  /** Vertices that come to lie on the jurisdiction's outline, or leave it: the outline of `matchOutline` may be another. */
  outline?: readonly Position[];
}

/** Why an operation may not run, and what to do about it. */
export interface Reason {
  /** Stable word: `unknown-community`, `not-neighbours`, `line-misses`, `would-overlap`, … */
  code: string;
  message: Message;
  /** Where, if it has a place. */
  location?: Position;
  communities?: readonly string[];
}

/** A fault of the parameters as they came, with its place (`/parts/0/id`). */
export interface ParameterFault {
  pointer: string;
  message: Message;
}

/** Attributes of a new community. */
export interface NewCommunity {
  id: string;
  name?: string;
  nameEn?: string;
  properties?: Readonly<Record<string, unknown>>;
}

/** Parameters of each kind of operation, as they pass over the wire. */
export interface OperationParameters {
  /** All of `communities` become one, which keeps the id and attributes of `into` (one of them). */
  merge: { communities: readonly string[]; into: string; name?: string; nameEn?: string };
  /** Cut along a line from border to border; the largest part (or the one over `keep`) keeps the id. */
  'split-by-line': {
    community: string;
    line: readonly Position[];
    parts?: readonly NewCommunity[];
    keep?: Position;
  };
  /** Divided by units; a part with the community's own id keeps its attributes. */
  'split-into-parts': {
    community: string;
    parts: readonly (NewCommunity & { units: readonly string[] })[];
  };
  /** Whole units go to other communities, all at once. */
  'transfer-units': { moves: readonly { units: readonly string[]; to: string }[] };
  /** All ground of `from` (left out: of anybody) inside `area` goes to `to`. */
  'transfer-area': { area: AreaGeometry; to: string; from?: readonly string[] };
  /**
   * A vertex of a shared border is dragged (`moves`), or a stretch between two of its points is drawn anew (`path`, whose
   * ends lie on the border between the two); all neighbours follow. `insert` adds a vertex, `remove` takes one out.
   */
  'reshape-border':
    | { moves: readonly { from: Position; to: Position }[] }
    | { between: readonly [string, string | null]; path: readonly Position[]; barrier?: string }
    | { insert: Position; between: readonly [string, string | null] }
    | { remove: Position };
  /** The gap over `at` goes to a community, or by a strategy. */
  'fill-gap': {
    at: Position;
    to?: string;
    strategy?: 'longest-border' | 'largest' | 'smallest' | 'divide';
  };
  /** The overlap of two over `at` goes to one of them, or by a strategy; without `at`: all overlaps of the two. */
  'resolve-overlap': {
    communities: readonly [string, string];
    at?: Position;
    to?: string;
    strategy?: 'longest-border' | 'largest' | 'smallest' | 'divide';
  };
  /** Borders that differ by less than the tolerance become one line, vertex for vertex. */
  'snap-borders': { communities: readonly string[]; toleranceMetres?: number };
  /** A new community is drawn: it takes ground that is in none, and of those in `from` (default: of all). */
  'draw-community': NewCommunity & { geometry: AreaGeometry; from?: readonly string[] };
  /** A new community of whole units. */
  create: NewCommunity & { units: readonly string[] };
  /** A community ends: its ground goes to one neighbour, or its units to several. */
  abolish:
    | { community: string; into: string }
    | { community: string; moves: readonly { units: readonly string[]; to: string }[] };
  /** Its standing changes, its range does not (成建制改制). */
  convert: {
    community: string;
    kind: 'urban' | 'village' | 'converted' | 'park';
    name?: string;
    nameEn?: string;
    properties?: Readonly<Record<string, unknown>>;
  };
  /** `null` takes an attribute away; `name`, `nameEn` and `code` are fields of their own. */
  'set-attributes': {
    community: string;
    name?: string;
    nameEn?: string | null;
    properties?: Readonly<Record<string, unknown>>;
  };
  /** Separate parts are run by the community for now (托管), and why; null ends it. */
  'mark-entrusted': { community: string; reason: string | null };
}

export type OperationKind = keyof OperationParameters;

/** One operation as it is sent and stored. */
export type Operation = {
  [K in OperationKind]: { operation: K; parameters: OperationParameters[K] };
}[OperationKind];

/** One kind of operation: a pure function with a `can`, one in each file of `operations/`. */
export interface OperationDefinition<K extends OperationKind> {
  kind: K;
  /** For menus and histories: “合并社区 / Merge communities”. */
  label: Message;
  /** Takes parameters from outside; never throws. */
  parse(value: unknown): Result<OperationParameters[K], ParameterFault[]>;
  /** Why it may not run now; null when it may. Cheap: it does not do the geometry. */
  can(plan: PlanState, parameters: OperationParameters[K], context: PlanContext): Reason | null;
  /** The change, or why there is none. Runs `can` itself. */
  apply(
    plan: PlanState,
    parameters: OperationParameters[K],
    context: PlanContext,
  ): Result<Change, Reason>;
  /** One line for the history: “划出 3 个地块给东湖社区 / 3 units to East Lake”. */
  describe(plan: PlanState, parameters: OperationParameters[K]): Message;
}
