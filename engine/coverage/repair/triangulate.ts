import { incircle, orient2d } from 'robust-predicates';

/** Points in a plane; a ring is a list of their indexes. */
export interface PlanePoints {
  xs: Float64Array | readonly number[];
  ys: Float64Array | readonly number[];
}
export type Triangle = [number, number, number];

/**
 * Constrained Delaunay triangulation of a polygon: ears are cut off (holes are joined to the shell
 * by bridges first), then inner edges are flipped until every circumcircle is empty of the points
 * opposite (Lawson 1977). Signs come from exact predicates. Quadratic in the number of points, which
 * its caller bounds.
 * @param rings shell counter-clockwise, holes clockwise, open
 * @returns counter-clockwise triangles; null when the polygon is not simple
 */
export function triangulate(
  points: PlanePoints,
  rings: readonly (readonly number[])[],
): Triangle[] | null {
  const outline = joinHoles(points, rings);
  const triangles = outline === null ? null : cutEars(points, outline);
  return triangles === null ? null : flipToDelaunay(points, triangles, rings);
}

/** > 0 when c lies left of a → b. */
function turn({ xs, ys }: PlanePoints, a: number, b: number, c: number): number {
  return -orient2d(xs[a]!, ys[a]!, xs[b]!, ys[b]!, xs[c]!, ys[c]!);
}

/** Is p in the closed triangle a, b, c (counter-clockwise)? */
function isInTriangle(points: PlanePoints, a: number, b: number, c: number, p: number): boolean {
  return turn(points, a, b, p) >= 0 && turn(points, b, c, p) >= 0 && turn(points, c, a, p) >= 0;
}

/** One ring that runs along the shell and, over bridges, around every hole; from the east westwards. */
function joinHoles(points: PlanePoints, rings: readonly (readonly number[])[]): number[] | null {
  const { xs } = points;
  let outline = [...rings[0]!];
  const holes = rings
    .slice(1)
    .map((ring) => {
      let east = 0;
      ring.forEach((p, i) => {
        if (xs[p]! > xs[ring[east]!]!) east = i;
      });
      return [...ring.slice(east), ...ring.slice(0, east)];
    })
    .sort((a, b) => xs[b[0]!]! - xs[a[0]!]! || a[0]! - b[0]!);
  for (const hole of holes) {
    const at = findBridge(points, outline, hole[0]!);
    if (at < 0) return null;
    // A hole that touches the outline hangs on that very point.
    const bridge = outline[at] === hole[0] ? hole.slice(1) : [...hole, hole[0]!];
    outline = [...outline.slice(0, at + 1), ...bridge, ...outline.slice(at)];
  }
  return outline;
}

/** Index of a vertex of the outline that sees the point p, which lies inside and has nothing of its hole east of it. */
function findBridge(points: PlanePoints, outline: readonly number[], p: number): number {
  const { xs, ys } = points;
  const [px, py] = [xs[p]!, ys[p]!];
  const touching = outline.indexOf(p);
  if (touching >= 0) return touching;
  let [hitX, at] = [Number.POSITIVE_INFINITY, -1];
  outline.forEach((a, i) => {
    const b = outline[(i + 1) % outline.length]!;
    const [ay, by] = [ys[a]!, ys[b]!];
    // Upward edges have the inside, and p, on their left.
    if (!(ay <= py && by >= py) || ay === by) return;
    const x = xs[a]! + ((py - ay) / (by - ay)) * (xs[b]! - xs[a]!);
    if (x >= px && x < hitX) {
      hitX = x;
      at = xs[a]! > xs[b]! ? i : (i + 1) % outline.length;
    }
  });
  if (at < 0) return -1;
  // Whatever reaches into the triangle p, hit, candidate is nearer to the ray.
  let best = at;
  let bestSlope = Number.POSITIVE_INFINITY;
  const [cx, cy] = [xs[outline[at]!]!, ys[outline[at]!]!];
  outline.forEach((q, i) => {
    const [x, y] = [xs[q]!, ys[q]!];
    if (x < px || !isBetween(px, py, hitX, py, cx, cy, x, y)) return;
    const slope = Math.abs(y - py) / Math.max(x - px, Number.MIN_VALUE);
    const isCloser = slope < bestSlope || (slope === bestSlope && x < xs[outline[best]!]!);
    if (isCloser && seesInside(points, outline, i, p)) [best, bestSlope] = [i, slope];
  });
  return best;
}

/** Is (x, y) in the closed triangle of three points, whichever way it runs? */
function isBetween(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  x: number,
  y: number,
): boolean {
  const s = orient2d(ax, ay, bx, by, x, y);
  const t = orient2d(bx, by, cx, cy, x, y);
  const u = orient2d(cx, cy, ax, ay, x, y);
  return (s >= 0 && t >= 0 && u >= 0) || (s <= 0 && t <= 0 && u <= 0);
}

/** Does the direction from a vertex of the outline towards p start inside the outline? */
function seesInside(
  points: PlanePoints,
  outline: readonly number[],
  i: number,
  p: number,
): boolean {
  const count = outline.length;
  const v = outline[i]!;
  const before = outline[(i + count - 1) % count]!;
  const after = outline[(i + 1) % count]!;
  const isConvex = turn(points, before, v, after) > 0;
  const leftOfNext = turn(points, v, after, p) > 0;
  const leftOfLast = turn(points, before, v, p) > 0;
  return isConvex ? leftOfNext && leftOfLast : leftOfNext || leftOfLast;
}

function cutEars(points: PlanePoints, outline: readonly number[]): Triangle[] | null {
  const ring = [...outline];
  const triangles: Triangle[] = [];
  let at = 0;
  let misses = 0;
  while (ring.length > 3) {
    const count = ring.length;
    const [a, b, c] = [ring[(at + count - 1) % count]!, ring[at % count]!, ring[(at + 1) % count]!];
    if (isEar(points, ring, a, b, c)) {
      triangles.push([a, b, c]);
      ring.splice(at % count, 1);
      // Step on, so that the triangles do not all hang on one point.
      at = (at + 1) % ring.length;
      misses = 0;
    } else {
      at = (at + 1) % count;
      if (++misses > count) return null;
    }
  }
  const [a, b, c] = ring as Triangle;
  if (turn(points, a, b, c) > 0) triangles.push([a, b, c]);
  return triangles;
}

function isEar(
  points: PlanePoints,
  ring: readonly number[],
  a: number,
  b: number,
  c: number,
): boolean {
  if (turn(points, a, b, c) <= 0) return false;
  return !ring.some((p) => p !== a && p !== b && p !== c && isInTriangle(points, a, b, c, p));
}

function flipToDelaunay(
  { xs, ys }: PlanePoints,
  triangles: Triangle[],
  rings: readonly (readonly number[])[],
): Triangle[] {
  const size = xs.length;
  const key = (a: number, b: number): number => a * size + b;
  const fixed = new Set<number>();
  for (const ring of rings) {
    ring.forEach((a, i) => {
      const b = ring[(i + 1) % ring.length]!;
      fixed.add(key(a, b)).add(key(b, a));
    });
  }
  /** Directed edge → its triangle. */
  const at = new Map<number, number>();
  const register = ([a, b, c]: Triangle, t: number): void => {
    at.set(key(a, b), t).set(key(b, c), t).set(key(c, a), t);
  };
  triangles.forEach(register);
  const queue = triangles.flatMap(([a, b, c]) => [key(a, b), key(b, c), key(c, a)]);
  const apex = ([a, b, c]: Triangle, from: number, to: number): number =>
    a !== from && a !== to ? a : b !== from && b !== to ? b : c;
  // Flips end: each makes the triangulation more Delaunay. The budget is for what theory does not know.
  for (let budget = 50 * size + 1000; queue.length > 0 && budget > 0; ) {
    const edge = queue.pop()!;
    if (fixed.has(edge)) continue;
    const [a, b] = [Math.floor(edge / size), edge % size];
    const [t, u] = [at.get(edge), at.get(key(b, a))];
    if (t === undefined || u === undefined) continue;
    const [c, d] = [apex(triangles[t]!, a, b), apex(triangles[u]!, a, b)];
    if (c === d) continue;
    // With y up, robust-predicates gives the two opposite signs for a point inside the circle.
    const circle = incircle(xs[a]!, ys[a]!, xs[b]!, ys[b]!, xs[c]!, ys[c]!, xs[d]!, ys[d]!);
    if (circle * orient2d(xs[a]!, ys[a]!, xs[b]!, ys[b]!, xs[c]!, ys[c]!) >= 0) continue;
    const isConvex =
      orient2d(xs[c]!, ys[c]!, xs[d]!, ys[d]!, xs[a]!, ys[a]!) *
        orient2d(xs[c]!, ys[c]!, xs[d]!, ys[d]!, xs[b]!, ys[b]!) <
      0;
    if (!isConvex) continue;
    budget--;
    at.delete(edge);
    at.delete(key(b, a));
    triangles[t] = [c, a, d];
    triangles[u] = [d, b, c];
    register(triangles[t]!, t);
    register(triangles[u]!, u);
    queue.push(key(c, a), key(a, d), key(d, b), key(b, c));
  }
  return triangles;
}
