import type { Position } from '../coverage/types.ts';
import { geodesicDistance } from '../geometry/geodesic.ts';

/** Geodesic length of a line. */
export const lineLength = (line: readonly Position[]): number =>
  segmentLengths(line).reduce((sum, length) => sum + length, 0);

/** Geodesic length of each segment. */
export function segmentLengths(line: readonly Position[]): number[] {
  const lengths: number[] = [];
  for (let i = 1; i < line.length; i++) lengths.push(geodesicDistance(line[i - 1]!, line[i]!));
  return lengths;
}
