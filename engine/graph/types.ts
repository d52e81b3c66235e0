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
  /** Neighbours of node n: `neighbours[start[n] … start[n + 1])`, counterclockwise around the unit as its
   * shell runs; a neighbour met in several runs stands once for each run. */
  start: Int32Array;
  neighbours: Int32Array;
  /** Index into `edges` for each entry of `neighbours`; an entry of −1 in `neighbours` is the outside and has −1 here. */
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

/** An offered link between two components, across water or other ground that is no unit. */
export interface IslandLink {
  units: [number, number];
  components: [number, number];
  distanceMetres: number;
  /** The nearest places on either side. */
  between: [Position, Position];
}
