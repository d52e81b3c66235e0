import type { Box } from '../residual/local-arrangement.ts';
import type { Position } from '../types.ts';

export { boxesMeet, hullOf } from '../box.ts';
export type { Box };

export function boxOfRings(rings: readonly (readonly Position[])[]): Box {
  let west = Number.POSITIVE_INFINITY;
  let south = Number.POSITIVE_INFINITY;
  let east = Number.NEGATIVE_INFINITY;
  let north = Number.NEGATIVE_INFINITY;
  for (const ring of rings) {
    for (const position of ring) {
      west = Math.min(west, position[0]!);
      south = Math.min(south, position[1]!);
      east = Math.max(east, position[0]!);
      north = Math.max(north, position[1]!);
    }
  }
  return [west, south, east, north];
}

/** Less than any degree of latitude measures. */
const METRES_PER_DEGREE = 110_000;

/** A box with a margin of at least so many metres all around. */
export function widened([west, south, east, north]: Box, metres: number): Box {
  const lat = metres / METRES_PER_DEGREE;
  const furthest = Math.min(89.9, Math.max(Math.abs(south), Math.abs(north)) + lat);
  const lon = lat / Math.cos((furthest * Math.PI) / 180);
  return [west - lon, south - lat, east + lon, north + lat];
}

/**
 * Whether a region may touch a box: a segment of its rings reaches into the box's extent, or the
 * box lies within the region.
 */
export function regionTouches(rings: readonly (readonly Position[])[], box: Box): boolean {
  const [west, south, east, north] = box;
  let isInside = false;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = ring[i - 1]! as [number, number];
      const [bx, by] = ring[i]! as [number, number];
      const isApart =
        (ax < west && bx < west) ||
        (ax > east && bx > east) ||
        (ay < south && by < south) ||
        (ay > north && by > north);
      if (!isApart) return true;
      // A ray to the west from the box's corner; no segment comes near it, so rounding is no matter.
      if (ay > south !== by > south && ax + ((south - ay) / (by - ay)) * (bx - ax) < west) {
        isInside = !isInside;
      }
    }
  }
  return isInside;
}
