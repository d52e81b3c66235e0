import {
  distance,
  distanceToSegment,
  type Point,
  pointAt,
  type Ring,
  ringArea,
  ringPerimeter,
  segmentDistance,
} from './plane.ts';

/** Nearer to a bend of the border than this, a street ends at the bend, metres. */
export const SNAP_TO_BEND = 16;
/** A street keeps this far from everything it does not end at, metres. */
const CLEARANCE = 16;
/** Least sine of the angle between a street and what it ends at (about 48°). */
const LEAST_SINE = 0.74;

/** One end of a street: on the half-edge at `share` of its length, or at its origin when 0. */
export interface End {
  half: number;
  share: number;
  point: Point;
}
/** A street that cuts a face, with the bends between its ends. */
export interface Cut {
  start: End;
  end: End;
  middle: Point[];
  quality: number;
}

/** The cut with its quality, or null when it would run too near to something or leave a bad part. */
export function judgeCut(
  ring: Ring,
  halves: readonly number[],
  start: End,
  end: End,
  bend: number,
  smallestArea: number,
): Cut | null {
  const [i, j] = [halves.indexOf(start.half), halves.indexOf(end.half)];
  if (i === j) return null;
  const middle = bendPath(start.point, end.point, bend);
  const path = [start.point, ...middle, end.point];
  if (!isClear(ring, i, j, start, end, path)) return null;
  const between = (from: number, to: number, skipFirst: boolean) => {
    const points: Point[] = [];
    const count = (to - from + ring.length) % ring.length;
    for (let k = skipFirst ? 1 : 0; k <= count; k++) points.push(pointAt(ring, from + k));
    return points;
  };
  // Right of the path: from its start along the ring to its end.
  const near = [start.point, ...between(i, j, true)];
  if (end.share > 0) near.push(end.point);
  const far = [end.point, ...between(j, i, true)];
  if (start.share > 0) far.push(start.point);
  const parts = [
    [...near, ...[...middle].reverse()],
    [...far, ...middle],
  ];
  const areas = parts.map(ringArea);
  const smaller = Math.min(...areas);
  if (smaller < smallestArea) return null;
  const compactness = parts.map((part, k) => {
    const perimeter = ringPerimeter(part);
    return (12.566 * pointAt(areas, k)) / (perimeter * perimeter);
  });
  const balance = smaller / (pointAt(areas, 0) + pointAt(areas, 1));
  if (balance < 0.22 || Math.min(...compactness) < 0.3) return null;
  const continues = (start.share === 0 ? 0.08 : 0) + (end.share === 0 ? 0.08 : 0);
  return { start, end, middle, quality: balance + Math.min(...compactness) + continues };
}

function bendPath(a: Point, b: Point, bend: number): Point[] {
  const length = distance(a, b);
  if (bend === 0 || length < 150) return [];
  const count = Math.max(1, Math.round(length / 110) - 1);
  const points: Point[] = [];
  for (let k = 1; k <= count; k++) {
    const t = k / (count + 1);
    const aside = 4 * t * (1 - t) * bend;
    points.push([
      a[0] + t * (b[0] - a[0]) - aside * (b[1] - a[1]),
      a[1] + t * (b[1] - a[1]) + aside * (b[0] - a[0]),
    ]);
  }
  return points;
}

function isClear(
  ring: Ring,
  i: number,
  j: number,
  start: End,
  end: End,
  path: readonly Point[],
): boolean {
  const count = ring.length;
  for (const [at, place, towards] of [
    [i, start, pointAt(path, 1)],
    [j, end, pointAt(path, path.length - 2)],
  ] as const) {
    const before = place.share === 0 ? pointAt(ring, at - 1) : pointAt(ring, at);
    for (const along of [before, pointAt(ring, at + 1)]) {
      if (angleIsSharp(place.point, towards, along)) return false;
    }
    // A new node must not come to lie next to another.
    if (place.share > 0) {
      const apart = [pointAt(ring, at), pointAt(ring, at + 1)];
      if (apart.some((node) => distance(node, place.point) < SNAP_TO_BEND)) return false;
    }
  }
  const touches = (k: number, place: End, at: number) =>
    k === at || (place.share === 0 && k === (at + count - 1) % count);
  for (let p = 0; p + 1 < path.length; p++) {
    const [a, b] = [pointAt(path, p), pointAt(path, p + 1)];
    const isFirst = p === 0;
    const isLast = p + 2 === path.length;
    for (let k = 0; k < count; k++) {
      const atStart = touches(k, start, i);
      const atEnd = touches(k, end, j);
      if ((isFirst && atStart) || (isLast && atEnd)) {
        if (isFirst && atStart && isLast && atEnd) return false;
        continue;
      }
      const [c, d] = [pointAt(ring, k), pointAt(ring, k + 1)];
      const reach = atStart || atEnd ? 1 : CLEARANCE;
      if (segmentDistance(a, b, c, d) < reach) return false;
    }
    // Vertices next to the ends are not covered by the segments left out above.
    for (let k = 0; k < count; k++) {
      const node = pointAt(ring, k);
      if (node === start.point || node === end.point) continue;
      if (distanceToSegment(node, a, b) < CLEARANCE * 0.75) return false;
    }
  }
  return true;
}

function angleIsSharp(at: Point, one: Point, other: Point): boolean {
  const u: Point = [one[0] - at[0], one[1] - at[1]];
  const v: Point = [other[0] - at[0], other[1] - at[1]];
  const dot = u[0] * v[0] + u[1] * v[1];
  if (dot <= 0) return false;
  const cross = u[0] * v[1] - u[1] * v[0];
  const squared = (u[0] * u[0] + u[1] * u[1]) * (v[0] * v[0] + v[1] * v[1]);
  return cross * cross < LEAST_SINE * LEAST_SINE * squared;
}
