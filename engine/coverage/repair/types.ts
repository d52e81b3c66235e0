import type {
  AreaGeometry,
  AuditResult,
  CommunityInput,
  FindingGeometry,
  JurisdictionInput,
  Message,
  Position,
} from '../types.ts';

/**
 * The vocabulary of the repair: what it may do, what it did, what it left.
 * Shapes are part of the public contract (`sizhi repair --report`): add, never rename.
 */

/**
 * Who gets a gap or an overlap. Candidates are the communities that border a gap, or claim an
 * overlap and border it.
 * - `longest-border`: whose border with it is the longest;
 * - `largest-neighbour`, `smallest-neighbour`: by area;
 * - `divide`: each place goes to the candidate whose border is the nearest;
 * - `leave`: nobody; it is reported.
 */
export const REPAIR_STRATEGIES = [
  'longest-border',
  'largest-neighbour',
  'smallest-neighbour',
  'divide',
  'leave',
] as const;
export type RepairStrategy = (typeof REPAIR_STRATEGIES)[number];

export interface RepairOptions {
  /** Default `longest-border`. */
  gaps?: RepairStrategy;
  /** Default `longest-border`. */
  overlaps?: RepairStrategy;
  /** Gaps and overlaps wider than this are left and reported. Metres, default 50; `Infinity` for none. */
  leaveWiderThanMetres?: number;
  /** Borders that run closer than this are one border. Metres, default 0.1. */
  toleranceMetres?: number;
  /** Cut off what reaches beyond the jurisdiction. Default false: it is left and reported. */
  clip?: boolean;
  /** A community with the same area as another: left and reported (default), or dropped. */
  duplicates?: 'leave' | 'drop';
}

export const REPAIR_CHANGE_KINDS = [
  'fill-gap',
  'resolve-overlap',
  'snap-border',
  'join-crumb',
  'add-vertices',
  'clip',
  'mend-invalid',
  'drop-duplicate',
  'follow-duplicate',
] as const;
export type RepairChangeKind = (typeof REPAIR_CHANGE_KINDS)[number];

/** One change of the result against the input: a proposal that a person can accept or refuse. */
export interface RepairChange {
  /** The same for the same change of the same data, whatever the order of the input. */
  id: string;
  kind: RepairChangeKind;
  /** Ids of the communities concerned, sorted. */
  communities: string[];
  /** Those that lose the land; sorted. */
  from: string[];
  /** Those that gain it, or keep it from an overlap; sorted. */
  to: string[];
  /** The land that changes hands, or the places of added vertices. */
  geometry: FindingGeometry | null;
  areaSquareMetres: number | null;
  /** Diameter of the largest inscribed circle. */
  widthMetres: number | null;
  location: Position | null;
  message: Message;
}

export const LEFT_REASONS = [
  'by-choice',
  'too-wide',
  'would-vanish',
  'duplicate',
  'no-neighbour',
  'outside',
  'unusable',
  'too-tangled',
  'unchecked',
  'unsettled',
] as const;
/** Why a fault was left as it is. */
export type LeftReason = (typeof LEFT_REASONS)[number];

/** A fault that the repair left as it is. */
export interface LeftFault {
  id: string;
  /** `unchecked`: what could not be checked, and what could not be disentangled. */
  kind: 'gap' | 'overlap' | 'outside' | 'invalid' | 'mismatch' | 'duplicate' | 'unchecked';
  reason: LeftReason;
  communities: string[];
  geometry: AreaGeometry | null;
  areaSquareMetres: number | null;
  widthMetres: number | null;
  location: Position | null;
  message: Message;
}

/**
 * Where the land went. Geodesic square metres, except for the last figure; the books balance:
 * before + filled − resolved − clipped + followed + bent = after, to a billionth of it.
 */
export interface AreaAccount {
  /** Sum of the communities' areas before, as the audit has it, and after. */
  beforeSquareMetres: number;
  afterSquareMetres: number;
  /** Gaps filled. */
  filledSquareMetres: number;
  /** Land that stood in several communities and now stands in fewer, once for each that gave it up. */
  resolvedSquareMetres: number;
  /** Cut off beyond the jurisdiction. */
  clippedSquareMetres: number;
  /**
   * What communities that were left as duplicates gained, following the community that they repeat.
   * Negative where they lost; 0 where there are none.
   */
  followedSquareMetres: number;
  /**
   * No land changed hands here: a vertex that is put on an edge which is straight in degrees draws
   * the geodesic nearer to it. Negative where areas shrink by it.
   */
  bentSquareMetres: number;
  /**
   * |after − (union before + filled − clipped + overlaps left)| / after, in the plane of longitude
   * and latitude, where edges are straight and nothing bends: what is written against what was decided.
   */
  planeDifference: number;
}

export interface RepairResult {
  /** In the order of the input; communities that did not change are the very same objects. */
  communities: CommunityInput[];
  /** Index in the input of each community of the result. */
  origins: number[];
  /** The outline, with vertices added where communities end on it; the same object when none were. */
  jurisdiction: JurisdictionInput | null;
  /** Ids of communities whose geometry changed, in the order of the input. */
  changed: string[];
  /** Larger before smaller, then by id. This, `left`, the audits and `area` are worked out when first read. */
  readonly changes: RepairChange[];
  readonly left: LeftFault[];
  /** Audit of the input and of the result; everything is counted, however small. */
  readonly before: AuditResult;
  readonly audit: AuditResult;
  /** The audit of the result has nothing that a repair is for: see {@link isRepairable}. */
  readonly isClean: boolean;
  /** The survey after the last pass found nothing: told without that audit, which then finds nothing either. False where the audit has to tell. */
  looksClean: boolean;
  readonly area: AreaAccount;
}
