import { noteShape } from '../geometry/kept-shapes.ts';

/**
 * Which share of one segment lies near another. Segments are four numbers, x and y of both ends in
 * metres, at an index into an array of them.
 */

/** An interval of a segment, as shares of its length. A mutable value, so that millions cost nothing. */
export interface Span {
  low: number;
  high: number;
}

/**
 * The share of segment s that lies within the tolerance of segment t: s cut with the strip and the
 * two discs around t. All three are convex and overlap, so the union of the cuts is one interval.
 * @returns whether there is any, in `span`
 */
export function spanWithin(
  s: Float64Array,
  i: number,
  t: Float64Array,
  j: number,
  tolerance: number,
  span: Span,
): boolean {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let end = j; end <= j + 2; end += 2) {
    if (!cutWithDisc(s, i, t[end]!, t[end + 1]!, tolerance, span)) continue;
    low = Math.min(low, span.low);
    high = Math.max(high, span.high);
  }
  if (spanBeside(s, i, t, j, tolerance, span)) {
    low = Math.min(low, span.low);
    high = Math.max(high, span.high);
  }
  span.low = low;
  span.high = high;
  return low < high;
}

/** The share of segment s that lies in the strip around t, its ends cut off square. */
export function spanBeside(
  s: Float64Array,
  i: number,
  t: Float64Array,
  j: number,
  tolerance: number,
  span: Span,
): boolean {
  const cx = t[j]!;
  const cy = t[j + 1]!;
  const dx = t[j + 2]! - cx;
  const dy = t[j + 3]! - cy;
  const length = Math.sqrt(dx * dx + dy * dy);
  if (length === 0) return false;
  const ux = dx / length;
  const uy = dy / length;
  const ax = s[i]! - cx;
  const ay = s[i + 1]! - cy;
  const bx = s[i + 2]! - cx;
  const by = s[i + 3]! - cy;
  span.low = 0;
  span.high = 1;
  return (
    cutWithBand(ax * ux + ay * uy, bx * ux + by * uy, 0, length, span) &&
    cutWithBand(ay * ux - ax * uy, by * ux - bx * uy, -tolerance, tolerance, span)
  );
}

/** Narrows the span to where from + share · (to − from) lies in [low, high]. */
function cutWithBand(from: number, to: number, low: number, high: number, span: Span): boolean {
  const slope = to - from;
  if (slope === 0) return from >= low && from <= high;
  const a = (low - from) / slope;
  const b = (high - from) / slope;
  span.low = Math.max(span.low, Math.min(a, b));
  span.high = Math.min(span.high, Math.max(a, b));
  return span.low < span.high;
}

/** Where segment s is within the radius of a point. */
function cutWithDisc(
  s: Float64Array,
  i: number,
  x: number,
  y: number,
  radius: number,
  span: Span,
): boolean {
  const px = s[i]! - x;
  const py = s[i + 1]! - y;
  const vx = s[i + 2]! - s[i]!;
  const vy = s[i + 3]! - s[i + 1]!;
  const a = vx * vx + vy * vy;
  if (a === 0) return false;
  const b = px * vx + py * vy;
  const discriminant = b * b - a * (px * px + py * py - radius * radius);
  if (discriminant <= 0) return false;
  const root = Math.sqrt(discriminant);
  span.low = Math.max(0, (-b - root) / a);
  span.high = Math.min(1, (-b + root) / a);
  return span.low < span.high;
}

/** Spans of many segments, each with a label; read segment by segment. */
export class SpanLists {
  private readonly head: Int32Array;
  private readonly next: number[] = [];
  private readonly labels: number[] = [];
  private readonly lows: number[] = [];
  private readonly highs: number[] = [];

  constructor(segments: number) {
    this.head = new Int32Array(segments).fill(-1);
    noteShape(this);
  }

  add(segment: number, label: number, { low, high }: Span): void {
    this.next.push(this.head[segment]!);
    this.head[segment] = this.labels.length;
    this.labels.push(label);
    this.lows.push(low);
    this.highs.push(high);
  }

  get size(): number {
    return this.labels.length;
  }

  /** Visits the stretches of a segment that the spans of each label cover together, label by label. */
  forEachUnion(segment: number, visit: (label: number, low: number, high: number) => void): void {
    if (this.head[segment]! < 0) return;
    const { labels, lows, highs } = this;
    const spans: number[] = [];
    for (let at = this.head[segment]!; at >= 0; at = this.next[at]!) spans.push(at);
    spans.sort((a, b) => labels[a]! - labels[b]! || lows[a]! - lows[b]! || highs[a]! - highs[b]!);
    for (let i = 0; i < spans.length; ) {
      const label = labels[spans[i]!]!;
      let from = lows[spans[i]!]!;
      let reached = from;
      for (; i < spans.length && labels[spans[i]!] === label; i++) {
        const [low, high] = [lows[spans[i]!]!, highs[spans[i]!]!];
        if (low > reached) {
          visit(label, from, reached);
          from = low;
        }
        if (high > reached) reached = high;
      }
      visit(label, from, reached);
    }
  }
}
