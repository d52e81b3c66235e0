import type { PrepareOptions } from '#engine/barriers/prepare/options.ts';
import {
  type PreparedBarriers,
  prepareBarriers,
} from '#engine/barriers/prepare/prepare-barriers.ts';
import type { Barrier, BarrierSource } from '#engine/barriers/types.ts';
import type { PolygonGeometry, Position } from '#engine/coverage/types.ts';
import { localFrame } from '#engine/geometry/geodesic.ts';

/** Plans in metres around a place, for tests: x to the east, y to the north. */

export type Metres = readonly [x: number, y: number];

const ORIGIN: Metres = [116.32, 40];
const FRAME = localFrame(...ORIGIN);

export const at = ([x, y]: Metres): Position => [
  ORIGIN[0] + x / FRAME.metresPerDegreeLon,
  ORIGIN[1] + y / FRAME.metresPerDegreeLat,
];

export const toMetres = (position: Position): Metres => [
  (position[0]! - ORIGIN[0]) * FRAME.metresPerDegreeLon,
  (position[1]! - ORIGIN[1]) * FRAME.metresPerDegreeLat,
];

/** A square of 1 km around the origin. */
export const SQUARE: PolygonGeometry = {
  type: 'Polygon',
  coordinates: [
    (
      [
        [-500, -500],
        [500, -500],
        [500, 500],
        [-500, 500],
        [-500, -500],
      ] as const
    ).map(at),
  ],
};

export function line(
  id: string,
  points: readonly Metres[],
  rest: Partial<Omit<BarrierSource, 'id' | 'geometry'>> = {},
): BarrierSource {
  return {
    id,
    class: 'local',
    ...rest,
    geometry: { type: 'LineString', coordinates: points.map(at) },
  };
}

export function water(
  id: string,
  ring: readonly Metres[],
  rest: Partial<Omit<BarrierSource, 'id' | 'geometry'>> = {},
): BarrierSource {
  return {
    id,
    class: 'river',
    ...rest,
    geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]!].map(at)] },
  };
}

/** Two streets that quarter the square: lines between them and the outline bound something. */
export const CROSS = [
  line('east-west', [
    [-600, 0],
    [600, 0],
  ]),
  line('north-south', [
    [0, -600],
    [0, 600],
  ]),
];

export const prepare = (
  sources: readonly BarrierSource[],
  options?: PrepareOptions,
): PreparedBarriers => prepareBarriers(sources, SQUARE, options);

/** Runs of a prepared barrier in metres, to the decimetre; none where it is gone. */
export function runsOf({ lines }: PreparedBarriers, id: string): Metres[][] {
  const barrier = lines.find((candidate) => candidate.id === id);
  return barrier === undefined ? [] : pathsOf(barrier).map((path) => path.map(rounded));
}

export const pathsOf = ({ geometry }: Barrier): Position[][] =>
  geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;

const rounded = (position: Position): Metres => {
  const [x, y] = toMetres(position);
  return [Math.round(x * 10) / 10 + 0, Math.round(y * 10) / 10 + 0];
};

export const idsOf = ({ lines }: PreparedBarriers): string[] => lines.map(({ id }) => id);

export const notesOf = ({ notes }: PreparedBarriers, kind: string) =>
  notes.filter((note) => note.kind === kind);

/** Length of runs in metres. */
export const lengthOf = (runs: readonly (readonly Metres[])[]): number =>
  runs.reduce(
    (sum, run) =>
      run.reduce(
        (length, [x, y], i) =>
          i === 0 ? length : length + Math.hypot(x - run[i - 1]![0], y - run[i - 1]![1]),
        sum,
      ),
    0,
  );
