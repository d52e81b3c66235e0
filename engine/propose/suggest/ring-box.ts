import type { Position } from '../../coverage/types.ts';

/** `[minX, minY, maxX, maxY]` of rings, degrees. */
export function box(rings: readonly (readonly Position[])[]): [number, number, number, number] {
  let [minX, minY] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [maxX, maxY] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const ring of rings) {
    for (const [x, y] of ring as readonly [number, number][]) {
      minX = Math.min(minX, x);
      minY = Math.min(minY, y);
      maxX = Math.max(maxX, x);
      maxY = Math.max(maxY, y);
    }
  }
  return [minX, minY, maxX, maxY];
}
