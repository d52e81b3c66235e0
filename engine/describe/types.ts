import type { BarrierReference } from '../barriers/types.ts';
import type { Message, Position } from '../coverage/types.ts';
import type { Sector, Side } from './compass.ts';

/**
 * The vocabulary of boundary text: four limits (四至), the course of a boundary (界线走向) and the
 * textual adjustment between two states. Texts are in both languages and say nothing that the structure
 * beside them does not.
 */

/** What a stretch of a boundary runs along, or what lies beyond it where it runs along nothing. */
export type BorderFeature =
  | { kind: 'barrier'; barrier: BarrierReference }
  /** The border with another community, off any barrier. */
  | { kind: 'community'; id: string; name: Message }
  /** The outline of the jurisdiction; null: its name is unknown. */
  | { kind: 'jurisdiction'; name: Message | null }
  /** Ground of the jurisdiction that lies in no community. */
  | { kind: 'unassigned' }
  /** No barrier, and nothing is known of what lies beyond. */
  | { kind: 'unknown' };

/** One part of a limit: “紫金港路” of “东至紫金港路、文一西路”. */
export interface LimitItem {
  along: BorderFeature;
  /** Community on the other side of most of it, where there is one. */
  beyond: string | null;
  /** Share of the side's length, 0–1. */
  share: number;
  text: Message;
}

/** One of the four limits. */
export interface Limit {
  side: Side;
  /** In order along the side: from north to south, or from west to east. Never empty. */
  items: LimitItem[];
  /**
   * `side`: border that faces this way. `point`: hardly any does, the community ends in a point there,
   * and the item is what lies at that point.
   */
  from: 'side' | 'point';
  /** Length of the border that faces this way. Geodesic. */
  lengthMetres: number;
  /** Share of that length that the items named make up, 0–1; 1 for a point. */
  coveredShare: number;
  /** Without the word of the side: “紫金港路、文一西路”. */
  text: Message;
}

export type FourLimits = Record<Side, Limit>;

/** A place where a boundary passes from one feature to another, or begins. */
export interface TurningPoint {
  position: Position;
  /**
   * `crossing`: two barriers meet there. `outline`: a barrier, or a border, meets the jurisdiction's
   * outline. `communities`: the borders of three communities meet. `bend`: none of these; the text gives
   * coordinates.
   */
  kind: 'crossing' | 'outline' | 'communities' | 'bend';
  /** The barriers that meet there. */
  barriers: BarrierReference[];
  /** Ids of the communities that meet there, besides the one described. */
  communities: string[];
  text: Message;
}

/** One stretch of a course, from one turning point to the next. */
export interface CourseStep {
  from: Position;
  to: Position;
  /** From the beginning straight to the end; null for a step that ends where it began. */
  direction: Sector | null;
  /** The bends worth telling, in order: “向东再向南” has two. */
  directions: Sector[];
  /** Geodesic, along the border. */
  lengthMetres: number;
  along: BorderFeature;
  /** Ids of the communities on the other side, in order. */
  beyond: string[];
  /** Where the step ends. */
  turningPoint: TurningPoint;
  /** The border itself, ends included, clockwise around the community. */
  coordinates: Position[];
  text: Message;
}

/** The course of a closed boundary, clockwise from its north-west corner. */
export interface BoundaryCourse {
  start: TurningPoint;
  steps: CourseStep[];
  /** Geodesic: the sum over the steps. */
  lengthMetres: number;
  text: Message;
}

/** How many holes there are of a kind, and their area. Geodesic. */
export interface HoleFigures {
  count: number;
  areaSquareMetres: number;
}

/** A connected part of a community. */
export interface PartDescription {
  areaSquareMetres: number;
  limits: FourLimits;
  course: BoundaryCourse;
  /** Ids of the communities that lie in its holes. */
  enclosed: string[];
  /** Holes in which none of the communities lies. */
  emptyHoles: HoleFigures;
  /** Holes that lie outside the jurisdiction, too: ground of another one. None where no outline is given. */
  foreignHoles: HoleFigures;
  text: { limits: Message; course: Message };
}

export interface BoundaryDescription {
  /** Version of the engine that wrote it. */
  version: string;
  community: string;
  name: Message;
  /** Of the main part, the one with the largest area. */
  limits: FourLimits;
  course: BoundaryCourse;
  /** Main part first. */
  parts: PartDescription[];
  text: {
    /** “东至…，南至…，西至…，北至…。”, exclaves in sentences of their own. */
    limits: Message;
    course: Message;
  };
  /** What the reader should know: exclaves, holes, sides that follow no barrier. */
  notes: Message[];
}
