import { geodesicArea, geodesicDistance, LOCAL_EDGE } from '../../geometry/geodesic.ts';
import { LatitudeTable } from '../../geometry/latitude-table.ts';
import { type PackedAreas, unpackArea } from '../../geometry/packed-areas.ts';
import { PairLengths } from '../find-adjacency.ts';
import type { Surroundings } from '../surroundings.ts';
import { RESIDUAL, type SegmentMatch } from './match-segments.ts';

/** Lengths of the matched borders by pair, and who faces whom along them. */
export function measureMatched(
  packed: PackedAreas,
  { mate, ringPolygon, polygonArea }: SegmentMatch,
  surroundings: Surroundings,
  table: LatitudeTable,
): PairLengths {
  const { coordinates, ringStart } = packed;
  const lengths = new PairLengths(packed.count);
  const rings = ringStart.length - 1;
  const ownerAt = new Int32Array(mate.length);
  for (let r = 0; r < rings; r++) {
    ownerAt.fill(polygonArea[ringPolygon[r]!]!, ringStart[r], ringStart[r + 1]);
  }
  for (let r = 0; r < rings; r++) {
    const owner = polygonArea[ringPolygon[r]!]!;
    // What lies in a hole does not keep a community from being enclosed.
    const isShell = packed.polygonRing[ringPolygon[r]!] === r;
    let other = -1;
    let run = 0;
    for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++) {
      const partner = mate[k]!;
      if (partner < 0) continue;
      const beyond = ownerAt[partner]!;
      if (beyond !== other) {
        if (run > 0) lengths.add(owner, other, run);
        other = beyond;
        run = 0;
        if (isShell) surroundings.meet(owner, other);
      }
      // Each pair of segments is measured once.
      if (partner < k) continue;
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

export function latitudeTable({ coordinates }: PackedAreas): LatitudeTable {
  let south = 90;
  let north = -90;
  for (let i = 1; i < coordinates.length; i += 2) {
    const lat = coordinates[i]!;
    if (lat < south) south = lat;
    if (lat > north) north = lat;
  }
  return new LatitudeTable(Math.min(south, north), north);
}

/**
 * Sum of the areas of all communities. Along matched segments what one side adds the other takes
 * away, so the residual tells all.
 */
export function totalArea(packed: PackedAreas, match: SegmentMatch, table: LatitudeTable): number {
  const { coordinates, ringStart } = packed;
  let sum = 0;
  for (let r = 0; r < ringStart.length - 1; r++) {
    const way = match.direction[r]!;
    for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++) {
      if (match.mate[k] !== RESIDUAL) continue;
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
