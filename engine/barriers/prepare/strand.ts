import type { BarrierSource } from '../types.ts';

/** Metres east and north of the origin of a {@link Plane}, on its lattice. */
export type Point = readonly [number, number];

/** A barrier without its geometry: what a strand is called and counted by. */
export type BarrierIdentity = Omit<BarrierSource, 'geometry'>;

/**
 * A run of one barrier in the plane, at least two points. The stages take strands apart, move and
 * drop them, and never lose which barrier they came from.
 */
export interface Strand {
  readonly barrier: BarrierIdentity;
  readonly points: readonly Point[];
  /** Part of the edge of a water: one known as a whole, or one of which this line alone is known. */
  readonly shore?: 'of-lake' | 'open';
}

export const distance = (a: Point, b: Point): number => Math.hypot(b[0] - a[0], b[1] - a[1]);

/** Length of a polyline. */
export function lengthOf(points: readonly Point[]): number {
  let length = 0;
  for (let i = 1; i < points.length; i++) length += distance(points[i - 1]!, points[i]!);
  return length;
}

/** Arc length from the first point to each point. */
export function measureAlong(points: readonly Point[]): Float64Array {
  const along = new Float64Array(points.length);
  for (let i = 1; i < points.length; i++) {
    along[i] = along[i - 1]! + distance(points[i - 1]!, points[i]!);
  }
  return along;
}

/** The strand with other points, or nothing where they have no length. */
export function withPoints(strand: Strand, points: readonly Point[]): Strand[] {
  const kept = points.filter(
    (point, i) => i === 0 || point[0] !== points[i - 1]![0] || point[1] !== points[i - 1]![1],
  );
  return kept.length < 2 ? [] : [{ ...strand, points: kept }];
}
