import type { AreaGeometry, Position } from '../coverage/types.ts';

/**
 * Barriers: linear features that a boundary may follow (道路、河流、山脉; DOMAIN §1).
 */

/** Classes of barrier, as the register stores them. */
export const BARRIER_CLASSES = [
  'expressway',
  'arterial',
  'collector',
  'local',
  'path',
  'river',
  'canal',
  'railway',
  'ridge',
  'wall',
] as const;
export type BarrierClass = (typeof BARRIER_CLASSES)[number];

/** A GeoJSON LineString or MultiLineString. */
export type LineGeometry =
  | { type: 'LineString'; coordinates: Position[] }
  | { type: 'MultiLineString'; coordinates: Position[][] };

/** A line that a boundary may follow: what is matched to borders and named in texts. */
export interface Barrier {
  /** Unique among the barriers. */
  id: string;
  class: BarrierClass;
  /** Name as it stands on the map, Chinese where there is one; left out for a nameless one. */
  name?: string;
  /** Name in English texts; `name` stands in where it is missing. */
  nameEn?: string;
  /** It runs under the ground: people may walk there, but no border follows it. */
  underground?: true;
  geometry: LineGeometry;
}

/** A barrier as a source gives it, before it is prepared for cutting units. */
export interface BarrierSource extends Omit<Barrier, 'geometry' | 'underground'> {
  /** Lines, or the area of a water body. */
  geometry: LineGeometry | AreaGeometry;
  /** Traffic runs along the line's direction alone: a carriageway that may have a twin. */
  oneway?: boolean;
  /** A slip road or ramp (OSM `*_link`): it joins others and bounds nothing by itself. */
  link?: boolean;
  /** OSM layer; 0 is the ground. */
  layer?: number;
  /** A line that is part of the edge of a water, of which the source does not hold the whole. */
  shore?: boolean;
  structure?: 'bridge' | 'tunnel';
  /** The source's own word for it (`highway=trunk_link`, `waterway=stream`). */
  kind?: string;
}

/** Which barrier a stretch of border follows. */
export interface BarrierReference {
  id: string;
  class: BarrierClass;
  name?: string;
  nameEn?: string;
}

/** A run of a border along one barrier, or along none. */
export interface BorderStretch {
  /** null: off any barrier. */
  barrier: BarrierReference | null;
  /** Geodesic. */
  lengthMetres: number;
  /** The run itself, in the direction of the border, its ends included. */
  coordinates: Position[];
}
