import type Flatbush from 'flatbush';
import { toGrid } from '../../geometry/grid.ts';
import { IntList } from '../../geometry/int-list.ts';
import { noteShape } from '../../geometry/kept-shapes.ts';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { segmentMeetsPixel, side } from '../../geometry/predicates.ts';
import type { Arrangement } from '../arrangement.ts';
import { labelFaces } from '../label-faces.ts';
import { type NodedCoverage, nodeEdges } from '../node-edges.ts';
import { type SnappedCoverage, snapSegments } from '../snap-rings.ts';
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
  chunks: PolygonChunks;
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
    // Unequal, or the corners would run along a border that is a diagonal of what is looked for.
    const [west, south, east, north] = wanted;
    const box: Box = [west - pad, south - 0.83 * pad, east + 0.71 * pad, north + 0.91 * pad];
    const local = collectSegments(index, box);
    if (local === null) continue;
    const noded = nodeEdges(local.snap());
    const faces = traceFaces(noded);
    const { wall } = local;
    const labels = labelFaces(noded, faces, packed.count, {
      face: faces.faceOf[cornerHalfEdge(noded, box, wall)]!,
      polygons: local.coveringCorner,
      wall,
    });
    return noteShape({
      noded,
      faces,
      labels,
      boundaries: indexFaceBoundaries(faces),
      communities: packed.count,
      hasJurisdiction: outline !== null,
    });
  }
  throw new Error('no free corner for a local check was found');
}

/** Degrees around what is looked for (about 2 mm), and how often a wider box is tried. */
const PAD = 2e-8;
const ATTEMPTS = 8;
/** Owner of the wall: nobody. */
const NOBODY = -1;

/** Segments that meet the box; null when one passes too near to its south-western corner. */
function collectSegments(index: AreaIndex, box: Box): SegmentList | null {
  const { packed, outline, polygons, polygonArea } = index;
  const own = packed.polygonRing.length - 1;
  const list = new SegmentList(box);
  const found = polygons.search(...box).sort((a, b) => a - b);
  for (const polygon of found) {
    const isOutline = polygon >= own;
    const source = isOutline ? outline! : packed;
    const p = isOutline ? polygon - own : polygon;
    list.beginPolygon(isOutline ? packed.count : polygonArea[p]!);
    const chunks = index.chunks.of(source, p, polygon);
    const { ringStart, polygonRing } = source;
    let chunk = 0;
    for (let r = polygonRing[p]!; r < polygonRing[p + 1]!; r++) {
      const last = ringStart[r + 1]! - 1;
      for (let k = ringStart[r]!; k < last; k += CHUNK, chunk++) {
        if (chunks !== null && !list.concerns(chunks, 4 * chunk)) continue;
        list.addRun(source.coordinates, k, Math.min(last, k + CHUNK));
      }
    }
    list.endPolygon();
    if (list.isTooNearCorner) return null;
  }
  list.addWall();
  return list;
}

/** Segments that share one box where a polygon has many. */
const CHUNK = 32;
/** Polygons of up to so many positions are walked without such boxes. */
const SMALL_POLYGON = 512;

/** Boxes around every {@link CHUNK} segments of large polygons, found when first asked for. */
export class PolygonChunks {
  private readonly known = new Map<number, Float64Array>();

  /** @param key of the polygon among all sources; null for a polygon that is small */
  of(source: PackedAreas, polygon: number, key: number): Float64Array | null {
    const { coordinates, ringStart, polygonRing } = source;
    const first = polygonRing[polygon]!;
    const end = polygonRing[polygon + 1]!;
    if (ringStart[end]! - ringStart[first]! <= SMALL_POLYGON) return null;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const boxes: number[] = [];
    for (let r = first; r < end; r++) {
      const last = ringStart[r + 1]! - 1;
      for (let k = ringStart[r]!; k < last; k += CHUNK) {
        let west = coordinates[2 * k]!;
        let south = coordinates[2 * k + 1]!;
        let east = west;
        let north = south;
        for (let i = k + 1; i <= Math.min(last, k + CHUNK); i++) {
          west = Math.min(west, coordinates[2 * i]!);
          south = Math.min(south, coordinates[2 * i + 1]!);
          east = Math.max(east, coordinates[2 * i]!);
          north = Math.max(north, coordinates[2 * i + 1]!);
        }
        boxes.push(west, south, east, north);
      }
    }
    const chunks = Float64Array.from(boxes);
    this.known.set(key, chunks);
    return chunks;
  }
}

/** Takes in polygons one after another: the segments that meet the box, and whether they cover its corner. */
class SegmentList {
  /** Polygons that cover the south-western corner. */
  readonly coveringCorner: number[] = [];
  isTooNearCorner = false;
  private readonly box: Box;
  private readonly cornerX: number;
  private readonly cornerY: number;
  private readonly owners: number[] = [];
  private segments = new Float64Array(1024);
  private count = 0;
  private readonly ids = new IntList(256);
  private coversCorner = false;

  constructor(box: Box) {
    this.box = box;
    this.cornerX = toGrid(box[0]);
    this.cornerY = toGrid(box[1]);
    noteShape(this);
  }

  beginPolygon(owner: number): void {
    this.owners.push(owner);
    this.coversCorner = false;
  }

  endPolygon(): void {
    if (this.coversCorner) this.coveringCorner.push(this.owners.length - 1);
  }

  /** Does a box meet ours, or the ray to the east of our corner? */
  concerns(boxes: Float64Array, at: number): boolean {
    const [west, south, east, north] = this.box;
    if (boxes[at + 1]! > north || boxes[at + 3]! < south || boxes[at + 2]! < west) return false;
    return boxes[at]! <= east || boxes[at + 1]! <= south;
  }

  /** The segments between the positions first and last of a ring. */
  addRun(coordinates: Float64Array, first: number, last: number): void {
    const [west, south, east, north] = this.box;
    for (let k = 2 * first; k < 2 * last; k += 2) {
      const ay = coordinates[k + 1]!;
      const by = coordinates[k + 3]!;
      if ((ay < south && by < south) || (ay > north && by > north)) continue;
      const ax = coordinates[k]!;
      const bx = coordinates[k + 2]!;
      if (ax < west && bx < west) continue;
      // Ray to the east of the corner, half-open in height.
      if (ay > south !== by > south && side(ax, ay, bx, by, west, south) === (by > ay ? 1 : -1)) {
        this.coversCorner = !this.coversCorner;
      }
      if (ax > east && bx > east) continue;
      if (passesNear(coordinates, k, this.cornerX, this.cornerY)) this.isTooNearCorner = true;
      this.add(coordinates, k);
    }
  }

  /** The box itself, as the last polygon. */
  addWall(): void {
    const [west, south, east, north] = this.box;
    const corners = Float64Array.of(
      west,
      south,
      east,
      south,
      east,
      north,
      west,
      north,
      west,
      south,
    );
    this.owners.push(NOBODY);
    for (let i = 0; i < 8; i += 2) this.add(corners, i);
  }

  get wall(): number {
    return this.owners.length - 1;
  }

  snap(): SnappedCoverage {
    const ends = this.segments.subarray(0, 4 * this.count);
    return snapSegments(ends, this.ids.toArray(), Int32Array.from(this.owners));
  }

  private add(coordinates: Float64Array, at: number): void {
    if (4 * this.count === this.segments.length) {
      const grown = new Float64Array(2 * this.segments.length);
      grown.set(this.segments);
      this.segments = grown;
    }
    const to = 4 * this.count++;
    for (let i = 0; i < 4; i++) this.segments[to + i] = coordinates[at + i]!;
    this.ids.push(this.owners.length - 1);
  }
}

/** Does the segment at an index pass within two grid units of the corner? */
function passesNear(coordinates: Float64Array, at: number, x: number, y: number): boolean {
  const ax = toGrid(coordinates[at]!);
  const bx = toGrid(coordinates[at + 2]!);
  if ((ax > x + 3 && bx > x + 3) || (ax < x - 3 && bx < x - 3)) return false;
  const ay = toGrid(coordinates[at + 1]!);
  const by = toGrid(coordinates[at + 3]!);
  if ((ay > y + 3 && by > y + 3) || (ay < y - 3 && by < y - 3)) return false;
  for (let dx = -2; dx <= 2; dx++) {
    for (let dy = -2; dy <= 2; dy++) {
      if (segmentMeetsPixel(ax, ay, bx, by, x + dx, y + dy)) return true;
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
