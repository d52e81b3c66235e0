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
  const made = emptyBox();
  for (const ring of ringsOf(geometry)) takeIn(made, ring);
  boxes.set(geometry, made);
  return made;
}

export function lineBox(positions: readonly Position[]): Box {
  const box = emptyBox();
  takeIn(box, positions);
  return box;
}

// Positions are read by index here and below: to take them apart costs ten times as much, and these run for every vertex.
function takeIn(box: Box, positions: readonly Position[]): void {
  let [west, south, east, north] = box;
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i]!;
    const lon = position[0]!;
    const lat = position[1]!;
    if (lon < west) west = lon;
    if (lat < south) south = lat;
    if (lon > east) east = lon;
    if (lat > north) north = lat;
  }
  box[0] = west;
  box[1] = south;
  box[2] = east;
  box[3] = north;
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

export const liesIn = (position: Position, box: Readonly<Box>): boolean =>
  position[0]! >= box[0] - ON_BORDER &&
  position[0]! <= box[2] + ON_BORDER &&
  position[1]! >= box[1] - ON_BORDER &&
  position[1]! <= box[3] + ON_BORDER;

/** May a segment come into a box? Not when it lies wholly on one side of it. */
export const segmentMeetsBox = (
  a: Position,
  b: Position,
  box: Readonly<Box>,
  margin = ON_BORDER,
): boolean =>
  !(
    (a[0]! < box[0] - margin && b[0]! < box[0] - margin) ||
    (a[0]! > box[2] + margin && b[0]! > box[2] + margin) ||
    (a[1]! < box[1] - margin && b[1]! < box[1] - margin) ||
    (a[1]! > box[3] + margin && b[1]! > box[3] + margin)
  );

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
