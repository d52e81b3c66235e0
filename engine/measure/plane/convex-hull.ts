import { orient2d } from 'robust-predicates';

/** x and y in a plane, metres. */
export type Point = readonly [number, number];

/**
 * Corners of the convex hull, counterclockwise, each once, none in the middle of a side (Andrew 1979,
 * “Another efficient algorithm for convex hulls in two dimensions”; orientation is exact).
 */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const lower = chain(sorted);
  const upper = chain(sorted.reverse());
  lower.pop();
  upper.pop();
  return lower.concat(upper);
}

function chain(points: readonly Point[]): Point[] {
  const hull: Point[] = [];
  for (const point of points) {
    // robust-predicates counts clockwise (in a y-up plane) as positive.
    while (hull.length >= 2 && turn(hull.at(-2)!, hull.at(-1)!, point) >= 0) hull.pop();
    const last = hull.at(-1);
    if (last === undefined || last[0] !== point[0] || last[1] !== point[1]) hull.push(point);
  }
  return hull;
}

const turn = (a: Point, b: Point, c: Point): number => orient2d(a[0], a[1], b[0], b[1], c[0], c[1]);

/** Area of a ring in a plane, positive when it runs counterclockwise; closed or open. */
export function signedArea(ring: readonly Point[]): number {
  const origin = ring[0];
  if (origin === undefined) return 0;
  let sum = 0;
  for (let i = 1; i + 1 < ring.length; i++) {
    const a = ring[i]!;
    const b = ring[i + 1]!;
    sum += (a[0] - origin[0]) * (b[1] - origin[1]) - (b[0] - origin[0]) * (a[1] - origin[1]);
  }
  return sum / 2;
}
