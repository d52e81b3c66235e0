import type { PackedAreas } from '../../geometry/packed-areas.ts';

/** What a walk around each ring tells: asked for by several stages, walked once. */
export interface RingFigures {
  /** West, south, east and north of each ring. */
  boxes: Float64Array;
  /** 1: counter-clockwise, −1: clockwise or without an area, 0: not walked yet. */
  turns: Int8Array;
}

const known = new WeakMap<PackedAreas, RingFigures>();

/** The figures of all rings. The areas must not be changed afterwards. */
export function ringFigures(packed: PackedAreas): RingFigures {
  const found = known.get(packed);
  if (found !== undefined) return found;
  const figures = emptyFigures(packed);
  completeFigures(packed, figures);
  return figures;
}

export function emptyFigures({ ringStart }: PackedAreas): RingFigures {
  const rings = ringStart.length - 1;
  return { boxes: new Float64Array(4 * rings), turns: new Int8Array(rings) };
}

/** Walks the rings that nobody has walked yet, and keeps the figures for whoever asks next. */
export function completeFigures(packed: PackedAreas, figures: RingFigures): void {
  const { coordinates, ringStart } = packed;
  for (let r = 0; r < figures.turns.length; r++) {
    if (figures.turns[r] === 0) walkRing(coordinates, ringStart[r]!, ringStart[r + 1]!, r, figures);
  }
  known.set(packed, figures);
}

// A function of one ring, as those of the matching.
function walkRing(
  coordinates: Float64Array,
  start: number,
  end: number,
  ring: number,
  { boxes, turns }: RingFigures,
): void {
  const x0 = coordinates[2 * start]!;
  const y0 = coordinates[2 * start + 1]!;
  let west = 180;
  let south = 90;
  let east = -180;
  let north = -90;
  let doubleArea = 0;
  let ax = 0;
  let ay = 0;
  for (let k = start; k < end; k++) {
    const lon = coordinates[2 * k]!;
    const lat = coordinates[2 * k + 1]!;
    if (lon < west) west = lon;
    if (lon > east) east = lon;
    if (lat < south) south = lat;
    if (lat > north) north = lat;
    const bx = lon - x0;
    const by = lat - y0;
    doubleArea += ax * by - bx * ay;
    ax = bx;
    ay = by;
  }
  boxes[4 * ring] = west;
  boxes[4 * ring + 1] = south;
  boxes[4 * ring + 2] = east;
  boxes[4 * ring + 3] = north;
  turns[ring] = doubleArea > 0 ? 1 : -1;
}

/** West, south, east and north of each polygon: of its shell, which contains the holes. */
export function polygonBoxes(packed: PackedAreas): Float64Array {
  const { boxes } = ringFigures(packed);
  const { polygonRing } = packed;
  const found = new Float64Array(4 * (polygonRing.length - 1));
  for (let p = 0; p < polygonRing.length - 1; p++) {
    const shell = 4 * polygonRing[p]!;
    for (let side = 0; side < 4; side++) found[4 * p + side] = boxes[shell + side]!;
  }
  return found;
}

/** Shoelace around the ring's first position: its sign is that of the ring's orientation. */
export function signedArea(coordinates: Float64Array, start: number, end: number): number {
  const x0 = coordinates[2 * start]!;
  const y0 = coordinates[2 * start + 1]!;
  let sum = 0;
  let ax = 0;
  let ay = 0;
  for (let k = start + 1; k < end; k++) {
    const bx = coordinates[2 * k]! - x0;
    const by = coordinates[2 * k + 1]! - y0;
    sum += ax * by - bx * ay;
    ax = bx;
    ay = by;
  }
  return sum / 2;
}
