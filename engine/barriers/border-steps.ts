import type { Position } from '../coverage/types.ts';
import type { LocalFrame } from '../geometry/geodesic.ts';
import { frameAround, toFrame } from '../geometry/local-plane.ts';
import { segmentLengths } from './line-length.ts';

/**
 * A border cut into short straight steps: pieces of its segments, none longer than a given length. No
 * step reaches over a vertex, so that what holds of a whole segment holds of whole steps.
 */
export interface BorderSteps {
  frame: LocalFrame;
  count: number;
  /** Segment of each step, and the share of the segment where it begins and ends. */
  segment: Int32Array;
  from: Float64Array;
  to: Float64Array;
  /** Geodesic, metres. */
  length: Float64Array;
  /** Middle of each step, in metres of the frame. */
  x: Float64Array;
  y: Float64Array;
  /** Unit vector of the segment. */
  ux: Float64Array;
  uy: Float64Array;
  /** Unit vector of the border's course around the step, over a window of the border's length. */
  vx: Float64Array;
  vy: Float64Array;
}

/**
 * Cuts a border into steps.
 * @param stepMetres length of a step at most
 * @param windowMetres how much of the border gives its course at a place; a jagged border along a
 *   straight road has the road's direction over a window, though none of its segments has
 */
export function cutIntoSteps(
  border: readonly Position[],
  stepMetres: number,
  windowMetres: number,
): BorderSteps {
  const frame = frameAround([border]);
  const lengths = segmentLengths(border);
  const pieces = lengths.map((length) => Math.max(0, Math.ceil(length / stepMetres - ROUNDING)));
  const steps = emptySteps(
    frame,
    pieces.reduce((sum, n) => sum + n, 0),
  );
  let step = 0;
  for (let i = 0; i < pieces.length; i++) {
    const [ax, ay] = toFrame(frame, border[i]!);
    const [bx, by] = toFrame(frame, border[i + 1]!);
    const flat = Math.hypot(bx - ax, by - ay);
    for (let k = 0; k < pieces[i]!; k++, step++) {
      const middle = (k + 0.5) / pieces[i]!;
      steps.segment[step] = i;
      steps.from[step] = k / pieces[i]!;
      steps.to[step] = (k + 1) / pieces[i]!;
      steps.length[step] = lengths[i]! / pieces[i]!;
      steps.x[step] = ax + middle * (bx - ax);
      steps.y[step] = ay + middle * (by - ay);
      steps.ux[step] = (bx - ax) / flat;
      steps.uy[step] = (by - ay) / flat;
    }
  }
  fillCourse(steps, windowMetres / 2, isClosed(border));
  return steps;
}

/** Of a number of steps: from its other end a segment of just so many must not have one more. */
const ROUNDING = 1e-9;

export const isClosed = (border: readonly Position[]): boolean =>
  border.length > 3 && border[0]![0] === border.at(-1)![0] && border[0]![1] === border.at(-1)![1];

/** The course at a step: from the middle of the step half a window back to that half a window ahead. */
function fillCourse(steps: BorderSteps, half: number, isRing: boolean): void {
  const { count, length, x, y, ux, uy, vx, vy } = steps;
  const middle = new Float64Array(count);
  let total = 0;
  for (let i = 0; i < count; i++) {
    middle[i] = total + length[i]! / 2;
    total += length[i]!;
  }
  // Around a ring steps go on: step −1 is the last one, step `count` the first.
  const stepAt = (i: number): number => (i < 0 ? i + count : i < count ? i : i - count);
  const along = (i: number): number =>
    middle[stepAt(i)]! + (i < 0 ? -total : i < count ? 0 : total);
  const [least, most] = isRing ? [1 - count, 2 * count - 2] : [0, count - 1];
  // Equal steps make equal distances up to rounding.
  const reach = half * (1 + 1e-6);
  let back = least;
  let ahead = 0;
  for (let i = 0; i < count; i++) {
    while (along(i) - along(back) > reach) back++;
    while (ahead < most && along(ahead + 1) - along(i) <= reach) ahead++;
    const dx = x[stepAt(ahead)]! - x[stepAt(back)]!;
    const dy = y[stepAt(ahead)]! - y[stepAt(back)]!;
    const chord = Math.hypot(dx, dy);
    vx[i] = chord > 0 ? dx / chord : ux[i]!;
    vy[i] = chord > 0 ? dy / chord : uy[i]!;
  }
}

function emptySteps(frame: LocalFrame, count: number): BorderSteps {
  const figures = (): Float64Array => new Float64Array(count);
  return {
    frame,
    count,
    segment: new Int32Array(count),
    from: figures(),
    to: figures(),
    length: figures(),
    x: figures(),
    y: figures(),
    ux: figures(),
    uy: figures(),
    vx: figures(),
    vy: figures(),
  };
}
