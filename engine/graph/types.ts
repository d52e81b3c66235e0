import type { BarrierClass } from '../barriers/types.ts';
import type { Position } from '../coverage/types.ts';

/**
 * The dual graph of a set of units: nodes are units, linked when they share a border of positive length
 * (rook contiguity, within the tolerance).
 */
export interface DualGraph {
  /** Number of units; all indexes run from 0 to this, in the order of the input. */
  nodes: number;
  edges: GraphEdge[];
  /** Contacts too short to be an edge: their length is below the threshold. */
  shortBorders: GraphEdge[];
  /**
   * Neighbours of node n in rotation order, a cycle: `neighbours[start[n] … start[n + 1])`, counterclockwise
   * around the unit as its shell runs, then along its holes and further parts; a neighbour met in several
   * runs stands once for each run.
   *
   * An entry of −1 is a *break*: the outside, a contact too short to be an edge, a corner at which the
   * neighbours before and after have no border with one another, or the passage to another ring. Two
   * neighbours without a break between them share a border that ends where they meet on the unit. So if those that belong to a
   * connected set form one run without a break, the set stays connected when the unit leaves it.
   */
  start: Int32Array;
  neighbours: Int32Array;
  /** Index into `edges` for each entry of `neighbours`; −1 for a break. */
  edgeOf: Int32Array;
  areaSquareMetres: Float64Array;
  perimeterMetres: Float64Array;
  /** Length of each unit's border with the outside of the coverage. */
  outerLengthMetres: Float64Array;
  /** Connected component of each node, numbered from 0 by their first node. */
  component: Int32Array;
  components: number;
  /** 1 where taking the node away parts its component. */
  isArticulation: Uint8Array;
  /** For each node that lies wholly inside another (its only neighbour): that one; otherwise −1. */
  enclosedBy: Int32Array;
  /** Groups of two and more units that one unit alone parts from the outside. */
  enclosedGroups: EnclosedGroup[];
  /** For every component but the largest: the nearest unit of another one, to be approved as a link. */
  islandLinks: IslandLink[];
}

export interface GraphEdge {
  /** Indexes of the units, the smaller first. */
  units: [number, number];
  lengthMetres: number;
  /** Length along barriers of each class; `none` for what follows no barrier. */
  lengthByClass: Partial<Record<BarrierClass | 'none', number>>;
}

/** Connected units that reach the rest of their component through one unit alone, and border no outside. */
export interface EnclosedGroup {
  by: number;
  /** Ascending. */
  nodes: number[];
}

/** An offered link between two components, across water or other ground that is no unit. */
export interface IslandLink {
  units: [number, number];
  components: [number, number];
  distanceMetres: number;
  /** The nearest places on either side. */
  between: [Position, Position];
}
