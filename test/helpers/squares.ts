import type { AreaGeometry, CommunityInput, Position } from '#engine/coverage/types.ts';
import { localFrame } from '#engine/geometry/geodesic.ts';

/**
 * Small hand-made coverages in metres east and north of a corner near Hangzhou, so that a test can
 * say “10 m wide” and mean it.
 */
const FRAME = localFrame(120, 30);

/** Metres east and north → degrees. */
export function at(east: number, north: number): Position {
  return [120 + east / FRAME.metresPerDegreeLon, 30 + north / FRAME.metresPerDegreeLat];
}

/** A closed ring from pairs of metres. */
export function ring(...points: readonly (readonly [number, number])[]): Position[] {
  const positions = points.map(([east, north]) => at(east, north));
  return [...positions, [...positions[0]!]];
}

/** The corners of a box, counter-clockwise. */
export function box(west: number, south: number, east: number, north: number): Position[] {
  return ring([west, south], [east, south], [east, north], [west, north]);
}

export const polygon = (...rings: Position[][]): AreaGeometry => ({
  type: 'Polygon',
  coordinates: rings,
});

export const multiPolygon = (...polygons: Position[][][]): AreaGeometry => ({
  type: 'MultiPolygon',
  coordinates: polygons,
});

export const community = (id: string, geometry: AreaGeometry | null): CommunityInput => ({
  id,
  name: `${id}社区`,
  geometry,
});
