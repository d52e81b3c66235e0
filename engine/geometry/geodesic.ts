import geodesic from 'geographiclib-geodesic';
import type { AreaGeometry, Position } from '../coverage/types.ts';

/**
 * Figures that people see: on the WGS 84 ellipsoid, edges as geodesics (Karney 2013, "Algorithms
 * for geodesics"; the same definition as PostGIS `geography`). Metres and square metres.
 */

const { WGS84 } = geodesic.Geodesic;

/** Area and perimeter of one ring, in m² and m; the ring may be closed or open, in any orientation. */
export function ringMeasure(ring: readonly Position[]): { area: number; perimeter: number } {
  const polygon = WGS84.Polygon(false);
  const last = ring.length - 1;
  const isClosed = last > 0 && ring[0]?.[0] === ring[last]?.[0] && ring[0]?.[1] === ring[last]?.[1];
  const end = isClosed ? last : ring.length;
  for (let i = 0; i < end; i++) {
    const position = ring[i]!;
    polygon.AddPoint(position[1]!, position[0]!);
  }
  const measured = polygon.Compute(false, true);
  return { area: Math.abs(measured.area ?? 0), perimeter: measured.perimeter };
}

/** Geodesic area of a polygon (shell first, then holes) in m². */
export function polygonArea(rings: readonly (readonly Position[])[]): number {
  return rings.reduce((sum, ring, i) => sum + (i === 0 ? 1 : -1) * ringMeasure(ring).area, 0);
}

/** Geodesic area of a Polygon or MultiPolygon in m²; parts are summed as they stand. */
export function geodesicArea(geometry: AreaGeometry): number {
  return geometry.type === 'Polygon'
    ? polygonArea(geometry.coordinates)
    : geometry.coordinates.reduce((sum, rings) => sum + polygonArea(rings), 0);
}

/** Geodesic distance between two positions in metres. */
export function geodesicDistance(a: Position, b: Position): number {
  return WGS84.Inverse(a[1]!, a[0]!, b[1]!, b[0]!, geodesic.Geodesic.DISTANCE).s12!;
}

/** A flat metric frame around a place: good to 1e-4 within tens of kilometres. */
export interface LocalFrame {
  readonly originLon: number;
  readonly originLat: number;
  /** Metres per degree of longitude and of latitude at the origin. */
  readonly metresPerDegreeLon: number;
  readonly metresPerDegreeLat: number;
}

const EQUATORIAL_RADIUS = 6378137;
const ECCENTRICITY_SQUARED = 0.0066943799901413165;

/**
 * The frame at a place: an affine map, so straight edges in degrees stay straight in metres.
 * Radii of curvature of the WGS 84 ellipsoid at the origin's latitude.
 */
export function localFrame(lon: number, lat: number): LocalFrame {
  const phi = (lat * Math.PI) / 180;
  const w = 1 - ECCENTRICITY_SQUARED * Math.sin(phi) ** 2;
  const meridian = (EQUATORIAL_RADIUS * (1 - ECCENTRICITY_SQUARED)) / w ** 1.5;
  const primeVertical = EQUATORIAL_RADIUS / Math.sqrt(w);
  return {
    originLon: lon,
    originLat: lat,
    metresPerDegreeLon: (primeVertical * Math.cos(phi) * Math.PI) / 180,
    metresPerDegreeLat: (meridian * Math.PI) / 180,
  };
}
