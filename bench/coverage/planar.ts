/** Planar figures in degrees, as PostGIS computes them on a `geometry`: for comparison, not for people. */

/** `[west, south, east, north]`. */
export type Box = [west: number, south: number, east: number, north: number];

/** Positions of a ring or line; ordinates beyond the second are not read. */
type Line = readonly (readonly number[])[];

export function boxOf(points: Line): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points as readonly [number, number][]) {
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  }
  return box;
}

/** Signed planar area of a ring, closed or not; positive when counter-clockwise. Square degrees. */
export function ringArea(ring: Line): number {
  // About the first position: areas of some 1e-10 would drown in coordinates of some 100.
  const [originX, originY] = ring[0] as [number, number];
  let twice = 0;
  ring.forEach((position, i) => {
    const [x, y] = position as [number, number];
    const [nextX, nextY] = ring[(i + 1) % ring.length] as [number, number];
    twice += (x - originX) * (nextY - originY) - (nextX - originX) * (y - originY);
  });
  return twice / 2;
}

/** Do two boxes share a point, when each is widened by `margin`? */
export const boxesMeet = (a: Box, b: Box, margin = 0): boolean =>
  a[0] - margin <= b[2] + margin &&
  b[0] - margin <= a[2] + margin &&
  a[1] - margin <= b[3] + margin &&
  b[1] - margin <= a[3] + margin;

/** Area of polygons whose holes run either way round. */
export function polygonsArea(polygons: readonly (readonly Line[])[]): number {
  let area = 0;
  for (const rings of polygons) {
    rings.forEach((ring, i) => {
      area += (i === 0 ? 1 : -1) * Math.abs(ringArea(ring));
    });
  }
  return area;
}

/** Even–odd test; what lies on a ring may be told either way. */
export function isInside([x, y]: readonly number[], rings: readonly Line[]): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[i] as [number, number];
      const [bx, by] = ring[j] as [number, number];
      if (ay > y! !== by > y! && x! < ((bx - ax) * (y! - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}

/** Positions of either line that the other lacks. */
export function differingPositions(a: Line, b: Line): (readonly number[])[] {
  const inA = new Set(a.map(String));
  const inB = new Set(b.map(String));
  return [...a.filter((p) => !inB.has(String(p))), ...b.filter((p) => !inA.has(String(p)))];
}
