import type { Box } from './residual/local-arrangement.ts';

/** Meets no box; the hull of none. */
export const NOWHERE: Box = [
  Number.POSITIVE_INFINITY,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

/** A box with a margin all around. */
export const widened = ([west, south, east, north]: Box, x: number, y: number): Box => [
  west - x,
  south - y,
  east + x,
  north + y,
];

/** The box around several. */
export function hullOf(boxes: Iterable<Box>): Box {
  let [west, south, east, north] = NOWHERE;
  for (const box of boxes) {
    west = Math.min(west, box[0]);
    south = Math.min(south, box[1]);
    east = Math.max(east, box[2]);
    north = Math.max(north, box[3]);
  }
  return [west, south, east, north];
}

/** What two boxes share; west > east or south > north when that is nothing. */
export const sharedBox = (a: Box, b: Box): Box => [
  Math.max(a[0], b[0]),
  Math.max(a[1], b[1]),
  Math.min(a[2], b[2]),
  Math.min(a[3], b[3]),
];

export const boxesMeet = (a: Box, b: Box): boolean =>
  a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
