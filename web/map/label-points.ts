/// <reference path="../../engine/geometry/polylabel.d.ts" />
import polylabel from 'polylabel';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';

/** It takes milliseconds for a large area, which is not changed in place: a change makes another. */
const KNOWN = new WeakMap<AreaGeometry, [number, number] | null>();

/**
 * Where the name of an area goes: the pole of inaccessibility of its largest part, so that the
 * label lies inside even where the area is bent, and does not land in a small exclave.
 *
 * @returns `[lon, lat]`, or null for an area without a ring
 */
export function labelPoint(area: AreaGeometry | null): [number, number] | null {
  if (area === null) return null;
  const known = KNOWN.get(area);
  if (known !== undefined) return known;
  const point = poleOf(area);
  KNOWN.set(area, point);
  return point;
}

function poleOf(area: AreaGeometry): [number, number] | null {
  const polygons = area.type === 'Polygon' ? [area.coordinates] : area.coordinates;
  let largest: Position[][] | null = null;
  let largestSize = -1;
  for (const polygon of polygons) {
    const size = Math.abs(planarArea(polygon[0] ?? []));
    if (size > largestSize && (polygon[0]?.length ?? 0) >= 4) {
      largest = polygon;
      largestSize = size;
    }
  }
  if (largest === null) return null;
  // Degrees of longitude are shorter than degrees of latitude; even them out for true distances.
  const shrink = Math.cos(((largest[0]?.[0]?.[1] ?? 0) * Math.PI) / 180);
  const even = largest.map((ring) =>
    ring.map(([x = 0, y = 0]): [number, number] => [x * shrink, y]),
  );
  const [x, y] = polylabel(even, Math.sqrt(largestSize) / 100 || 1e-6);
  return [x / shrink, y];
}

/** Shoelace, in square degrees: for comparison only. */
function planarArea(ring: readonly Position[]): number {
  let twice = 0;
  for (let i = 0; i + 1 < ring.length; i++) {
    const [x0 = 0, y0 = 0] = ring[i] ?? [];
    const [x1 = 0, y1 = 0] = ring[i + 1] ?? [];
    twice += x0 * y1 - x1 * y0;
  }
  return twice / 2;
}
