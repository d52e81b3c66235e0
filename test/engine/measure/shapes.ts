import type { AreaGeometry, CommunityInput, Position } from '#engine/coverage/types.ts';
import { localFrame } from '#engine/geometry/geodesic.ts';

/** Metres east and north of a place. */
export type Offset = readonly [number, number];

/** A place in the invented town: 120° E, 30.3° N, unless told otherwise. */
export const HOME: Position = [120, 30.3];

/** Positions from offsets in metres, in the flat frame at a place: good to 1e-4 within a kilometre. */
export function at(offsets: readonly Offset[], [lon, lat]: Position = HOME): Position[] {
  const frame = localFrame(lon!, lat!);
  return offsets.map(([x, y]) => [
    lon! + x / frame.metresPerDegreeLon,
    lat! + y / frame.metresPerDegreeLat,
  ]);
}

export const closed = <T>(corners: readonly T[]): T[] => [...corners, corners[0]!];

/** A polygon of rings of offsets in metres; the rings are closed here. */
export const polygonAt = (
  rings: readonly (readonly Offset[])[],
  place: Position = HOME,
): AreaGeometry => ({
  type: 'Polygon',
  coordinates: rings.map((ring) => closed(at(ring, place))),
});

export const box = (x: number, y: number, width: number, height = width): Offset[] => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
];

export const regular = (corners: number, radius: number): Offset[] =>
  Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });

export const community = (
  geometry: AreaGeometry | null,
  properties: Record<string, unknown> = {},
  id = 'A',
): CommunityInput => ({ id, geometry, properties });
