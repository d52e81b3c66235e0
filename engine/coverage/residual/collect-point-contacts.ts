import { toGrid } from '../../geometry/grid.ts';
import { IntList } from '../../geometry/int-list.ts';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { PointIndex } from '../../geometry/point-index.ts';
import type { OverlapPair } from '../find-overlaps.ts';
import type { Border } from '../pair-lengths.ts';
import { weldNeighbours } from '../snap-rings.ts';
import type { Position } from '../types.ts';
import type { SegmentMatch } from './match-segments.ts';
import type { ResidualGraph } from './residual-graph.ts';

/** Two communities that meet in points only (queen contiguity that is no rook contiguity), `a < b`. */
export interface PointContact {
  a: number;
  b: number;
  /** Where they meet, from west to east, then from south to north. */
  points: Position[];
}

/**
 * Pairs whose borders have a point in common, on the snap grid, but that are no neighbours by a
 * shared length and share no area of at least the smallest that counts.
 *
 * Two kinds of places are looked at: vertices of a ring at which its neighbour changes or is not
 * matched, and all ends of the noded residual, among which are the vertices of one border that
 * lie on another one. Between two matched segments of one and the same neighbour there is no room
 * for a third.
 */
export function collectPointContacts(
  packed: PackedAreas,
  match: SegmentMatch,
  graph: ResidualGraph,
  borders: readonly Border[],
  overlaps: readonly OverlapPair[],
  minAreaSquareMetres: number,
): PointContact[] {
  const corners = new Corners();
  addRingCorners(packed, match, corners);
  addResidualEnds(graph, corners);
  const key = (a: number, b: number): number => a * packed.count + b;
  const excluded = new Set(borders.map(({ a, b }) => key(a, b)));
  for (const { a, b, areaSquareMetres } of overlaps) {
    if (areaSquareMetres >= minAreaSquareMetres) excluded.add(key(a, b));
  }
  const contacts = new Map<number, PointContact>();
  corners.forEachPair((a, b, place) => {
    if (excluded.has(key(a, b))) return;
    const known = contacts.get(key(a, b));
    if (known === undefined) contacts.set(key(a, b), { a, b, points: [place()] });
    else known.points.push(place());
  });
  for (const { points } of contacts.values()) {
    points.sort((p, q) => p[0]! - q[0]! || p[1]! - q[1]!);
  }
  return [...contacts.values()].sort((p, q) => p.a - q.a || p.b - q.b);
}

function addRingCorners(packed: PackedAreas, match: SegmentMatch, corners: Corners): void {
  const { coordinates, ringStart } = packed;
  const { mate, ringPolygon, polygonArea } = match;
  for (let r = 0; r < ringStart.length - 1; r++) {
    const start = ringStart[r]!;
    const end = ringStart[r + 1]! - 1;
    const owner = polygonArea[ringPolygon[r]!]!;
    if (packed.areaType[owner] === 0) continue;
    for (let k = start; k < end; k++) {
      const partner = mate[k]!;
      const before = mate[k === start ? end - 1 : k - 1]!;
      // Side by side in the same ring of the same neighbour: nobody else is here.
      if (partner >= 0 && before >= 0 && Math.abs(partner - before) === 1) continue;
      corners.add(coordinates[2 * k]!, coordinates[2 * k + 1]!, owner);
    }
  }
}

function addResidualEnds({ noded, sides, communities }: ResidualGraph, corners: Corners): void {
  const { lons, lats, edgeFrom, edgeTo } = noded;
  for (let e = 0; e < edgeFrom.length; e++) {
    for (let i = sides.start[e]!; i < sides.start[e + 1]!; i++) {
      const owner = sides.owner[i]!;
      if (owner >= communities) continue;
      corners.add(lons[edgeFrom[e]!]!, lats[edgeFrom[e]!]!, owner);
      corners.add(lons[edgeTo[e]!]!, lats[edgeTo[e]!]!, owner);
    }
  }
}

/** Points of the snap grid, and who has a corner there. */
class Corners {
  private readonly points = new PointIndex();
  private readonly lons: number[] = [];
  private readonly lats: number[] = [];
  private readonly at = new IntList();
  private readonly owner = new IntList();

  add(lon: number, lat: number, owner: number): void {
    const point = this.points.add(toGrid(lon), toGrid(lat));
    const isNew = point === this.lons.length;
    if (isNew || lon < this.lons[point]! || (lon === this.lons[point] && lat < this.lats[point]!)) {
      this.lons[point] = lon;
      this.lats[point] = lat;
    }
    this.at.push(point);
    this.owner.push(owner);
  }

  /** Visits each pair of owners at each place they share, `a < b`. */
  forEachPair(visit: (a: number, b: number, place: () => Position) => void): void {
    const welded = weldNeighbours(this.points);
    const start = new Int32Array(this.points.size + 1);
    for (let i = 0; i < this.at.length; i++) start[welded[this.at.at(i)]! + 1]!++;
    for (let p = 0; p < this.points.size; p++) start[p + 1]! += start[p]!;
    const end = start.slice();
    const owners = new Int32Array(this.at.length);
    for (let i = 0; i < this.at.length; i++) {
      owners[end[welded[this.at.at(i)]!]!++] = this.owner.at(i);
    }
    for (let p = 0; p < this.points.size; p++) {
      const here = owners.subarray(start[p], start[p + 1]).sort();
      const place = (): Position => [this.lons[p]!, this.lats[p]!];
      for (let i = 0; i < here.length; i++) {
        if (i > 0 && here[i] === here[i - 1]) continue;
        for (let j = i + 1; j < here.length; j++) {
          if (here[j] !== here[j - 1]) visit(here[i]!, here[j]!, place);
        }
      }
    }
  }
}
