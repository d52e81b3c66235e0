import type { Barrier, BarrierClass } from '#engine/barriers/types.ts';
import type { CommunityInput } from '#engine/coverage/types.ts';
import { describeBoundary } from '#engine/describe/describe-boundary.ts';
import type { BoundaryDescription } from '#engine/describe/types.ts';
import { at, community, polygon, ring } from '../../helpers/squares.ts';

/** Metres east and north of a corner near Hangzhou. */
export type Place = readonly [east: number, north: number];

/** A named line. */
export const line = (name: string, kind: BarrierClass, ...places: readonly Place[]): Barrier => ({
  id: `${kind}-${name}`,
  class: kind,
  name,
  geometry: { type: 'LineString', coordinates: places.map(([east, north]) => at(east, north)) },
});

/** A line without a name. */
export const nameless = (kind: BarrierClass, ...places: readonly Place[]): Barrier => {
  const { name: _, ...barrier } = line(`${places.join(' ')}`, kind, ...places);
  return barrier;
};

/** The communities of a place by their corners in metres, each a ring. */
export const towns = (rings: Record<string, readonly Place[]>): CommunityInput[] =>
  Object.entries(rings).map(([id, places]) => community(id, polygon(ring(...places))));

export function describeFirst(
  communities: readonly CommunityInput[],
  barriers: readonly Barrier[],
  outline?: readonly Place[],
): BoundaryDescription {
  const jurisdiction =
    outline === undefined
      ? {}
      : { jurisdiction: { name: '栖澜街道', geometry: polygon(ring(...outline)) } };
  return describeBoundary(communities[0]!, { communities, barriers, ...jurisdiction });
}

/** The four limits in Chinese, in the order east, south, west, north. */
export const limitsOf = ({ limits }: BoundaryDescription): string[] =>
  [limits.east, limits.south, limits.west, limits.north].map(({ text }) => text.zh);

export const SQUARE: readonly Place[] = [
  [0, 0],
  [800, 0],
  [800, 800],
  [0, 800],
];

/** Roads along the sides of the square, named after them, crossing at its corners. */
export const AROUND: readonly Barrier[] = [
  line('东路', 'arterial', [800, -200], [800, 1000]),
  line('南路', 'arterial', [-200, 0], [1000, 0]),
  line('西河', 'river', [0, -200], [0, 1000]),
  line('北路', 'collector', [-200, 800], [1000, 800]),
];

/** Positions turned about a place, in metres. */
export const turned = (
  places: readonly Place[],
  degrees: number,
  [east, north]: Place = [400, 400],
): Place[] => {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return places.map(([x, y]) => [
    east + c * (x - east) - s * (y - north),
    north + s * (x - east) + c * (y - north),
  ]);
};
