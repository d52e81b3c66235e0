import { point } from './plane.ts';
import { measureAlong, type Point, type Strand, withPoints } from './strand.ts';

/** Strands go on into one another where they turn by less than this. 45°. */
const STRAIGHT = Math.SQRT1_2;

/** Strands that go on into one another, turned so that each ends where the next begins. */
export interface Stroke {
  readonly strands: readonly Strand[];
  readonly points: readonly Point[];
  /** Arc length at each point. */
  readonly along: Float64Array;
  /** Arc length at which each strand begins, and at the end that of the stroke. */
  readonly starts: readonly number[];
}

/** An interval of arc length. */
export type Interval = readonly [from: number, to: number];

/**
 * Chains strands end to end: at a point where several end, the two that make the straightest pair go
 * on into one another, then the next (strokes: Thomson and Richardson 1999). A hairpin, where two
 * carriageways join, does not.
 */
export function formStrokes(strands: readonly Strand[]): Stroke[] {
  const next = pairEnds(strands);
  const isUsed = new Uint8Array(strands.length);
  const strokes: Stroke[] = [];
  const follow = (strand: number, end: 0 | 1): void => {
    // Enter at one end, leave at the other.
    const chain: Strand[] = [];
    let at = strand;
    let entered = end;
    while (at >= 0 && isUsed[at] === 0) {
      isUsed[at] = 1;
      const { barrier, points } = strands[at]!;
      chain.push({ barrier, points: entered === 0 ? points : [...points].reverse() });
      const onward = next[2 * at + (1 - entered)]!;
      at = onward < 0 ? -1 : onward >> 1;
      entered = (onward & 1) as 0 | 1;
    }
    strokes.push(strokeOf(chain));
  };
  for (let s = 0; s < strands.length; s++) {
    for (const end of [0, 1] as const)
      if (isUsed[s] === 0 && next[2 * s + end]! < 0) follow(s, end);
  }
  // What is left are rings.
  for (let s = 0; s < strands.length; s++) if (isUsed[s] === 0) follow(s, 0);
  return strokes;
}

function strokeOf(strands: readonly Strand[]): Stroke {
  const points: Point[] = [];
  const first: number[] = [];
  for (const strand of strands) {
    first.push(Math.max(0, points.length - 1));
    // One by one: a coast has more vertices than a call may have arguments.
    for (let i = points.length === 0 ? 0 : 1; i < strand.points.length; i++) {
      points.push(strand.points[i]!);
    }
  }
  const along = measureAlong(points);
  return { strands, points, along, starts: [...first.map((i) => along[i]!), along.at(-1)!] };
}

/** For end e of strand s (number 2 s + e) the end that it goes on into, or −1. */
function pairEnds(strands: readonly Strand[]): Int32Array {
  const endsAt = new Map<string, number[]>();
  strands.forEach(({ points }, s) => {
    for (const end of [0, 1]) {
      const [x, y] = end === 0 ? points[0]! : points.at(-1)!;
      const key = `${x},${y}`;
      const list = endsAt.get(key);
      if (list) list.push(2 * s + end);
      else endsAt.set(key, [2 * s + end]);
    }
  });
  const next = new Int32Array(2 * strands.length).fill(-1);
  for (const ends of endsAt.values()) {
    const pairs: { a: number; b: number; cosine: number }[] = [];
    for (const [i, a] of ends.entries()) {
      for (const b of ends.slice(i + 1)) {
        if (a >> 1 === b >> 1) continue;
        const [p, q] = [outward(strands[a >> 1]!, a & 1), outward(strands[b >> 1]!, b & 1)];
        const cosine = -(p[0] * q[0] + p[1] * q[1]);
        if (cosine >= STRAIGHT) pairs.push({ a, b, cosine });
      }
    }
    pairs.sort((p, q) => q.cosine - p.cosine || p.a - q.a || p.b - q.b);
    for (const { a, b } of pairs) {
      if (next[a]! >= 0 || next[b]! >= 0) continue;
      next[a] = b;
      next[b] = a;
    }
  }
  return next;
}

/** Direction in which a strand leaves the point at one of its ends, over its first metres. */
function outward({ points }: Strand, end: number): Point {
  const at = end === 0 ? 0 : points.length - 1;
  const step = end === 0 ? 1 : -1;
  const from = points[at]!;
  let i = at + step;
  while (
    points[i + step] !== undefined &&
    Math.hypot(points[i]![0] - from[0], points[i]![1] - from[1]) < 5
  ) {
    i += step;
  }
  const [dx, dy] = [points[i]![0] - from[0], points[i]![1] - from[1]];
  const length = Math.hypot(dx, dy) || 1;
  return [dx / length, dy / length];
}

/** The place at an arc length. */
export function placeAt({ points, along }: Pick<Stroke, 'points' | 'along'>, at: number): Point {
  const i = segmentAt(along, at);
  const [a, b] = [points[i]!, points[i + 1]!];
  const length = along[i + 1]! - along[i]!;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, (at - along[i]!) / length));
  return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
}

/** Direction of travel around an arc length, over a window. */
export function directionAt(
  stroke: Pick<Stroke, 'points' | 'along'>,
  at: number,
  window: number,
): Point {
  const end = stroke.along.at(-1)!;
  const a = placeAt(stroke, Math.max(0, at - window));
  const b = placeAt(stroke, Math.min(end, at + window));
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  return [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
}

/** Index of the segment that holds an arc length. */
function segmentAt(along: Float64Array, at: number): number {
  let [low, high] = [0, along.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (along[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Parts a stroke's strands: what lies in the intervals (ascending, apart) is lost, the rest kept. */
export function cutStroke(
  stroke: Stroke,
  intervals: readonly Interval[],
): { kept: Strand[]; lost: Strand[] } {
  if (intervals.length === 0) return { kept: [...stroke.strands], lost: [] };
  const kept: Strand[] = [];
  const lost: Strand[] = [];
  stroke.strands.forEach((strand, s) => {
    const [from, to] = [stroke.starts[s]!, stroke.starts[s + 1]!];
    let at = from;
    const take = (end: number, list: Strand[]): void => {
      if (end > at) list.push(...withPoints(strand, runBetween(stroke, at, end)));
      at = Math.max(at, end);
    };
    for (const [start, end] of intervals) {
      if (end <= from || start >= to) continue;
      take(Math.max(from, start), kept);
      take(Math.min(to, end), lost);
    }
    take(to, kept);
  });
  return { kept, lost };
}

/** The run of a stroke between two arc lengths. */
export function runBetween(
  stroke: Pick<Stroke, 'points' | 'along'>,
  from: number,
  to: number,
): Point[] {
  const { points, along } = stroke;
  const run: Point[] = [];
  const add = (p: Point): void => {
    run.push(p);
  };
  const place = (at: number): Point => {
    for (const i of [segmentAt(along, at), segmentAt(along, at) + 1]) {
      if (along[i] === at) return points[i]!;
    }
    const [x, y] = placeAt(stroke, at);
    return point(x, y);
  };
  add(place(from));
  for (let i = segmentAt(along, from); i < points.length && along[i]! < to; i++) {
    if (along[i]! > from) add(points[i]!);
  }
  add(place(to));
  return run;
}
