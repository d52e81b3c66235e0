import { geodesicArea, geodesicDistance, LOCAL_EDGE } from '../../geometry/geodesic.ts';
import { LatitudeTable } from '../../geometry/latitude-table.ts';
import { type PackedAreas, unpackArea } from '../../geometry/packed-areas.ts';
import { PairLengths } from '../find-adjacency.ts';
import type { Surroundings } from '../surroundings.ts';
import { RESIDUAL, type SegmentMatch } from './match-segments.ts';

/** Lengths of the matched borders by pair, and who faces whom along them. */
export function measureMatched(
  packed: PackedAreas,
  match: SegmentMatch,
  surroundings: Surroundings,
  table: LatitudeTable,
): PairLengths {
  const { coordinates, ringStart } = packed;
  const { mate, ringPolygon, polygonArea, rings } = match;
  const lengths = new PairLengths(packed.count);
  // What lies in a hole does not keep a community from being enclosed.
  const isShell = (ring: number): boolean => packed.polygonRing[ringPolygon[ring]!] === ring;
  for (let r = 0; r < ringPolygon.length; r++) {
    const owner = polygonArea[ringPolygon[r]!]!;
    let other = -1;
    let run = 0;
    let last = -2;
    for (let k = ringStart[r]!, end = ringStart[r + 1]! - 1; k < end; k++) {
      const partner = mate[k]!;
      // Each pair of segments is measured once.
      if (partner < k) continue;
      if (partner !== last - 1 && partner !== last + 1) {
        if (run > 0) lengths.add(owner, other, run);
        run = 0;
        const ring = rings.ringOf(partner);
        other = polygonArea[ringPolygon[ring]!]!;
        if (isShell(r)) surroundings.meet(owner, other);
        if (isShell(ring)) surroundings.meet(other, owner);
      }
      last = partner;
      const ax = coordinates[2 * k]!;
      const ay = coordinates[2 * k + 1]!;
      const bx = coordinates[2 * k + 2]!;
      const by = coordinates[2 * k + 3]!;
      run += isShort(ax, ay, bx, by)
        ? table.length(ax, ay, bx, by)
        : geodesicDistance([ax, ay], [bx, by]);
    }
    if (run > 0) lengths.add(owner, other, run);
  }
  return lengths;
}

const isShort = (ax: number, ay: number, bx: number, by: number): boolean =>
  Math.abs(bx - ax) <= LOCAL_EDGE && Math.abs(by - ay) <= LOCAL_EDGE;

/** For all latitudes of the rings that take part. */
export const latitudeTable = ({ south, north }: SegmentMatch): LatitudeTable =>
  new LatitudeTable(Math.min(south, north), Math.max(south, north));

/**
 * Sum of the areas of all communities. Along matched segments what one side adds the other takes
 * away, so the residual tells all.
 */
export function totalArea(packed: PackedAreas, match: SegmentMatch, table: LatitudeTable): number {
  const { coordinates, ringStart } = packed;
  const { mate, direction } = match;
  let sum = 0;
  for (let r = 0; r < direction.length; r++) {
    const way = direction[r]!;
    for (let k = ringStart[r]!, end = ringStart[r + 1]! - 1; k < end; k++) {
      if (mate[k] !== RESIDUAL) continue;
      const ax = coordinates[2 * k]!;
      const ay = coordinates[2 * k + 1]!;
      const bx = coordinates[2 * k + 2]!;
      const by = coordinates[2 * k + 3]!;
      if (!isShort(ax, ay, bx, by) || Math.abs(ay) > 85) return sumOfAreas(packed);
      sum -= way * table.strip(ax, ay, bx, by);
    }
  }
  return sum;
}

function sumOfAreas(packed: PackedAreas): number {
  let sum = 0;
  for (let area = 0; area < packed.count; area++) {
    const geometry = unpackArea(packed, area);
    if (geometry !== null) sum += geodesicArea(geometry);
  }
  return sum;
}
