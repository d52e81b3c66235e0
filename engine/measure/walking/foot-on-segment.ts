import { localFrame } from '../../geometry/geodesic.ts';

/** The point of a segment that is nearest to a place. */
export interface Foot {
  /** Where along the segment, 0 to 1. */
  t: number;
  lon: number;
  lat: number;
  distanceMetres: number;
}

/** The foot of a place on the segment a–b; degrees, distances in the flat frame at the place. */
export function footOnSegment(
  lon: number,
  lat: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): Foot {
  const { metresPerDegreeLon: mx, metresPerDegreeLat: my } = localFrame(lon, lat);
  const dx = (bx - ax) * mx;
  const dy = (by - ay) * my;
  const squared = dx * dx + dy * dy;
  const dot = (lon - ax) * mx * dx + (lat - ay) * my * dy;
  const t = squared === 0 ? 0 : Math.max(0, Math.min(1, dot / squared));
  const footLon = t === 1 ? bx : ax + t * (bx - ax);
  const footLat = t === 1 ? by : ay + t * (by - ay);
  const distanceMetres = Math.hypot((footLon - lon) * mx, (footLat - lat) * my);
  return { t, lon: footLon, lat: footLat, distanceMetres };
}
