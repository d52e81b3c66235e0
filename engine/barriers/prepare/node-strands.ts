import { crossingOf, footOn, LineIndex } from './line-index.ts';
import { point } from './plane.ts';
import { distance, type Point, type Strand, withPoints } from './strand.ts';
import { weldVertices } from './weld-vertices.ts';

/** A point this near a line lies on it. Metres. */
export const ON_LINE = 0.05;

interface Insertion {
  at: number;
  t: number;
  point: Point;
}

/**
 * Gives strands a common vertex wherever they cross, whatever their layers (the plane is cut), and
 * where a vertex of one lies on another. Strands are not split.
 * @param fixed how many strands, from the first on, keep their vertices where others are welded to them
 */
export function nodeStrands(given: readonly Strand[], fixed = 0): Strand[] {
  const strands = weldVertices(given, ON_LINE, fixed);
  const lines = strands.map(({ points }) => points);
  const inserted = new Map<number, Insertion[]>();
  const insert = (line: number, at: number, t: number, where: Point): void => {
    const ends = [lines[line]![at]!, lines[line]![at + 1]!];
    if (ends.some((end) => end[0] === where[0] && end[1] === where[1])) return;
    const list = inserted.get(line) ?? [];
    if (list.length === 0) inserted.set(line, list);
    list.push({ at, t, point: where });
  };
  new LineIndex(lines).forEachNearPair(ON_LINE, (line, at, otherLine, otherAt) => {
    const [a, b] = [lines[line]![at]!, lines[line]![at + 1]!];
    const [c, d] = [lines[otherLine]![otherAt]!, lines[otherLine]![otherAt + 1]!];
    const touches = [
      ...[c, d].map((end) => touch(a, b, end, (t) => insert(line, at, t, end))),
      ...[a, b].map((end) => touch(c, d, end, (t) => insert(otherLine, otherAt, t, end))),
    ];
    if (touches.includes(true)) return;
    const crossing = crossingOf(a, b, c, d);
    if (crossing === null) return;
    const { t, u } = crossing;
    const where = point(a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]));
    insert(line, at, t, where);
    insert(otherLine, otherAt, u, where);
  });
  return strands.flatMap((strand, line) => {
    const list = inserted.get(line);
    return list === undefined ? [strand] : withPoints(strand, withInsertions(strand.points, list));
  });
}

/** Does the end lie on the segment? Tells where, unless it is an end of the segment as well. */
function touch(a: Point, b: Point, end: Point, tell: (t: number) => void): boolean {
  const foot = footOn(a, b, end);
  if (distance(foot, end) > ON_LINE) return false;
  const length = distance(a, b);
  const along = distance(a, foot);
  if (along > ON_LINE && length - along > ON_LINE) tell(along / length);
  return true;
}

function withInsertions(points: readonly Point[], insertions: Insertion[]): Point[] {
  insertions.sort(
    (p, q) => p.at - q.at || p.t - q.t || p.point[0] - q.point[0] || p.point[1] - q.point[1],
  );
  const result: Point[] = [];
  let next = 0;
  points.forEach((vertex, at) => {
    result.push(vertex);
    for (; next < insertions.length && insertions[next]!.at === at; next++) {
      result.push(insertions[next]!.point);
    }
  });
  return result;
}
