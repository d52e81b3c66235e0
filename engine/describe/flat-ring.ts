import type { Position } from '../coverage/types.ts';
import type { LocalFrame } from '../geometry/geodesic.ts';
import { frameAround, fromFrame, toFrame } from '../geometry/local-plane.ts';

/** A place in metres east and north of the middle of what is described. */
export type Point = readonly [east: number, north: number];

/**
 * A ring in the one order in which boundaries are described, however it came: closed, clockwise,
 * without repeated positions, from its north-west corner.
 */
export interface FlatRing {
  frame: LocalFrame;
  /** The first one stands again at the end. */
  positions: Position[];
  /** Beside each position. */
  points: Point[];
}

/** Below this, in metres, two places are equally far to the north-west. */
const SAME_CORNER = 0.001;

/**
 * The north-west corner of a ring is its vertex furthest to the north-west: where north minus east, in
 * metres, is greatest; of equal ones the one furthest to the south-west, where a clockwise walk
 * arrives first.
 * @returns null for a ring of fewer than three different positions, or without area
 */
export function canonicalRing(ring: readonly Position[]): FlatRing | null {
  const open = withoutRepeats(ring);
  if (open.length < 3) return null;
  const frame = frameAround([open]);
  const flat = open.map((position) => toPoint(frame, position));
  const twiceArea = flat.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = flat[(i + 1) % flat.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);
  if (twiceArea === 0) return null;
  if (twiceArea > 0) {
    open.reverse();
    flat.reverse();
  }
  const corner = northWestCorner(flat);
  const turn = <T>(list: readonly T[]): T[] => [
    ...list.slice(corner),
    ...list.slice(0, corner + 1),
  ];
  return { frame, positions: turn(open), points: turn(flat) };
}

/** The place of a point of the frame, in degrees. */
export const toPosition = (frame: LocalFrame, [east, north]: Point): Position =>
  fromFrame(frame, east, north);

export const toPoint: (frame: LocalFrame, position: Position) => Point = toFrame;

function withoutRepeats(ring: readonly Position[]): Position[] {
  const open: Position[] = [];
  for (const position of ring) {
    const [lon, lat] = position as [number, number];
    const last = open.at(-1);
    if (last === undefined || last[0] !== lon || last[1] !== lat) open.push([lon, lat]);
  }
  while (open.length > 1 && open[0]![0] === open.at(-1)![0] && open[0]![1] === open.at(-1)![1]) {
    open.pop();
  }
  return open;
}

/** The box around positions, in degrees. */
export function boxOf(positions: readonly Position[]) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of positions as readonly [number, number][]) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  return { west, south, east, north };
}

function northWestCorner(points: readonly Point[]): number {
  let best = 0;
  points.forEach((point, i) => {
    const [x, y] = point;
    const [bestX, bestY] = points[best]!;
    const ahead = y - x - (bestY - bestX);
    const isSame = Math.abs(ahead) <= SAME_CORNER;
    if (ahead > SAME_CORNER || (isSame && x + y < bestX + bestY)) best = i;
  });
  return best;
}
