import geodesic from 'geographiclib-geodesic';
import type { AreaGeometry, Position } from '../coverage/types.ts';
import { curvatureRadii, geodesicBulge, LOCAL_EDGE, localFrame, ringMeasure } from './geodesic.ts';

const RADIANS = Math.PI / 180;

/**
 * By how much the geodesic area of a geometry exceeds the area that its edges enclose when they are
 * straight in degrees, in m². The second does not change when a vertex is put on an edge; the first
 * changes by this.
 */
export function bulgeArea(geometry: AreaGeometry): number {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  let sum = 0;
  for (const rings of polygons) {
    rings.forEach((ring, i) => {
      sum += (i === 0 ? 1 : -1) * ringBulge(ring);
    });
  }
  return sum;
}

/** Of a closed ring, whichever way it runs. */
function ringBulge(ring: readonly Position[]): number {
  const [lon, lat] = ring[0] as [number, number];
  let bulge = 0;
  let twice = 0;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1] as [number, number];
    const [bx, by] = ring[i] as [number, number];
    twice += (ax - lon) * (by - lat) - (bx - lon) * (ay - lat);
    bulge += edgeBulge(ax, ay, bx, by);
  }
  // A bulge counts to the right of its edge; counter-clockwise, the land lies to the left.
  const excess = twice > 0 ? -bulge : bulge;
  const { metresPerDegreeLon, metresPerDegreeLat } = localFrame(lon, lat);
  const straight = (Math.abs(twice) / 2) * metresPerDegreeLon * metresPerDegreeLat;
  // The geodesics of a ring narrower than its edges bulge lie the other way round than those edges do. An area
  // is never negative: it is then that of the land between them on the wrong side.
  return straight + excess >= 0 ? excess : 2 * ringMeasure(ring).area + excess;
}

/** Signed area between the straight edge and the geodesic. */
function edgeBulge(ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const parts = Math.ceil(Math.max(Math.abs(dx), Math.abs(dy)) / LOCAL_EDGE);
  if (parts < 2) return shortBulge((ay + by) / 2, dx, dy);
  // The formula is for short edges: the parts have theirs, and GeographicLib knows the rest.
  const rest = geodesic.Geodesic.WGS84.Polygon(false);
  rest.AddPoint(ay, ax);
  rest.AddPoint(by, bx);
  let sum = 0;
  for (let k = parts; k > 0; k--) {
    sum += shortBulge(ay + ((k - 0.5) / parts) * dy, dx / parts, dy / parts);
    if (k > 1) rest.AddPoint(ay + ((k - 1) / parts) * dy, ax + ((k - 1) / parts) * dx);
  }
  return sum - (rest.Compute(false, true).area ?? 0);
}

function shortBulge(lat: number, dx: number, dy: number): number {
  const phi = lat * RADIANS;
  const { meridian, primeVertical } = curvatureRadii(phi);
  return geodesicBulge(phi, dx * RADIANS, dy * RADIANS, meridian, primeVertical * Math.cos(phi));
}
