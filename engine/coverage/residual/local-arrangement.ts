import type Flatbush from 'flatbush';
import { toGrid } from '../../geometry/grid.ts';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { segmentMeetsPixel, side } from '../../geometry/predicates.ts';
import type { Arrangement } from '../arrangement.ts';
import { labelFaces } from '../label-faces.ts';
import { type NodedCoverage, nodeEdges } from '../node-edges.ts';
import { snapSegments } from '../snap-rings.ts';
import { indexFaceBoundaries, traceFaces } from '../trace-faces.ts';

/** West, south, east, north in degrees. */
export type Box = readonly [west: number, south: number, east: number, north: number];

/** All areas of the audit, ready for local questions. */
export interface AreaIndex {
  packed: PackedAreas;
  outline: PackedAreas | null;
  /** Boxes of the polygons of `packed`, then of `outline`. */
  polygons: Flatbush;
  polygonArea: Int32Array;
}

/**
 * The arrangement inside a box: every segment that meets the box, and the box itself as a wall
 * beyond which nothing is labelled. The labels start from a corner of the box, whose owners are
 * found by point-in-polygon.
 *
 * What is looked for must lie strictly inside the box.
 */
export function buildLocalArrangement(index: AreaIndex, wanted: Box): Arrangement {
  const { packed, outline } = index;
  for (let pad = PAD, attempt = 0; attempt < ATTEMPTS; pad *= 3, attempt++) {
    const box: Box = [wanted[0] - pad, wanted[1] - pad, wanted[2] + pad, wanted[3] + pad];
    const local = collectSegments(index, box);
    if (local === null) continue;
    const snapped = snapSegments(local.ends, local.polygons, local.owners);
    const noded = nodeEdges(snapped);
    const faces = traceFaces(noded);
    const wall = local.owners.length - 1;
    const labels = labelFaces(noded, faces, packed.count, {
      face: faces.faceOf[cornerHalfEdge(noded, box, wall)]!,
      polygons: local.coveringCorner,
      wall,
    });
    return {
      noded,
      faces,
      labels,
      boundaries: indexFaceBoundaries(faces),
      communities: packed.count,
      hasJurisdiction: outline !== null,
    };
  }
  throw new Error('no free corner for a local check was found');
}

/** Degrees around what is looked for (about 2 mm), and how often a wider box is tried. */
const PAD = 2e-8;
const ATTEMPTS = 8;
/** Owner of the wall: nobody. */
const NOBODY = -1;

/** Segments that meet the box; null when one passes too near to its south-western corner. */
function collectSegments({ packed, outline, polygons, polygonArea }: AreaIndex, box: Box) {
  const [west, south, east, north] = box;
  const cornerX = toGrid(west);
  const cornerY = toGrid(south);
  const ends: number[] = [];
  const ids: number[] = [];
  const owners: number[] = [];
  const coveringCorner: number[] = [];
  const found = polygons.search(west, south, east, north).sort((a, b) => a - b);
  const own = packed.polygonRing.length - 1;
  for (const polygon of found) {
    const source = polygon < own ? packed : outline!;
    const p = polygon < own ? polygon : polygon - own;
    const id = owners.length;
    owners.push(polygon < own ? polygonArea[p]! : packed.count);
    let coversCorner = false;
    const { coordinates, ringStart, polygonRing } = source;
    for (let r = polygonRing[p]!; r < polygonRing[p + 1]!; r++) {
      for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++) {
        const ax = coordinates[2 * k]!;
        const ay = coordinates[2 * k + 1]!;
        const bx = coordinates[2 * k + 2]!;
        const by = coordinates[2 * k + 3]!;
        // Ray to the east of the corner, half-open in height.
        if (ay > south !== by > south && side(ax, ay, bx, by, west, south) === (by > ay ? 1 : -1)) {
          coversCorner = !coversCorner;
        }
        if (
          (ax < west && bx < west) ||
          (ax > east && bx > east) ||
          (ay < south && by < south) ||
          (ay > north && by > north)
        ) {
          continue;
        }
        if (passesNear(ax, ay, bx, by, cornerX, cornerY)) return null;
        ends.push(ax, ay, bx, by);
        ids.push(id);
      }
    }
    if (coversCorner) coveringCorner.push(id);
  }
  const wall = owners.length;
  owners.push(NOBODY);
  const corners = [west, south, east, south, east, north, west, north, west, south];
  for (let i = 0; i < 8; i += 2) {
    ends.push(corners[i]!, corners[i + 1]!, corners[i + 2]!, corners[i + 3]!);
    ids.push(wall);
  }
  return {
    ends: Float64Array.from(ends),
    polygons: Int32Array.from(ids),
    owners: Int32Array.from(owners),
    coveringCorner,
  };
}

/** Within two grid units of the corner. */
function passesNear(ax: number, ay: number, bx: number, by: number, x: number, y: number): boolean {
  const [gax, gay, gbx, gby] = [toGrid(ax), toGrid(ay), toGrid(bx), toGrid(by)];
  for (let dx = -2; dx <= 2; dx++) {
    for (let dy = -2; dy <= 2; dy++) {
      if (segmentMeetsPixel(gax, gay, gbx, gby, x + dx, y + dy)) return true;
    }
  }
  return false;
}

/** The half-edge that leaves the south-western corner to the east: the inside is on its left. */
function cornerHalfEdge(noded: NodedCoverage, [west, south]: Box, wall: number): number {
  const corner = noded.points.find(toGrid(west), toGrid(south));
  const { xs, ys } = noded.points;
  for (let e = 0; e < noded.edgeFrom.length; e++) {
    const isFrom = noded.edgeFrom[e] === corner;
    if (!isFrom && noded.edgeTo[e] !== corner) continue;
    const other = isFrom ? noded.edgeTo[e]! : noded.edgeFrom[e]!;
    const isWall = noded.edgePolygons
      .subarray(noded.edgeStart[e], noded.edgeStart[e + 1])
      .includes(wall);
    if (isWall && xs[other]! - xs[corner]! > Math.abs(ys[other]! - ys[corner]!)) {
      return isFrom ? 2 * e : 2 * e + 1;
    }
  }
  throw new Error('the corner of a local check is missing');
}
