import { toGrid } from '../../geometry/grid.ts';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { InconsistentCoverageError } from '../label-faces.ts';
import { type NodedCoverage, nodeEdges } from '../node-edges.ts';
import type { SegmentMatch } from '../residual/match-segments.ts';
import {
  directionsOf,
  type ResidualGraph,
  segmentsAtVertices,
} from '../residual/residual-graph.ts';
import { snapSegments } from '../snap-rings.ts';
import { indexFaceBoundaries, traceFaces, twinOf } from '../trace-faces.ts';
import type { Box } from './boxes.ts';
import { nobodyOf, SegmentCollector } from './window-segments.ts';

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
