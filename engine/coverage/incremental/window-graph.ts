import { toGrid } from '../../geometry/grid.ts';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { segmentMeetsPixel, side } from '../../geometry/predicates.ts';
import { InconsistentCoverageError } from '../label-faces.ts';
import { type NodedCoverage, nodeEdges } from '../node-edges.ts';
import { RESIDUAL, type SegmentMatch, signedArea } from '../residual/match-segments.ts';
import {
  directionsOf,
  type ResidualGraph,
  segmentsAtVertices,
} from '../residual/residual-graph.ts';
import { snapSegments } from '../snap-rings.ts';
import { indexFaceBoundaries, traceFaces, twinOf } from '../trace-faces.ts';
import type { Box } from './boxes.ts';

/**
 * The residual graph of what lies in a window, a box with a wall around it. Inside the wall its
 * faces and their counts are those of the graph of the whole coverage, as long as all communities
 * take part whose boxes meet the window. Beyond the wall nothing is counted and nobody owns an edge.
 */
export interface WindowGraph extends ResidualGraph {
  /** 1 for the faces inside the wall. */
  isInside: Uint8Array;
  /** 1 for the edges that the wall runs along. */
  isWall: Uint8Array;
}

/** Owner of the wall, and of every edge beyond it: nobody, a number above the jurisdiction's. */
const nobodyOf = (communities: number): number => communities + 1;

/**
 * Builds the graph.
 * @param packed all communities whose boxes meet the window
 * @param match their segments; those without a partner in the window have none anywhere
 * @returns null when a segment passes too near to the corner where counting begins
 */
export function buildWindowGraph(
  packed: PackedAreas,
  match: SegmentMatch,
  outline: PackedAreas | null,
  window: Box,
): WindowGraph | null {
  const collector = new SegmentCollector(window, packed.count);
  const atCorner = collector.addAreas(packed, match);
  const inOutline = outline !== null && collector.addOutline(outline);
  if (collector.isNearCorner) return null;
  const wall = collector.addWall();
  const owners = Int32Array.from(collector.owners);
  const ids = owners.map((_, i) => i);
  const snapped = snapSegments(Float64Array.from(collector.ends), ids, owners);
  const noded = nodeEdges(snapped);
  const faces = traceFaces(noded);
  const entries = noded.edgePolygons.length;
  const graph: WindowGraph = {
    noded,
    faces,
    boundaries: indexFaceBoundaries(faces),
    count: new Int32Array(faces.faceCount),
    inJurisdiction: new Uint8Array(faces.faceCount),
    hasJurisdiction: outline !== null,
    sides: {
      start: noded.edgeStart,
      owner: noded.edgePolygons.map((segment) => owners[segment]!),
      isLeft: directionsOf(noded, snapped.vertices, snapped.welded),
    },
    isShell: new Uint8Array(entries),
    polygon: new Int32Array(entries),
    segments: segmentsAtVertices(snapped, owners, Int32Array.from(collector.polygons)),
    communities: packed.count,
    isInside: new Uint8Array(faces.faceCount),
    isWall: new Uint8Array(noded.edgeFrom.length),
  };
  for (let i = 0; i < entries; i++) {
    const segment = noded.edgePolygons[i]!;
    graph.isShell[i] = collector.isShell[segment]!;
    graph.polygon[i] = collector.polygons[segment]!;
  }
  for (let e = 0; e < graph.isWall.length; e++) {
    for (let i = noded.edgeStart[e]!; i < noded.edgeStart[e + 1]!; i++) {
      if (noded.edgePolygons[i]! >= wall) graph.isWall[e] = 1;
    }
  }
  countInside(graph, faces.faceOf[cornerHalfEdge(graph, window)]!, atCorner, inOutline);
  disownBeyond(graph);
  return graph;
}

/** The segments that reach into the window, and what covers its south-western corner. */
class SegmentCollector {
  readonly ends: number[] = [];
  readonly owners: number[] = [];
  readonly polygons: number[] = [];
  readonly isShell: number[] = [];
  isNearCorner = false;
  private readonly window: Box;
  private readonly communities: number;
  private readonly cornerX: number;
  private readonly cornerY: number;

  constructor(window: Box, communities: number) {
    this.window = window;
    this.communities = communities;
    this.cornerX = toGrid(window[0]);
    this.cornerY = toGrid(window[1]);
  }

  /** Adds the residual segments; returns how many polygons cover the corner. */
  addAreas(packed: PackedAreas, match: SegmentMatch): number {
    let covering = 0;
    for (let p = 0; p < packed.polygonRing.length - 1; p++) {
      const owner = match.polygonArea[p]!;
      const shell = packed.polygonRing[p]!;
      let isCovered = false;
      for (let r = shell; r < packed.polygonRing[p + 1]!; r++) {
        const way = match.direction[r]!;
        const crosses = this.addRing(packed, r, match.mate, (k) =>
          this.add(packed, k, way, owner, p, r === shell),
        );
        if (crosses) isCovered = !isCovered;
      }
      if (isCovered) covering++;
    }
    return covering;
  }

  /** Adds the outline's segments; returns whether the corner lies in it. */
  addOutline(outline: PackedAreas): boolean {
    let isInside = false;
    for (let p = 0; p < outline.polygonRing.length - 1; p++) {
      const shell = outline.polygonRing[p]!;
      for (let r = shell; r < outline.polygonRing[p + 1]!; r++) {
        const [start, end] = [outline.ringStart[r]!, outline.ringStart[r + 1]!];
        const way = signedArea(outline.coordinates, start, end) > 0 === (r === shell) ? 1 : -1;
        const crosses = this.addRing(outline, r, null, (k) =>
          this.add(outline, k, way, this.communities, -1, true),
        );
        if (crosses) isInside = !isInside;
      }
    }
    return isInside;
  }

  /** The window itself; returns the first of its segments, which are the last of all. */
  addWall(): number {
    const [west, south, east, north] = this.window;
    const first = this.owners.length;
    const corners = [west, south, east, south, east, north, west, north, west, south];
    for (let i = 0; i < 8; i += 2) {
      this.ends.push(corners[i]!, corners[i + 1]!, corners[i + 2]!, corners[i + 3]!);
      this.note(nobodyOf(this.communities), -1, false);
    }
    return first;
  }

  /**
   * Visits the segments that reach into the window, with `mate` only the residual ones.
   * @returns whether a ray from the corner crosses an odd number of segments, residual or not
   */
  private addRing(
    { coordinates, ringStart }: PackedAreas,
    ring: number,
    mate: Int32Array | null,
    visit: (k: number) => void,
  ): boolean {
    const [west, south, east, north] = this.window;
    let isOdd = false;
    let ax = coordinates[2 * ringStart[ring]!]!;
    let ay = coordinates[2 * ringStart[ring]! + 1]!;
    for (let k = ringStart[ring]!, end = ringStart[ring + 1]! - 1; k < end; k++) {
      const bx = coordinates[2 * k + 2]!;
      const by = coordinates[2 * k + 3]!;
      // Ray to the east of the corner, half-open in height.
      if (
        ay > south !== by > south &&
        (ax > west || bx > west) &&
        side(ax, ay, bx, by, west, south) === (by > ay ? 1 : -1)
      ) {
        isOdd = !isOdd;
      }
      const isLoose = mate === null || mate[k] === RESIDUAL;
      const isApart =
        !isLoose ||
        (ax < west && bx < west) ||
        (ax > east && bx > east) ||
        (ay < south && by < south) ||
        (ay > north && by > north);
      if (!isApart) {
        if (this.passesCorner(ax, ay, bx, by)) this.isNearCorner = true;
        visit(k);
      }
      ax = bx;
      ay = by;
    }
    return isOdd;
  }

  private add(
    { coordinates }: PackedAreas,
    k: number,
    way: number,
    owner: number,
    polygon: number,
    isShell: boolean,
  ): void {
    const from = way === 1 ? 2 * k : 2 * k + 2;
    const to = way === 1 ? 2 * k + 2 : 2 * k;
    this.ends.push(
      coordinates[from]!,
      coordinates[from + 1]!,
      coordinates[to]!,
      coordinates[to + 1]!,
    );
    this.note(owner, polygon, isShell);
  }

  private note(owner: number, polygon: number, isShell: boolean): void {
    this.owners.push(owner);
    this.polygons.push(polygon);
    this.isShell.push(isShell ? 1 : 0);
  }

  /** Within a few grid units of the corner. */
  private passesCorner(ax: number, ay: number, bx: number, by: number): boolean {
    const [gax, gay, gbx, gby] = [toGrid(ax), toGrid(ay), toGrid(bx), toGrid(by)];
    const { cornerX, cornerY } = this;
    if (
      Math.min(gax, gbx) > cornerX + 3 ||
      Math.max(gax, gbx) < cornerX - 3 ||
      Math.min(gay, gby) > cornerY + 3 ||
      Math.max(gay, gby) < cornerY - 3
    ) {
      return false;
    }
    for (let dx = -2; dx <= 2; dx++) {
      for (let dy = -2; dy <= 2; dy++) {
        if (segmentMeetsPixel(gax, gay, gbx, gby, cornerX + dx, cornerY + dy)) return true;
      }
    }
    return false;
  }
}

/** The half-edge that leaves the south-western corner to the east: the window is on its left. */
function cornerHalfEdge({ noded, isWall }: WindowGraph, [west, south]: Box): number {
  const { points, edgeFrom, edgeTo } = noded;
  const corner = points.find(toGrid(west), toGrid(south));
  for (let e = 0; e < isWall.length; e++) {
    if (isWall[e] === 0 || (edgeFrom[e] !== corner && edgeTo[e] !== corner)) continue;
    const isFrom = edgeFrom[e] === corner;
    const other = isFrom ? edgeTo[e]! : edgeFrom[e]!;
    if (points.xs[other]! - points.xs[corner]! > Math.abs(points.ys[other]! - points.ys[corner]!)) {
      return isFrom ? 2 * e : 2 * e + 1;
    }
  }
  throw new InconsistentCoverageError('the corner of the window is missing');
}

/** Walks from the corner over every face inside the wall; then checks both sides of every edge. */
function countInside(graph: WindowGraph, corner: number, atCorner: number, inOutline: boolean) {
  const { faces, boundaries, count, inJurisdiction, isInside, isWall } = graph;
  count[corner] = atCorner;
  inJurisdiction[corner] = inOutline ? 1 : 0;
  isInside[corner] = 1;
  const { change, ofJurisdiction } = changesAcross(graph);
  const queue = [corner];
  for (let at = 0; at < queue.length; at++) {
    const face = queue[at]!;
    for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
      const halfEdge = boundaries.list[i]!;
      const edge = halfEdge >> 1;
      const other = faces.faceOf[twinOf(halfEdge)]!;
      if (isWall[edge] === 1 || isInside[other] === 1) continue;
      isInside[other] = 1;
      const sign = halfEdge & 1 ? 1 : -1;
      count[other] = count[face]! + sign * change[edge]!;
      inJurisdiction[other] = inJurisdiction[face]! + sign * ofJurisdiction[edge]!;
      queue.push(other);
    }
  }
  for (let e = 0; e < isWall.length; e++) {
    const [left, right] = [faces.faceOf[2 * e]!, faces.faceOf[2 * e + 1]!];
    if (isWall[e] === 1 || isInside[left] === 0) continue;
    if (
      count[left]! - count[right]! !== change[e] ||
      inJurisdiction[left]! - inJurisdiction[right]! !== ofJurisdiction[e] ||
      count[left]! < 0 ||
      inJurisdiction[left]! > 1
    ) {
      throw new InconsistentCoverageError('the residual borders in a window contradict each other');
    }
  }
}

/** How much the left side of each edge from → to has more than the right. */
function changesAcross({ sides, communities }: WindowGraph) {
  const edges = sides.start.length - 1;
  const change = new Int32Array(edges);
  const ofJurisdiction = new Int8Array(edges);
  for (let e = 0; e < edges; e++) {
    for (let i = sides.start[e]!; i < sides.start[e + 1]!; i++) {
      const step = sides.isLeft[i] === 1 ? 1 : -1;
      if (sides.owner[i] === communities) ofJurisdiction[e] = ofJurisdiction[e]! + step;
      else if (sides.owner[i]! < communities) change[e] = change[e]! + step;
    }
  }
  return { change, ofJurisdiction };
}

/** What lies beyond the wall, or along it, has no owner: only a part of it is known. */
function disownBeyond({ sides, faces, isInside, isWall, communities }: WindowGraph): void {
  for (let e = 0; e < isWall.length; e++) {
    if (isWall[e] === 0 && isInside[faces.faceOf[2 * e]!] === 1) continue;
    sides.owner.fill(nobodyOf(communities), sides.start[e], sides.start[e + 1]);
  }
}

/** A place of the graph by its grid coordinates, the same in every graph. */
export const vertexKey = ({ points }: NodedCoverage, vertex: number): string =>
  `${points.xs[vertex]},${points.ys[vertex]}`;
