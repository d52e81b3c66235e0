import { TooTangledError } from '../../coverage/node-edges.ts';
import { crossingOf, footOn, LineIndex } from './line-index.ts';
import { point } from './plane.ts';
import { type BarrierIdentity, distance, type Point, type Strand, withPoints } from './strand.ts';
import { weldVertices } from './weld-vertices.ts';

/**
 * More crossings without a common vertex than a network has: a scribble of 1,500 points has about as many. Of a
 * large one, whose streets may all cross without one, as many as this for each segment.
 */
const MOST_CROSSINGS = 200_000;
const MOST_A_SEGMENT = 5;

/** Thrown when lines cross so often that they cannot be roads. */
export class TangledBarriersError extends TooTangledError {
  /** The one that crosses most often. */
  readonly barrier: BarrierIdentity;

  constructor(barrier: BarrierIdentity, crossings: number) {
    super(`barrier ${barrier.id} and others: more than ${crossings} crossings`);
    this.barrier = barrier;
  }
}

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
 * @throws TangledBarriersError
 * @param fixed how many strands, from the first on, keep their vertices where others are welded to them
 */
export function nodeStrands(given: readonly Strand[], fixed = 0): Strand[] {
  const strands = weldVertices(given, ON_LINE, fixed);
  const lines = strands.map(({ points }) => points);
  const inserted = new Map<number, Insertion[]>();
  const crossings = new Crossings(strands);
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
    crossings.count(line, otherLine);
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

class Crossings {
  private total = 0;
  private readonly most: number;
  private readonly byLine: Int32Array;
  private readonly strands: readonly Strand[];

  constructor(strands: readonly Strand[]) {
    this.strands = strands;
    this.byLine = new Int32Array(strands.length);
    const segments = strands.reduce((sum, { points }) => sum + points.length - 1, 0);
    this.most = Math.max(MOST_CROSSINGS, MOST_A_SEGMENT * segments);
  }

  count(line: number, other: number): void {
    this.byLine[line]!++;
    this.byLine[other]!++;
    if (++this.total <= this.most) return;
    const most = this.byLine.reduce((best, n, i) => (n > this.byLine[best]! ? i : best), 0);
    throw new TangledBarriersError(this.strands[most]!.barrier, this.most);
  }
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
