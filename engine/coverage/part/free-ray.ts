import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { side } from '../../geometry/predicates.ts';
import type { Box } from '../residual/local-arrangement.ts';
import type { BoxIndex } from './box-index.ts';

/** How far from a border a ray begins, in degrees (about 1 mm): off the border it looks away from. */
const OFF = 1e-8;

/** Directions along the axes that lead away from a segment to its left, at more than a grazing angle. */
export function directionsLeftOf(
  ax: number,
  ay: number,
  bx: number,
  by: number,
): readonly (readonly [number, number])[] {
  const length = Math.hypot(bx - ax, by - ay);
  const [nx, ny] = [-(by - ay) / length, (bx - ax) / length];
  return AXES.filter(([dx, dy]) => nx * dx + ny * dy > 0.2);
}

const AXES = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/**
 * Whether a ray along an axis meets no area at all: then the place it begins at lies in the open. Looks
 * at the areas whose boxes the ray meets. What it touches it meets; so a free ray is proof, while one that
 * is not free proves nothing.
 *
 * @param index of the same areas
 */
export function isRayFree(
  packed: PackedAreas,
  index: BoxIndex,
  [px, py]: readonly [number, number],
  [dx, dy]: readonly [number, number],
): boolean {
  const [x, y] = [px + OFF * dx, py + OFF * dy];
  const [west, south, east, north] = index.extent;
  const ray: Box = [
    dx < 0 ? Math.min(west, x) : x,
    dy < 0 ? Math.min(south, y) : y,
    dx > 0 ? Math.max(east, x) : x,
    dy > 0 ? Math.max(north, y) : y,
  ];
  return index.meeting(ray).every((area) => !meetsBorder(packed, area, ray));
}

/** Whether a border of the area meets a box without width or without height. */
function meetsBorder(
  { coordinates, ringStart, polygonRing, areaPolygon }: PackedAreas,
  area: number,
  [west, south, east, north]: Box,
): boolean {
  for (let r = polygonRing[areaPolygon[area]!]!; r < polygonRing[areaPolygon[area + 1]!]!; r++) {
    for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++) {
      const ax = coordinates[2 * k]!;
      const ay = coordinates[2 * k + 1]!;
      const bx = coordinates[2 * k + 2]!;
      const by = coordinates[2 * k + 3]!;
      if ((ax < west && bx < west) || (ax > east && bx > east)) continue;
      if ((ay < south && by < south) || (ay > north && by > north)) continue;
      // The ends of the ray on one and the same side of the segment: it passes by.
      const from = side(ax, ay, bx, by, west, south);
      if (from !== 0 && from === side(ax, ay, bx, by, east, north)) continue;
      return true;
    }
  }
  return false;
}
