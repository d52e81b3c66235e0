import type { Point } from './flat-ring.ts';

/**
 * Indexes of the points that a line keeps when none of the others is further than the tolerance from
 * it (Douglas & Peucker 1973); its ends always. A closed line keeps the point furthest from its
 * beginning as well.
 */
export function simplifyLine(points: readonly Point[], toleranceMetres: number): number[] {
  const last = points.length - 1;
  if (last < 1) return points.map((_, i) => i);
  const kept = new Set([0, last]);
  const stack: [number, number][] = [];
  if (distance(points[0]!, points[last]!) > 0) stack.push([0, last]);
  else {
    const far = furthest(points, 0, last, (point) => distance(point, points[0]!)).index;
    kept.add(far);
    stack.push([0, far], [far, last]);
  }
  while (stack.length > 0) {
    const [from, to] = stack.pop()!;
    const a = points[from]!;
    const b = points[to]!;
    const { index, value } = furthest(points, from, to, (point) => distanceToSegment(point, a, b));
    if (value <= toleranceMetres) continue;
    kept.add(index);
    stack.push([from, index], [index, to]);
  }
  return [...kept].sort((i, j) => i - j);
}

function furthest(
  points: readonly Point[],
  from: number,
  to: number,
  measure: (point: Point) => number,
): { index: number; value: number } {
  let [index, value] = [from, -1];
  for (let i = from + 1; i < to; i++) {
    const measured = measure(points[i]!);
    if (measured > value) [index, value] = [i, measured];
  }
  return { index, value };
}

export const distance = (a: Point, b: Point): number => Math.hypot(b[0] - a[0], b[1] - a[1]);

export function distanceToSegment([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  const along = square === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / square;
  const share = along < 0 ? 0 : along > 1 ? 1 : along;
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}
