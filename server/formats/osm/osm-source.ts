import type { Position } from '#engine/coverage/types.ts';
import type { Tags } from './classify-tags.ts';

/** A way: a line through nodes. */
export interface OsmWay {
  id: number;
  tags: Tags;
  /** Ids of its nodes; empty where the file gives positions alone. */
  refs: readonly number[];
  /** Where the file gives them with the way; null for a node outside the extract. */
  positions?: readonly (Position | null)[];
}

export interface OsmMember {
  type: 'node' | 'way' | 'relation';
  ref: number;
  /** `outer` and `inner` of a multipolygon; often empty or wrong. */
  role: string;
  /** Course of a member way, where the file gives it with the relation. */
  positions?: readonly (Position | null)[];
}

export interface OsmRelation {
  id: number;
  tags: Tags;
  members: readonly OsmMember[];
}

/**
 * A file of OpenStreetMap that can be gone through as often as it takes, one kind of element at a time:
 * whoever reads it keeps only what it wants. A visitor may throw to stop.
 */
export interface OsmSource {
  eachRelation(visit: (relation: OsmRelation) => void): void;
  eachWay(visit: (way: OsmWay) => void): void;
  eachNode(visit: (id: number, lon: number, lat: number) => void): void;
}
