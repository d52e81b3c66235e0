import { type Meeting, relateSegments } from '../coverage/validity/relate-segments.ts';
import type { SegmentIndex } from '../coverage/validity/segment-index.ts';

/**
 * Does a border run through the interior of an area? Running along its outline, or touching it, does
 * not count. Exact where the border crosses a side or has a vertex inside; a border segment that
 * only meets the outline in points is judged by the middles between these points, which are rounded:
 * it may be found to enter by less than rounding can tell, never the other way by more.
 */
export function borderEnters(border: SegmentIndex, area: SegmentIndex): boolean {
  const { xs, ys, next } = border.table;
  const [minX, minY, maxX, maxY] = boxOf(area);
  return border.someSegmentIn(minX, minY, maxX, maxY, (s) =>
    segmentEnters(area, xs[s]!, ys[s]!, xs[next[s]!]!, ys[next[s]!]!),
  );
}

function segmentEnters(
  area: SegmentIndex,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): boolean {
  // Most borders near an area are its own sides, vertex for vertex.
  if (isSide(area, x0, y0, x1, y1)) return false;
  if (area.locate(null, x0, y0) > 0) return true;
  const { xs, ys, next } = area.table;
  const meeting: Meeting = { x0: 0, y0: 0, x1: 0, y1: 0 };
  // How far along the segment a point on it is; along one line either axis will do.
  const isWide = Math.abs(x1 - x0) >= Math.abs(y1 - y0);
  const along = (x: number, y: number): number =>
    isWide ? (x - x0) / (x1 - x0) : (y - y0) / (y1 - y0);
  const stops = [0, 1];
  const shared: [number, number][] = [];
  const crosses = (t: number): boolean => {
    const u = next[t]!;
    const relation = relateSegments(x0, y0, x1, y1, xs[t]!, ys[t]!, xs[u]!, ys[u]!, meeting);
    if (relation === 'none' || relation === 'proper') return relation === 'proper';
    const from = along(meeting.x0, meeting.y0);
    stops.push(from);
    if (relation === 'overlap') {
      const to = along(meeting.x1, meeting.y1);
      stops.push(to);
      shared.push([Math.min(from, to), Math.max(from, to)]);
    }
    return false;
  };
  const [minX, maxX] = [Math.min(x0, x1), Math.max(x0, x1)];
  if (area.someSegmentIn(minX, Math.min(y0, y1), maxX, Math.max(y0, y1), crosses)) return true;
  stops.sort((a, b) => a - b);
  return stops.some((stop, i) => {
    const middle = (stop + (stops[i + 1] ?? stop)) / 2;
    if (middle === stop || shared.some(([a, b]) => a < middle && middle < b)) return false;
    return area.locate(null, x0 + middle * (x1 - x0), y0 + middle * (y1 - y0)) > 0;
  });
}

/** Areas of more vertices are not gone through for it. */
const MOST_VERTICES = 64;

/** Is a segment one of the sides of a small area, either way round? */
function isSide(
  { table: { xs, ys, next, previous } }: SegmentIndex,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): boolean {
  if (xs.length > MOST_VERTICES) return false;
  for (let v = 0; v < xs.length; v++) {
    if (xs[v] !== x0 || ys[v] !== y0) continue;
    const [after, before] = [next[v]!, previous[v]!];
    if (xs[after] === x1 && ys[after] === y1) return true;
    if (xs[before] === x1 && ys[before] === y1) return true;
  }
  return false;
}

/** `[minX, minY, maxX, maxY]` of everything in an index. */
export function boxOf({ table: { xs, ys } }: SegmentIndex): [number, number, number, number] {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let v = 0; v < xs.length; v++) {
    minX = Math.min(minX, xs[v]!);
    minY = Math.min(minY, ys[v]!);
    maxX = Math.max(maxX, xs[v]!);
    maxY = Math.max(maxY, ys[v]!);
  }
  return [minX, minY, maxX, maxY];
}
