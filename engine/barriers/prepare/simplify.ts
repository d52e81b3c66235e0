import { footOn } from './line-index.ts';
import { distance, type Point } from './strand.ts';

/**
 * A polyline with fewer points, none of those left out further than the tolerance from it (Douglas
 * and Peucker 1973). Points that `keeps` names stay.
 */
export function simplify(
  points: readonly Point[],
  tolerance: number,
  keeps: (i: number) => boolean = () => false,
): Point[] {
  const kept = new Uint8Array(points.length);
  const stack: number[] = [];
  let start = 0;
  for (let i = 0; i < points.length; i++) {
    if (i > 0 && i < points.length - 1 && !keeps(i)) continue;
    kept[i] = 1;
    if (i > start) stack.push(start, i);
    start = i;
  }
  while (stack.length > 0) {
    const to = stack.pop()!;
    const from = stack.pop()!;
    let furthest = -1;
    let most = tolerance;
    for (let i = from + 1; i < to; i++) {
      const gap = distance(points[i]!, footOn(points[from]!, points[to]!, points[i]!));
      if (gap > most) {
        most = gap;
        furthest = i;
      }
    }
    if (furthest < 0) continue;
    kept[furthest] = 1;
    stack.push(from, furthest, furthest, to);
  }
  return points.filter((_, i) => kept[i] === 1);
}
