import { side } from '../../geometry/predicates.ts';
import type { Position } from '../types.ts';

/** How two segments meet: not at all, interior to interior, along a line, or in one vertex. */
export type SegmentRelation = 'none' | 'proper' | 'overlap' | 'touch';

/**
 * Where the last related pair meets. `touch`: (x0, y0). `overlap`: from (x0, y0) to (x1, y1), the
 * lower end first. Undefined for `none` and `proper`. One object is reused: copy what you keep.
 */
export interface Meeting {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/**
 * Relates segments a–b and c–d exactly: every sign comes from a robust predicate on the original
 * doubles, and a touch or an overlap ends in vertices, so no coordinate is computed.
 * Neither segment may have zero length.
 */
export function relateSegments(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
  meeting: Meeting,
): SegmentRelation {
  const c = side(ax, ay, bx, by, cx, cy);
  const d = side(ax, ay, bx, by, dx, dy);
  if (c === d) {
    if (c !== 0) return 'none';
    return relateCollinear(ax, ay, bx, by, cx, cy, dx, dy, meeting);
  }
  const a = side(cx, cy, dx, dy, ax, ay);
  const b = side(cx, cy, dx, dy, bx, by);
  if (a === b) return 'none';
  if (c === 0) return touchAt(meeting, cx, cy);
  if (d === 0) return touchAt(meeting, dx, dy);
  if (a === 0) return touchAt(meeting, ax, ay);
  if (b === 0) return touchAt(meeting, bx, by);
  return 'proper';
}

function touchAt(meeting: Meeting, x: number, y: number): 'touch' {
  meeting.x0 = x;
  meeting.y0 = y;
  return 'touch';
}

/** Along one line the lexicographic order of points is their order on the line. */
function relateCollinear(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
  meeting: Meeting,
): SegmentRelation {
  const abUp = isBefore(ax, ay, bx, by);
  const cdUp = isBefore(cx, cy, dx, dy);
  let [x0, y0, x1, y1] = abUp ? [ax, ay, bx, by] : [bx, by, ax, ay];
  const [lowX, lowY, highX, highY] = cdUp ? [cx, cy, dx, dy] : [dx, dy, cx, cy];
  if (isBefore(x0, y0, lowX, lowY)) [x0, y0] = [lowX, lowY];
  if (isBefore(highX, highY, x1, y1)) [x1, y1] = [highX, highY];
  if (isBefore(x1, y1, x0, y0)) return 'none';
  if (x0 === x1 && y0 === y1) return touchAt(meeting, x0, y0);
  meeting.x0 = x0;
  meeting.y0 = y0;
  meeting.x1 = x1;
  meeting.y1 = y1;
  return 'overlap';
}

/** Lexicographic order of points. */
export function isBefore(x: number, y: number, otherX: number, otherY: number): boolean {
  return x < otherX || (x === otherX && y < otherY);
}

/**
 * Where two properly crossing segments meet, to double precision. The same for either order and
 * either direction of the segments.
 */
export function crossingPoint(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): Position {
  let [p, q] = [ordered(ax, ay, bx, by), ordered(cx, cy, dx, dy)];
  if (compareSegments(q, p) < 0) [p, q] = [q, p];
  const [px, py, rx, ry] = p;
  const [qx, qy, sx, sy] = q;
  const fromStart = (sx - qx) * (py - qy) - (sy - qy) * (px - qx);
  const fromEnd = (sx - qx) * (ry - qy) - (sy - qy) * (rx - qx);
  // The predicates say that the ends lie on different sides; rounding may not make the quotient
  // leave the segment.
  const quotient = fromStart / (fromStart - fromEnd);
  const t = Number.isFinite(quotient) ? Math.min(1, Math.max(0, quotient)) : 0.5;
  return [px + t * (rx - px), py + t * (ry - py)];
}

type Segment = [number, number, number, number];

const ordered = (ax: number, ay: number, bx: number, by: number): Segment =>
  isBefore(ax, ay, bx, by) ? [ax, ay, bx, by] : [bx, by, ax, ay];

function compareSegments(a: Segment, b: Segment): number {
  for (let i = 0; i < 4; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}

/**
 * Do the paths a0–p–a1 and b0–p–b1 cross at p? They cross when b0 and b1 leave p strictly on
 * different sides of a0–p–a1. A side that leaves along the other path is an overlap and decides nothing.
 */
export function pathsCross(
  px: number,
  py: number,
  a0: Position,
  a1: Position,
  b0: Position,
  b1: Position,
): boolean {
  const first = sectorSide(px, py, a0, a1, b0);
  return first !== 0 && first === -sectorSide(px, py, a0, a1, b1);
}

/**
 * +1 when p→b lies strictly inside the sector swept counterclockwise from p→a0 to p→a1, −1 when
 * strictly outside it, 0 on one of its rays or when the sector is empty (a0 and a1 leave p the same way).
 */
export function sectorSide(
  px: number,
  py: number,
  a0: Position,
  a1: Position,
  b: Position,
): -1 | 0 | 1 {
  const fromFirst = side(px, py, a0[0]!, a0[1]!, b[0]!, b[1]!);
  const fromSecond = side(px, py, a1[0]!, a1[1]!, b[0]!, b[1]!);
  if (fromFirst === 0 && sameDirection(px, py, a0, b)) return 0;
  if (fromSecond === 0 && sameDirection(px, py, a1, b)) return 0;
  const turn = side(px, py, a0[0]!, a0[1]!, a1[0]!, a1[1]!);
  if (turn > 0) return fromFirst > 0 && fromSecond < 0 ? 1 : -1;
  if (turn < 0) return fromSecond > 0 && fromFirst < 0 ? -1 : 1;
  if (sameDirection(px, py, a0, a1)) return 0;
  return fromFirst > 0 ? 1 : -1;
}

/** For a and b on one line through p: do they lie on the same side of p? */
function sameDirection(px: number, py: number, a: Position, b: Position): boolean {
  return isBefore(px, py, a[0]!, a[1]!) === isBefore(px, py, b[0]!, b[1]!);
}
