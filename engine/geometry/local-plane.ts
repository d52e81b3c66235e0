import type { Position } from '../coverage/types.ts';
import { type LocalFrame, localFrame } from './geodesic.ts';

/** The frame around the middle of the box of some lines: it does not depend on their order or direction. */
export function frameAround(lines: Iterable<readonly Position[]>): LocalFrame {
  let [west, south] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [east, north] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const line of lines) {
    for (const position of line) {
      west = Math.min(west, position[0]!);
      east = Math.max(east, position[0]!);
      south = Math.min(south, position[1]!);
      north = Math.max(north, position[1]!);
    }
  }
  return localFrame((west + east) / 2, (south + north) / 2);
}

/** Metres east and north of the frame's origin. */
export const toFrame = (frame: LocalFrame, position: Position): [number, number] => [
  (position[0]! - frame.originLon) * frame.metresPerDegreeLon,
  (position[1]! - frame.originLat) * frame.metresPerDegreeLat,
];

/** The place in degrees of a point of the frame, in metres. */
export const fromFrame = (frame: LocalFrame, east: number, north: number): Position => [
  frame.originLon + east / frame.metresPerDegreeLon,
  frame.originLat + north / frame.metresPerDegreeLat,
];
