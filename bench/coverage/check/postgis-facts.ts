import type { AreaGeometry } from '#engine/coverage/types.ts';

/** What PostGIS says of a coverage; areas in square degrees. */
export interface PostgisFacts {
  invalid: { id: string; reason: string }[];
  /** Pairs whose interiors share area; the geometry of those so small that rounding may have made them. */
  overlaps: { a: string; b: string; area: number; geometry: AreaGeometry | null }[];
  /** Pairs that share a line; its length on the plane and on the ellipsoid. */
  borders: { a: string; b: string; degrees: number; metres: number }[];
  /** Holes of the union, less what lies in them. */
  gaps: { area: number; geometry: AreaGeometry }[];
}
