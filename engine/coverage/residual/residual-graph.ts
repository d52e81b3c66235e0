import type { PackedAreas } from '../../geometry/packed-areas.ts';
import type { PlanarGraph } from '../arrangement.ts';
import { InconsistentCoverageError } from '../label-faces.ts';
import { type NodedCoverage, nodeEdges } from '../node-edges.ts';
import { snapSegments } from '../snap-rings.ts';
import { indexFaceBoundaries, traceFaces, twinOf } from '../trace-faces.ts';
import { RESIDUAL, type SegmentMatch, signedArea } from './match-segments.ts';

/**
 * Stage 2 of the fast audit: the residual segments as a planar graph whose faces know how many
 * communities cover them.
 *
 * Matched segments have a community on either side, so crossing one changes who covers, but not
 * how many. The number of communities over a face therefore follows from the residual alone:
 * 0 inside the outline is a gap, 2 or more an overlap. On a clean coverage the residual is the
 * rim, and every face has 0 or 1.
 */
export interface ResidualGraph extends PlanarGraph {
  /** How many communities cover each face. */
  count: Int32Array;
  /** 1 where the face lies in the jurisdiction. */
  inJurisdiction: Uint8Array;
  hasJurisdiction: boolean;
  /** Owners whose interior begins on the left, or on the right, of an edge from → to. */
  leftOwners: (edge: number) => number[];
  rightOwners: (edge: number) => number[];
  /** The same for segments of shells alone. */
  shellOwners: (edge: number) => { left: number[]; right: number[] };
  communities: number;
}

/**
 * Nodes, traces and counts the residual. In `noded`, a “polygon” is one residual segment, so that
 * `polygonOwner` gives its owner; the jurisdiction's owner is the number of communities.
 */
export function buildResidualGraph(
  packed: PackedAreas,
  match: SegmentMatch,
  outline: PackedAreas | null,
): ResidualGraph {
  const segments = collectSegments(packed, match, outline);
  const snapped = snapSegments(segments.ends, segments.ids, segments.owners);
  const noded = nodeEdges(snapped);
  const faces = traceFaces(noded);
  const boundaries = indexFaceBoundaries(faces);
  const isForward = directionsOf(noded, snapped.vertices, snapped.welded);
  const owners = (edge: number, left: boolean, shellsOnly = false): number[] => {
    const found: number[] = [];
    for (let i = noded.edgeStart[edge]!; i < noded.edgeStart[edge + 1]!; i++) {
      const segment = noded.edgePolygons[i]!;
      if ((isForward[i] === 1) !== left || (shellsOnly && !segments.isShell[segment])) continue;
      found.push(noded.polygonOwner[segment]!);
    }
    return found;
  };
  const graph: ResidualGraph = {
    noded,
    faces,
    boundaries,
    count: new Int32Array(faces.faceCount),
    inJurisdiction: new Uint8Array(faces.faceCount),
    hasJurisdiction: outline !== null,
    leftOwners: (edge) => owners(edge, true),
    rightOwners: (edge) => owners(edge, false),
    shellOwners: (edge) => ({ left: owners(edge, true, true), right: owners(edge, false, true) }),
    communities: packed.count,
  };
  countCovers(graph, isForward);
  return graph;
}

/** All residual segments, and the outline's, directed with the interior on the left. */
function collectSegments(packed: PackedAreas, match: SegmentMatch, outline: PackedAreas | null) {
  const outlineSegments = outline === null ? 0 : outline.coordinates.length / 2;
  const ends = new Float64Array(4 * (match.residual + outlineSegments));
  const owners = new Int32Array(match.residual + outlineSegments);
  const isShell = new Uint8Array(match.residual + outlineSegments);
  let n = 0;
  const add = (
    source: PackedAreas,
    k: number,
    way: number,
    owner: number,
    shell: boolean,
  ): void => {
    const [from, to] = way === 1 ? [k, k + 1] : [k + 1, k];
    ends[4 * n] = source.coordinates[2 * from]!;
    ends[4 * n + 1] = source.coordinates[2 * from + 1]!;
    ends[4 * n + 2] = source.coordinates[2 * to]!;
    ends[4 * n + 3] = source.coordinates[2 * to + 1]!;
    isShell[n] = shell ? 1 : 0;
    owners[n++] = owner;
  };
  for (let r = 0; r < packed.ringStart.length - 1; r++) {
    const owner = match.polygonArea[match.ringPolygon[r]!]!;
    const shell = packed.polygonRing[match.ringPolygon[r]!] === r;
    for (let k = packed.ringStart[r]!; k < packed.ringStart[r + 1]! - 1; k++) {
      if (match.mate[k] === RESIDUAL) add(packed, k, match.direction[r]!, owner, shell);
    }
  }
  if (outline !== null) {
    for (let polygon = 0; polygon < outline.polygonRing.length - 1; polygon++) {
      const shell = outline.polygonRing[polygon]!;
      for (let r = shell; r < outline.polygonRing[polygon + 1]!; r++) {
        const start = outline.ringStart[r]!;
        const end = outline.ringStart[r + 1]!;
        const way = signedArea(outline.coordinates, start, end) > 0 === (r === shell) ? 1 : -1;
        for (let k = start; k < end - 1; k++) add(outline, k, way, packed.count, true);
      }
    }
  }
  return {
    ends: ends.subarray(0, 4 * n),
    owners: owners.subarray(0, n),
    isShell,
    ids: Int32Array.from({ length: n }, (_, i) => i),
  };
}

/** For each entry of `edgePolygons`: 1 when its segment runs from → to along the edge. */
function directionsOf(noded: NodedCoverage, vertices: Int32Array, welded: Int32Array): Uint8Array {
  const { xs, ys } = noded.points;
  const directions = new Uint8Array(noded.edgePolygons.length);
  for (let e = 0; e < noded.edgeFrom.length; e++) {
    const dx = xs[noded.edgeTo[e]!]! - xs[noded.edgeFrom[e]!]!;
    const dy = ys[noded.edgeTo[e]!]! - ys[noded.edgeFrom[e]!]!;
    for (let i = noded.edgeStart[e]!; i < noded.edgeStart[e + 1]!; i++) {
      const segment = noded.edgePolygons[i]!;
      const from = welded[vertices[2 * segment]!]!;
      const to = welded[vertices[2 * segment + 1]!]!;
      const ux = xs[to]! - xs[from]!;
      const uy = ys[to]! - ys[from]!;
      // Pieces keep the order along the longer axis, then along the other (sortAlong).
      const isLongX = Math.abs(ux) >= Math.abs(uy);
      const along = isLongX ? dx * ux || dy * uy : dy * uy || dx * ux;
      directions[i] = along > 0 ? 1 : 0;
    }
  }
  return directions;
}

/** Walks from the unbounded face, which nobody covers; then checks both sides of every edge. */
function countCovers(graph: ResidualGraph, isForward: Uint8Array): void {
  const { noded, faces, boundaries, count, inJurisdiction, communities } = graph;
  const edges = noded.edgeFrom.length;
  // How much the left side of from → to has more than the right.
  const change = new Int32Array(edges);
  const changeOfJurisdiction = new Int8Array(edges);
  for (let e = 0; e < edges; e++) {
    for (let i = noded.edgeStart[e]!; i < noded.edgeStart[e + 1]!; i++) {
      const step = isForward[i] === 1 ? 1 : -1;
      if (noded.polygonOwner[noded.edgePolygons[i]!] === communities) {
        changeOfJurisdiction[e] = changeOfJurisdiction[e]! + step;
      } else change[e] = change[e]! + step;
    }
  }
  const seen = new Uint8Array(faces.faceCount);
  seen[0] = 1;
  const queue = [0];
  for (let at = 0; at < queue.length; at++) {
    const face = queue[at]!;
    for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
      const halfEdge = boundaries.list[i]!;
      const other = faces.faceOf[twinOf(halfEdge)]!;
      if (seen[other]) continue;
      seen[other] = 1;
      const sign = halfEdge & 1 ? 1 : -1;
      count[other] = count[face]! + sign * change[halfEdge >> 1]!;
      inJurisdiction[other] = inJurisdiction[face]! + sign * changeOfJurisdiction[halfEdge >> 1]!;
      queue.push(other);
    }
  }
  for (let e = 0; e < edges; e++) {
    const [left, right] = [faces.faceOf[2 * e]!, faces.faceOf[2 * e + 1]!];
    if (
      count[left]! - count[right]! !== change[e] ||
      inJurisdiction[left]! - inJurisdiction[right]! !== changeOfJurisdiction[e] ||
      count[left]! < 0 ||
      inJurisdiction[left]! > 1
    ) {
      throw new InconsistentCoverageError('the residual borders contradict each other');
    }
  }
}
