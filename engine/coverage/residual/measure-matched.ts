import { geodesicArea, geodesicDistance, LOCAL_EDGE } from '../../geometry/geodesic.ts';
import { noteShape } from '../../geometry/kept-shapes.ts';
import { LatitudeTable } from '../../geometry/latitude-table.ts';
import { type PackedAreas, unpackArea } from '../../geometry/packed-areas.ts';
import { PairLengths } from '../find-adjacency.ts';
import type { Surroundings } from '../surroundings.ts';
import type { SegmentMatch } from './match-segments.ts';

/** Lengths of the matched borders by pair, and who faces whom along them. */
export function measureMatched(
  packed: PackedAreas,
  match: SegmentMatch,
  surroundings: Surroundings,
  table: LatitudeTable,
): PairLengths {
  const lengths = new PairLengths(packed.count);
  const { mate, ringPolygon, polygonArea, rings } = match;
  // What lies in a hole does not keep a community from being enclosed.
  const isShell = (ring: number): boolean => packed.polygonRing[ringPolygon[ring]!] === ring;
  const run = new Run();
  noteShape(run);
  for (let r = 0; r < ringPolygon.length; r++) {
    const owner = polygonArea[ringPolygon[r]!]!;
    const end = packed.ringStart[r + 1]! - 1;
    for (let k = packed.ringStart[r]!; k < end; k = run.end) {
      measureRun(packed.coordinates, mate, k, end, table, run);
      if (run.partner < 0) continue;
      const ring = rings.ringOf(run.partner);
      const other = polygonArea[ringPolygon[ring]!]!;
      lengths.add(owner, other, run.length[0]!);
      if (isShell(r)) surroundings.meet(owner, other);
      if (isShell(ring)) surroundings.meet(other, owner);
    }
  }
  return lengths;
}

/** A stretch of one ring that is matched with a stretch of another. */
class Run {
  /** A segment of the other ring, or −1. */
  partner = -1;
  /** Segment behind the stretch. */
  end = 0;
  /** In metres; in an array, so that it is not put on the heap anew for each stretch. */
  readonly length = new Float64Array(1);
}

/** The next stretch from segment `from` on. Each pair of segments is measured once, from the earlier one. */
function measureRun(
  coordinates: Float64Array,
  mate: Int32Array,
  from: number,
  end: number,
  table: LatitudeTable,
  run: Run,
): void {
  let k = from;
  while (k < end && mate[k]! < k) k++;
  run.partner = k < end ? mate[k]! : -1;
  const start = k;
  let last = -2;
  for (; k < end; k++) {
    const partner = mate[k]!;
    if (partner < k || (last >= 0 && partner !== last - 1 && partner !== last + 1)) break;
    last = partner;
  }
  run.end = k;
  run.length[0] = k === start ? 0 : lineLength(coordinates, start, k, table);
}

/** In metres, from one position to another along the coordinates. */
function lineLength(
  coordinates: Float64Array,
  from: number,
  to: number,
  table: LatitudeTable,
): number {
  const length = table.lengthOf(coordinates, from, to);
  if (!Number.isNaN(length)) return length;
  let sum = 0;
  for (let k = from; k < to; k++) {
    const edge = table.lengthOf(coordinates, k, k + 1);
    sum += Number.isNaN(edge)
      ? geodesicDistance(
          [coordinates[2 * k]!, coordinates[2 * k + 1]!],
          [coordinates[2 * k + 2]!, coordinates[2 * k + 3]!],
        )
      : edge;
  }
  return sum;
}

/** For all latitudes of the rings that take part. */
export const latitudeTable = ({ south, north }: SegmentMatch): LatitudeTable =>
  new LatitudeTable(Math.min(south, north), Math.max(south, north));

/**
 * Sum of the areas of all communities. Along matched segments what one side adds the other takes
 * away, so the residual tells all.
 */
export function totalArea(packed: PackedAreas, match: SegmentMatch, table: LatitudeTable): number {
  const { coordinates } = packed;
  const { direction, rings, residualSegments } = match;
  let sum = 0;
  for (let i = 0; i < residualSegments.length; i++) {
    const k = residualSegments[i]!;
    if (!isShort(coordinates, k)) return sumOfAreas(packed);
    sum -= direction[rings.ringOf(k)]! * table.strip(coordinates, k);
  }
  return sum;
}

/** Short enough for the table, and away from the poles. */
const isShort = (coordinates: Float64Array, k: number): boolean =>
  Math.abs(coordinates[2 * k + 2]! - coordinates[2 * k]!) <= LOCAL_EDGE &&
  Math.abs(coordinates[2 * k + 3]! - coordinates[2 * k + 1]!) <= LOCAL_EDGE &&
  Math.abs(coordinates[2 * k + 1]!) <= 85;

/** Sum of the geodesic areas, each by itself, in m². */
export function sumOfAreas(packed: PackedAreas): number {
  let sum = 0;
  for (let area = 0; area < packed.count; area++) {
    const geometry = unpackArea(packed, area);
    if (geometry !== null) sum += geodesicArea(geometry);
  }
  return sum;
}
