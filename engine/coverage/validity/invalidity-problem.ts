import type { Message, Position } from '../types.ts';

/**
 * What can be wrong with an area, in the order in which one ring's problems are listed.
 *
 * The model is that of OGC Simple Features (06-103r4 §6.1.11) as JTS, GEOS and PostGIS apply it;
 * only `empty`, `no-geometry` and `out-of-range` go further, because a community without an area, or
 * off the globe, is a mistake here although an empty polygon is valid there.
 */
export const INVALIDITY_KINDS = [
  /** There is no geometry, or it is not a Polygon or MultiPolygon. */
  'no-geometry',
  /** A geometry, part or ring without positions. */
  'empty',
  /** A coordinate that is not a finite number. */
  'non-finite',
  /** A longitude beyond ±180° or a latitude beyond ±90°. */
  'out-of-range',
  /** The last position of a ring differs from its first. */
  'unclosed-ring',
  /** Fewer than three different consecutive vertices. */
  'too-few-points',
  /** All vertices of a ring lie on one line. */
  'zero-area',
  /** A ring goes out and comes back along the same line. */
  'spike',
  /** Two sides of one ring cross, or run along each other. */
  'self-crossing',
  /** A ring comes back to a point of its own without crossing a side. */
  'ring-touches-itself',
  /** Two rings of one polygon cross, or run along each other. */
  'rings-cross',
  'hole-outside-shell',
  'nested-holes',
  /** Rings touch one another in such a way that they cut the area in two. */
  'interior-disconnected',
  /** Rings of two parts cross, or run along each other. */
  'parts-overlap',
  /** A part lies inside another part. */
  'nested-parts',
  /** All was examined, and there are more problems than are listed. */
  'more-problems',
  /** The shape is so tangled that it was not examined to the end. */
  'too-many-crossings',
] as const;

export type InvalidityKind = (typeof INVALIDITY_KINDS)[number];

/** One reason why an area is not valid. */
export interface InvalidityProblem {
  kind: InvalidityKind;
  /** `[lon, lat]` of the fault; null when it has no place. */
  location: Position | null;
  /** Index of the part, from 0 (always 0 for a Polygon). */
  polygon: number;
  /** Index of the ring in its part: 0 is the outer ring. */
  ring: number;
  /** Names the place and how to mend it. */
  message: Message;
}

/** A problem before it is put into words: only those that are listed get a text. */
export interface ProblemDraft {
  kind: InvalidityKind;
  location: Position | null;
  polygon: number;
  ring: number;
  /** The second ring concerned, if there is one. */
  other?: { polygon: number; ring: number };
  /** The two lines run along each other rather than cross. */
  alongLine?: boolean;
  /** How often, where one problem stands for many. */
  count?: number;
  /** Index in its ring of the first position at fault, for problems that have no place on a map. */
  position?: number;
  /** What the reader may have done wrong. */
  hint?: Message;
}
