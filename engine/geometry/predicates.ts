import { orient2d } from 'robust-predicates';

/**
 * Exact predicates on grid coordinates. All inputs are integers below 2^45 in doubles; every
 * answer is exact, so no result depends on a tolerance.
 */

/** +1 when c lies left of the directed line a → b, −1 right, 0 on it. */
export function side(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
): -1 | 0 | 1 {
  const area = orient2d(ax, ay, bx, by, cx, cy);
  // robust-predicates counts clockwise (in a y-up plane) as positive.
  return area < 0 ? 1 : area > 0 ? -1 : 0;
}

/**
 * Does the closed segment a–b meet the pixel of the grid point p?
 * The pixel is half open, [p−½, p+½) on both axes, so that pixels partition the plane
 * (Hobby 1999, "Practical segment intersection with finite precision output"; the case
 * analysis at the corners is that of a separating-axis test with three excluded corners).
 */
export function segmentMeetsPixel(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  px: number,
  py: number,
): boolean {
  // Doubled and relative to p: the pixel becomes [−1, 1), all still integers.
  let x1 = 2 * (ax - px);
  let y1 = 2 * (ay - py);
  let x2 = 2 * (bx - px);
  let y2 = 2 * (by - py);
  if (x1 > x2) {
    [x1, x2] = [x2, x1];
    [y1, y2] = [y2, y1];
  }
  if (x2 < -1 || x1 >= 1) return false;
  if ((y1 < y2 ? y2 : y1) < -1 || (y1 < y2 ? y1 : y2) >= 1) return false;
  if (x1 === x2 || y1 === y2) return true;
  const upward = y1 < y2;
  const upperLeft = side(x1, y1, x2, y2, -1, 1);
  if (upperLeft === 0) return !upward;
  const upperRight = side(x1, y1, x2, y2, 1, 1);
  if (upperRight === 0) return upward;
  if (upperLeft !== upperRight) return true;
  const lowerLeft = side(x1, y1, x2, y2, -1, -1);
  if (lowerLeft === 0 || lowerLeft !== upperLeft) return true;
  const lowerRight = side(x1, y1, x2, y2, 1, -1);
  if (lowerRight === 0) return !upward;
  return lowerRight !== lowerLeft;
}

/** Where two properly crossing segments meet: the exact point rounded to the grid, and t along a–b. */
export interface Crossing {
  x: number;
  y: number;
  /** Parameter along a → b, in (0, 1), rounded to a double. */
  t: number;
}

/**
 * The proper crossing of a–b and c–d (interiors meet in exactly one point, no end point on the
 * other segment), or null. The coordinates are the exact crossing rounded half up.
 */
export function properCrossing(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): Crossing | null {
  const c = side(ax, ay, bx, by, cx, cy);
  if (c === 0) return null;
  const d = side(ax, ay, bx, by, dx, dy);
  if (d === 0 || c === d) return null;
  const a = side(cx, cy, dx, dy, ax, ay);
  if (a === 0) return null;
  const b = side(cx, cy, dx, dy, bx, by);
  if (b === 0 || a === b) return null;

  const ux = bx - ax;
  const uy = by - ay;
  const vx = dx - cx;
  const vy = dy - cy;
  const wx = cx - ax;
  const wy = cy - ay;
  if (isSmall(ux) && isSmall(uy) && isSmall(vx) && isSmall(vy) && isSmall(wx) && isSmall(wy)) {
    // Every product is exact; only the quotient and one product are rounded. Where the rounded
    // value comes near a half, the exact path decides.
    const t = (wx * vy - wy * vx) / (ux * vy - uy * vx);
    const x = t * ux;
    const y = t * uy;
    if (isClearOfHalf(x) && isClearOfHalf(y)) {
      return { x: ax + Math.round(x), y: ay + Math.round(y), t };
    }
  }
  return exactCrossing(ax, ay, ux, uy, vx, vy, wx, wy);
}

const SMALL = 2 ** 25;
const isSmall = (value: number): boolean => value < SMALL && value > -SMALL;
const isClearOfHalf = (value: number): boolean =>
  Math.abs(value - Math.floor(value) - 0.5) > 2 ** -20;

function exactCrossing(
  ax: number,
  ay: number,
  ux: number,
  uy: number,
  vx: number,
  vy: number,
  wx: number,
  wy: number,
): Crossing {
  const [bux, buy, bvx, bvy, bwx, bwy] = [ux, uy, vx, vy, wx, wy].map(BigInt) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  let numerator = bwx * bvy - bwy * bvx;
  let denominator = bux * bvy - buy * bvx;
  if (denominator < 0n) {
    numerator = -numerator;
    denominator = -denominator;
  }
  return {
    x: ax + roundQuotient(bux * numerator, denominator),
    y: ay + roundQuotient(buy * numerator, denominator),
    t: Number((numerator << 60n) / denominator) / 2 ** 60,
  };
}

/** n / d rounded half up, d > 0. */
function roundQuotient(n: bigint, d: bigint): number {
  const twice = 2n * n + d;
  const divisor = 2n * d;
  let quotient = twice / divisor;
  if (twice < 0n && quotient * divisor !== twice) quotient -= 1n;
  return Number(quotient);
}
