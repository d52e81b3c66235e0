import { SegmentIndex } from '../../geometry/segment-index.ts';
import type { Point } from './strand.ts';

/** The nearest place on some polylines. */
export interface NearPlace {
  point: Point;
  distance: number;
  /** Index of the polyline. */
  line: number;
  /** Index of the segment's first point in the polyline. */
  at: number;
}

/** Segments of polylines by place. */
export class LineIndex {
  readonly lines: readonly (readonly Point[])[];
  private readonly index: SegmentIndex;
  private readonly ends: Float64Array;
  /** Line and position of each segment. */
  private readonly lineOf: Int32Array;
  private readonly atOf: Int32Array;

  constructor(lines: readonly (readonly Point[])[]) {
    this.lines = lines;
    const ends: number[] = [];
    const lineOf: number[] = [];
    const atOf: number[] = [];
    lines.forEach((points, line) => {
      for (let i = 1; i < points.length; i++) {
        const [a, b] = [points[i - 1]!, points[i]!];
        ends.push(a[0], a[1], b[0], b[1]);
        lineOf.push(line);
        atOf.push(i - 1);
      }
    });
    this.ends = Float64Array.from(ends);
    this.lineOf = Int32Array.from(lineOf);
    this.atOf = Int32Array.from(atOf);
    this.index = new SegmentIndex(this.ends);
  }

  /** Visits segments whose boxes meet the box around a–b, padded. */
  forEachNear(
    a: Point,
    b: Point,
    pad: number,
    visit: (from: Point, to: Point, line: number, at: number) => void,
  ): void {
    this.index.forEachMeeting(
      Math.min(a[0], b[0]) - pad,
      Math.min(a[1], b[1]) - pad,
      Math.max(a[0], b[0]) + pad,
      Math.max(a[1], b[1]) + pad,
      (segment) => {
        const line = this.lineOf[segment]!;
        const at = this.atOf[segment]!;
        visit(this.lines[line]![at]!, this.lines[line]![at + 1]!, line, at);
      },
    );
  }

  /** Visits each pair of segments within `pad`, once. */
  forEachNearPair(
    pad: number,
    visit: (line: number, at: number, otherLine: number, otherAt: number) => void,
  ): void {
    const { lineOf, atOf } = this;
    this.index.forEachNearPair(pad, (s, t) => visit(lineOf[s]!, atOf[s]!, lineOf[t]!, atOf[t]!));
  }

  /** The nearest place within a distance that `accepts`, the first of equals; null: none. */
  nearest(
    from: Point,
    within: number,
    accepts?: (place: NearPlace, a: Point, b: Point) => boolean,
  ): NearPlace | null {
    let best: NearPlace | null = null;
    this.forEachNear(from, from, within, (a, b, line, at) => {
      const foot = footOn(a, b, from);
      const gap = Math.sqrt((foot[0] - from[0]) ** 2 + (foot[1] - from[1]) ** 2);
      if (gap > within) return;
      if (best !== null) {
        if (gap > best.distance) return;
        // Order of visits must not matter.
        if (gap === best.distance && (line > best.line || (line === best.line && at > best.at))) {
          return;
        }
      }
      const place = { point: foot, distance: gap, line, at };
      if (accepts === undefined || accepts(place, a, b)) best = place;
    });
    return best;
  }
}

/** The point of a–b nearest to p. */
export function footOn(a: Point, b: Point, p: Point): Point {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const square = dx * dx + dy * dy;
  const t = square === 0 ? 0 : ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square;
  if (t <= 0) return a;
  if (t >= 1) return b;
  return [a[0] + t * dx, a[1] + t * dy];
}

/** Where two segments cross: the parameters on both, or null (parallel ones never do). */
export function crossingOf(
  a: Point,
  b: Point,
  c: Point,
  d: Point,
): { t: number; u: number } | null {
  const [rx, ry] = [b[0] - a[0], b[1] - a[1]];
  const [sx, sy] = [d[0] - c[0], d[1] - c[1]];
  const denominator = rx * sy - ry * sx;
  if (denominator === 0) return null;
  const [wx, wy] = [c[0] - a[0], c[1] - a[1]];
  const t = (wx * sy - wy * sx) / denominator;
  const u = (wx * ry - wy * rx) / denominator;
  return t >= 0 && t <= 1 && u >= 0 && u <= 1 ? { t, u } : null;
}

/** |cos| of the angle between two segments' directions. */
export function alignment(a: Point, b: Point, c: Point, d: Point): number {
  const [rx, ry] = [b[0] - a[0], b[1] - a[1]];
  const [sx, sy] = [d[0] - c[0], d[1] - c[1]];
  const lengths = Math.hypot(rx, ry) * Math.hypot(sx, sy);
  return lengths === 0 ? 0 : Math.abs(rx * sx + ry * sy) / lengths;
}
