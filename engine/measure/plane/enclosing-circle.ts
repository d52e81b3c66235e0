import type { Circle } from '../../geometry/largest-circle.ts';
import type { Point } from './convex-hull.ts';

/** A point this far outside a circle, relative to its radius, is on it: rounding of the circle itself. */
const ROUNDING = 1e-12;

/**
 * The smallest circle around points: Welzl 1991, “Smallest enclosing disks (balls and ellipsoids)”, in its
 * iterative form. Exact but for rounding. Expected time is linear whatever the points, as they
 * are taken in a shuffled order, always the same one.
 */
export function enclosingCircle(points: readonly Point[]): Circle {
  const order = shuffled(points);
  const first = order[0];
  if (first === undefined) return { x: 0, y: 0, radius: 0 };
  let circle: Circle = { x: first[0], y: first[1], radius: 0 };
  for (let i = 1; i < order.length; i++) {
    if (!holds(circle, order[i]!)) circle = throughOne(order, i);
  }
  return circle;
}

/** The smallest circle around the first points, with the next one on it. */
function throughOne(points: readonly Point[], end: number): Circle {
  const p = points[end]!;
  let circle: Circle = { x: p[0], y: p[1], radius: 0 };
  for (let i = 0; i < end; i++) {
    if (!holds(circle, points[i]!)) circle = throughTwo(points, i, p);
  }
  return circle;
}

function throughTwo(points: readonly Point[], end: number, p: Point): Circle {
  const q = points[end]!;
  let circle = onDiameter(p, q);
  for (let i = 0; i < end; i++) {
    const r = points[i]!;
    if (!holds(circle, r)) circle = circumcircle(p, q, r) ?? circle;
  }
  return circle;
}

const holds = ({ x, y, radius }: Circle, point: Point): boolean =>
  Math.hypot(point[0] - x, point[1] - y) <= radius * (1 + ROUNDING);

function onDiameter(p: Point, q: Point): Circle {
  const x = (p[0] + q[0]) / 2;
  const y = (p[1] + q[1]) / 2;
  return { x, y, radius: Math.max(distance(p, x, y), distance(q, x, y)) };
}

/** Null for three points on one line, of which the outer two have made a circle already. */
function circumcircle(a: Point, b: Point, c: Point): Circle | null {
  const bx = b[0] - a[0];
  const by = b[1] - a[1];
  const cx = c[0] - a[0];
  const cy = c[1] - a[1];
  const doubled = 2 * (bx * cy - by * cx);
  if (doubled === 0) return null;
  const b2 = bx * bx + by * by;
  const c2 = cx * cx + cy * cy;
  const x = a[0] + (cy * b2 - by * c2) / doubled;
  const y = a[1] + (bx * c2 - cx * b2) / doubled;
  return { x, y, radius: Math.max(distance(a, x, y), distance(b, x, y), distance(c, x, y)) };
}

const distance = (p: Point, x: number, y: number): number => Math.hypot(p[0] - x, p[1] - y);

/** Fisher and Yates with a linear congruential generator (Numerical Recipes' constants). */
function shuffled(points: readonly Point[]): Point[] {
  const order = [...points];
  let state = 1;
  for (let i = order.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
