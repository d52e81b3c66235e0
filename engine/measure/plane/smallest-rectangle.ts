import type { Point } from './convex-hull.ts';

/** Rectangles whose areas differ by less than this, relatively, are equally small. */
const SAME_AREA = 1e-9;

/** Sides of a rectangle in any direction, metres; the length is the longer one. */
export interface Rectangle {
  length: number;
  width: number;
}

/**
 * The rectangle of least area around a convex polygon: one of its sides lies on a side of the polygon
 * (Freeman and Shapira 1975), found by turning callipers (Toussaint 1983). Of several of the same
 * area (a right-angled triangle has two), the longest.
 *
 * @param hull corners counterclockwise, as `convexHull` gives them, three at least
 */
export function smallestRectangle(hull: readonly Point[]): Rectangle {
  const count = hull.length;
  const at = (i: number): Point => hull[i % count]!;
  let best: Rectangle | null = null;
  let [ahead, across, behind] = [1, 1, 1];
  for (let i = 0; i < count; i++) {
    const a = at(i);
    const b = at(i + 1);
    const side = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const ux = (b[0] - a[0]) / side;
    const uy = (b[1] - a[1]) / side;
    const along = (p: Point): number => (p[0] - a[0]) * ux + (p[1] - a[1]) * uy;
    const away = (p: Point): number => (p[1] - a[1]) * ux - (p[0] - a[0]) * uy;
    ahead = Math.max(ahead, i + 1);
    while (along(at(ahead + 1)) > along(at(ahead))) ahead++;
    across = Math.max(across, ahead);
    while (away(at(across + 1)) > away(at(across))) across++;
    behind = Math.max(behind, across);
    while (along(at(behind + 1)) < along(at(behind))) behind++;
    const found = sides(along(at(ahead)) - along(at(behind)), away(at(across)));
    if (best === null || isBetter(found, best)) best = found;
  }
  return best ?? { length: 0, width: 0 };
}

const sides = (a: number, b: number): Rectangle => ({
  length: Math.max(a, b),
  width: Math.min(a, b),
});

function isBetter(found: Rectangle, best: Rectangle): boolean {
  const areas = found.length * found.width - best.length * best.width;
  const margin = SAME_AREA * best.length * best.width;
  return areas < -margin || (areas <= margin && found.length > best.length);
}
