import type { AreaGeometry, Position } from '../../coverage/types.ts';
import { frameAround } from '../../geometry/local-plane.ts';
import type { Point } from './strand.ts';

/** Steps per metre of the lattice on which points are equal or apart. */
export const LATTICE = 1e5;

const onLattice = (metres: number): number => Math.round(metres * LATTICE) / LATTICE;

/** A point on the lattice. */
export const point = (x: number, y: number): Point => [onLattice(x), onLattice(y)];

/** Longitude and latitude to metres around the middle of an area, and back. */
export interface Plane {
  toPoint(position: Position): Point;
  toPosition(point: Point): Position;
}

/** Rings of an area, shells and holes alike. */
export const ringsOf = (area: AreaGeometry): Position[][] =>
  area.type === 'Polygon' ? area.coordinates : area.coordinates.flat();

/** The plane around the middle of an area's box. */
export function planeOf(area: AreaGeometry): Plane {
  const frame = frameAround(ringsOf(area));
  const { originLon, originLat, metresPerDegreeLon, metresPerDegreeLat } = frame;
  return {
    toPoint: (position) =>
      point(
        (position[0]! - originLon) * metresPerDegreeLon,
        (position[1]! - originLat) * metresPerDegreeLat,
      ),
    // A tenth of a millimetre: what meets keeps meeting, as it has the same coordinates.
    toPosition: ([x, y]) => [
      Number((originLon + x / metresPerDegreeLon).toFixed(9)),
      Number((originLat + y / metresPerDegreeLat).toFixed(9)),
    ],
  };
}
