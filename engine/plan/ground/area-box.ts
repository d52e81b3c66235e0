import type { AreaGeometry, Position } from '../../coverage/types.ts';

/** `[west, south, east, north]` in degrees. */
export type Box = [west: number, south: number, east: number, north: number];

/** Two units of the snap grid: a vertex that lies on a border may be so far off it. */
export const ON_BORDER = 2e-11;

const boxes = new WeakMap<AreaGeometry, Box>();

/** The box of an area, worked out once: geometries of a plan never change in place. */
export function areaBox(geometry: AreaGeometry): Box {
  const known = boxes.get(geometry);
  if (known !== undefined) return known;
  const made = lineBox(ringsOf(geometry).flat());
  boxes.set(geometry, made);
  return made;
}

export function lineBox(positions: Iterable<Position>): Box {
  const box = emptyBox();
  for (const [lon, lat] of positions) {
    if (lon! < box[0]) box[0] = lon!;
    if (lat! < box[1]) box[1] = lat!;
    if (lon! > box[2]) box[2] = lon!;
    if (lat! > box[3]) box[3] = lat!;
  }
  return box;
}

export const emptyBox = (): Box => [
  Number.POSITIVE_INFINITY,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

export const uniteBoxes = (list: readonly Readonly<Box>[]): Box =>
  list.reduce<Box>(
    (all, box) => [
      Math.min(all[0], box[0]),
      Math.min(all[1], box[1]),
      Math.max(all[2], box[2]),
      Math.max(all[3], box[3]),
    ],
    emptyBox(),
  );

export const boxesMeet = (a: Readonly<Box>, b: Readonly<Box>, margin = ON_BORDER): boolean =>
  a[0] <= b[2] + margin && a[2] >= b[0] - margin && a[1] <= b[3] + margin && a[3] >= b[1] - margin;

export const liesIn = ([lon, lat]: Position, [west, south, east, north]: Readonly<Box>): boolean =>
  lon! >= west - ON_BORDER &&
  lon! <= east + ON_BORDER &&
  lat! >= south - ON_BORDER &&
  lat! <= north + ON_BORDER;

export const growBox = ([w, s, e, n]: Readonly<Box>, by: number): Box => [
  w - by,
  s - by,
  e + by,
  n + by,
];

export const ringsOf = (geometry: AreaGeometry): Position[][] =>
  geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();

export const partsOf = (geometry: AreaGeometry): Position[][][] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
