import type { Point } from './strand.ts';

/** Is a point inside rings, by the even–odd rule? On a ring it may be either. */
export function isInRings([x, y]: Point, rings: readonly (readonly Point[])[]): boolean {
  let isInside = false;
  for (const ring of rings) {
    let b = ring.at(-1)!;
    for (const a of ring) {
      if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) {
        isInside = !isInside;
      }
      b = a;
    }
  }
  return isInside;
}

/** A ring as a closed run of points. */
export const closeRing = (ring: readonly Point[]): Point[] => {
  const [first, last] = [ring[0]!, ring.at(-1)!];
  return first[0] === last[0] && first[1] === last[1] ? [...ring] : [...ring, first];
};

/** The lower left and upper right corners of the box around points. */
export function boxOf(points: readonly Point[]): [Point, Point] {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    minX = Math.min(minX, x);
    minY = Math.min(minY, y);
    maxX = Math.max(maxX, x);
    maxY = Math.max(maxY, y);
  }
  return [
    [minX, minY],
    [maxX, maxY],
  ];
}
