/**
 * The plane in which the town is drawn: metres east and north of its centre.
 *
 * Only `+ - * /` and `Math.sqrt` are used, because IEEE 754 fixes their results to the last bit;
 * `Math.sin` and its kind may differ between versions of Node, and one different bit could lead
 * the generator to another town.
 */

/** `[east, north]` in metres. */
export type Point = readonly [number, number];
/** A simple ring without its closing repetition; counterclockwise unless stated otherwise. */
export type Ring = readonly Point[];

export const CENTRE_LONGITUDE = 120.0;
export const CENTRE_LATITUDE = 30.3;
/** Lengths of a degree on the WGS 84 ellipsoid at the centre's latitude. */
const METRES_PER_DEGREE_EAST = 96_194;
const METRES_PER_DEGREE_NORTH = 110_857;

/** `[lon, lat]` rounded to 1e-7 degrees (about a centimetre). */
export function toLonLat([x, y]: Point): [number, number] {
  return [
    roundTo7(CENTRE_LONGITUDE + x / METRES_PER_DEGREE_EAST),
    roundTo7(CENTRE_LATITUDE + y / METRES_PER_DEGREE_NORTH),
  ];
}

function roundTo7(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}

export const { PI } = Math;

/** Sine by its Taylor series after reduction to a quarter turn; good to 1e-12. */
export function sine(radians: number): number {
  let x = radians - 2 * PI * Math.round(radians / (2 * PI));
  if (x > PI / 2) x = PI - x;
  else if (x < -PI / 2) x = -PI - x;
  const square = x * x;
  let term = x;
  let sum = x;
  for (let n = 2; n <= 18; n += 2) {
    term *= -square / (n * (n + 1));
    sum += term;
  }
  return sum;
}

export function cosine(radians: number): number {
  return sine(radians + PI / 2);
}

export function distance(a: Point, b: Point): number {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  return Math.sqrt(dx * dx + dy * dy);
}

/** Twice the signed area of the triangle; positive when c lies to the left of a → b. */
export function turn(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
}

export function pointAt<T>(items: readonly T[], index: number): T {
  const item = items[((index % items.length) + items.length) % items.length];
  if (item === undefined) throw new Error('no point in an empty ring');
  return item;
}

/** Signed area: positive for a counterclockwise ring. */
export function ringArea(ring: Ring): number {
  const origin = pointAt(ring, 0);
  let doubled = 0;
  for (let i = 1; i + 1 < ring.length; i++) {
    doubled += turn(origin, pointAt(ring, i), pointAt(ring, i + 1));
  }
  return doubled / 2;
}

export function ringCentroid(ring: Ring): Point {
  const origin = pointAt(ring, 0);
  let doubled = 0;
  let x = 0;
  let y = 0;
  for (let i = 1; i + 1 < ring.length; i++) {
    const b = pointAt(ring, i);
    const c = pointAt(ring, i + 1);
    const weight = turn(origin, b, c);
    doubled += weight;
    x += weight * (origin[0] + b[0] + c[0]);
    y += weight * (origin[1] + b[1] + c[1]);
  }
  return [x / (3 * doubled), y / (3 * doubled)];
}

export function ringPerimeter(ring: Ring): number {
  return ring.reduce((sum, point, i) => sum + distance(point, pointAt(ring, i + 1)), 0);
}

/** Even-odd rule; a point on the ring itself may fall either way. */
export function isInside(point: Point, ring: Ring): boolean {
  let inside = false;
  for (let i = 0; i < ring.length; i++) {
    const a = pointAt(ring, i);
    const b = pointAt(ring, i + 1);
    if (a[1] > point[1] === b[1] > point[1]) continue;
    const x = a[0] + ((point[1] - a[1]) / (b[1] - a[1])) * (b[0] - a[0]);
    if (x > point[0]) inside = !inside;
  }
  return inside;
}

export function distanceToSegment(point: Point, a: Point, b: Point): number {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const squared = dx * dx + dy * dy;
  if (squared === 0) return distance(point, a);
  const along = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / squared;
  const t = Math.max(0, Math.min(1, along));
  return distance(point, [a[0] + t * dx, a[1] + t * dy]);
}

export function distanceToRing(point: Point, ring: Ring): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ring.length; i++) {
    nearest = Math.min(nearest, distanceToSegment(point, pointAt(ring, i), pointAt(ring, i + 1)));
  }
  return nearest;
}

/** Where a → b and c → d cross, as fractions of each, or null when they do not meet. */
export function crossing(
  a: Point,
  b: Point,
  c: Point,
  d: Point,
): { s: number; t: number; point: Point } | null {
  const ux = b[0] - a[0];
  const uy = b[1] - a[1];
  const vx = d[0] - c[0];
  const vy = d[1] - c[1];
  const determinant = ux * vy - uy * vx;
  if (determinant === 0) return null;
  const s = ((c[0] - a[0]) * vy - (c[1] - a[1]) * vx) / determinant;
  const t = ((c[0] - a[0]) * uy - (c[1] - a[1]) * ux) / determinant;
  if (s < 0 || s > 1 || t < 0 || t > 1) return null;
  return { s, t, point: [a[0] + s * ux, a[1] + s * uy] };
}

/** Least distance between two segments; 0 when they meet. */
export function segmentDistance(a: Point, b: Point, c: Point, d: Point): number {
  if (crossing(a, b, c, d)) return 0;
  return Math.min(
    distanceToSegment(a, c, d),
    distanceToSegment(b, c, d),
    distanceToSegment(c, a, b),
    distanceToSegment(d, a, b),
  );
}

/** Least distance between two rings' outlines; 0 when they cross. */
export function ringDistance(first: Ring, second: Ring): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < first.length; i++) {
    const a = pointAt(first, i);
    const b = pointAt(first, i + 1);
    for (let j = 0; j < second.length; j++) {
      const apart = segmentDistance(a, b, pointAt(second, j), pointAt(second, j + 1));
      if (apart < nearest) nearest = apart;
    }
  }
  return nearest;
}

/** Whether the ring has at least three vertices and nowhere meets itself, not even at a point. */
export function isSimple(ring: Ring): boolean {
  const count = ring.length;
  if (count < 3) return false;
  for (let i = 0; i < count; i++) {
    const a = pointAt(ring, i);
    const b = pointAt(ring, i + 1);
    if (a[0] === b[0] && a[1] === b[1]) return false;
    for (let j = i + 2; j < count; j++) {
      if (i === 0 && j === count - 1) continue;
      const c = pointAt(ring, j);
      const d = pointAt(ring, j + 1);
      if (segmentDistance(a, b, c, d) === 0) return false;
    }
  }
  return true;
}

/** A point well inside the ring: the best of the centroid and the points of a grid. */
export function interiorPoint(ring: Ring): Point {
  const xs = ring.map(([x]) => x);
  const ys = ring.map(([, y]) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [bottom, top] = [Math.min(...ys), Math.max(...ys)];
  let best: Point | null = null;
  let clearance = 0;
  const candidates: Point[] = [ringCentroid(ring)];
  const steps = 12;
  for (let i = 1; i < steps; i++) {
    for (let j = 1; j < steps; j++) {
      candidates.push([left + ((right - left) * i) / steps, bottom + ((top - bottom) * j) / steps]);
    }
  }
  for (const candidate of candidates) {
    if (!isInside(candidate, ring)) continue;
    const room = distanceToRing(candidate, ring);
    if (room > clearance * 1.05) {
      best = candidate;
      clearance = room;
    }
  }
  if (!best) throw new Error('the ring has no interior');
  return best;
}
