import type { PackedAreas } from '../../geometry/packed-areas.ts';
import type { PlanarGraph } from '../arrangement.ts';
import type { EdgeSides } from '../edge-sides.ts';
import { InconsistentCoverageError } from '../label-faces.ts';
import { type NodedCoverage, nodeEdges } from '../node-edges.ts';
import { type SnappedCoverage, snapSegments } from '../snap-rings.ts';
import { indexFaceBoundaries, traceFaces, twinOf } from '../trace-faces.ts';
import type { SegmentMatch } from './match-segments.ts';
import { signedArea } from './ring-figures.ts';

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
  /**
   * The segments along each edge e, as entries `noded.edgeStart[e] … noded.edgeStart[e + 1])`: the
   * owner, whether its interior begins on the left of from → to, and whether it is one of a shell.
   */
  sides: EdgeSides;
  isShell: Uint8Array;
  /** Polygon of each of these entries; −1 for the outline's. */
  polygon: Int32Array;
  segments: ResidualSegments;
  /** Number of communities; the jurisdiction's owner. */
  communities: number;
}

/** The residual segments before noding, with the interior on the left, at the vertices of `noded`. */
export interface ResidualSegments {
  from: Int32Array;
  to: Int32Array;
  owner: Int32Array;
  /** Polygon of `packed`; −1 for the outline's. */
  polygon: Int32Array;
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
  const { owner, isShell, polygon } = entriesOf(noded, segments);
  const isLeft = directionsOf(noded, snapped.vertices, snapped.welded);
  const graph: ResidualGraph = {
    noded,
    faces,
    boundaries: indexFaceBoundaries(faces),
    count: new Int32Array(faces.faceCount),
    inJurisdiction: new Uint8Array(faces.faceCount),
    hasJurisdiction: outline !== null,
    sides: { start: noded.edgeStart, owner, isLeft },
    isShell,
    polygon,
    segments: segmentsAtVertices(snapped, segments.owners, segments.polygonOf),
    communities: packed.count,
  };
  countCovers(graph);
  return graph;
}

/** What is known of the segment of each entry of `edgePolygons`. */
function entriesOf({ edgePolygons }: NodedCoverage, segments: ReturnType<typeof collectSegments>) {
  const owner = new Int32Array(edgePolygons.length);
  const isShell = new Uint8Array(owner.length);
  const polygon = new Int32Array(owner.length);
  for (let i = 0; i < owner.length; i++) {
    const segment = edgePolygons[i]!;
    owner[i] = segments.owners[segment]!;
    isShell[i] = segments.isShell[segment]!;
    polygon[i] = segments.polygonOf[segment]!;
  }
  return { owner, isShell, polygon };
}

/** The segments as they were snapped, each between its vertices. */
export function segmentsAtVertices(
  { vertices, welded }: SnappedCoverage,
  owner: Int32Array,
  polygon: Int32Array,
): ResidualSegments {
  const from = new Int32Array(owner.length);
  const to = new Int32Array(owner.length);
  for (let i = 0; i < owner.length; i++) {
    from[i] = welded[vertices[2 * i]!]!;
    to[i] = welded[vertices[2 * i + 1]!]!;
  }
  return { from, to, owner, polygon };
}

/** All residual segments, and the outline's, directed with the interior on the left. */
function collectSegments(packed: PackedAreas, match: SegmentMatch, outline: PackedAreas | null) {
  const outlineSegments = outline === null ? 0 : outline.coordinates.length / 2;
  const ends = new Float64Array(4 * (match.residual + outlineSegments));
  const owners = new Int32Array(match.residual + outlineSegments);
  const isShell = new Uint8Array(match.residual + outlineSegments);
  const polygonOf = new Int32Array(match.residual + outlineSegments).fill(-1);
  let n = 0;
  const add = (
    source: PackedAreas,
    k: number,
    way: number,
    owner: number,
    shell: boolean,
  ): void => {
    const { coordinates } = source;
    const from = way === 1 ? 2 * k : 2 * k + 2;
    const to = way === 1 ? 2 * k + 2 : 2 * k;
    ends[4 * n] = coordinates[from]!;
    ends[4 * n + 1] = coordinates[from + 1]!;
    ends[4 * n + 2] = coordinates[to]!;
    ends[4 * n + 3] = coordinates[to + 1]!;
    isShell[n] = shell ? 1 : 0;
    owners[n++] = owner;
  };
  const { residualSegments, rings, ringPolygon, polygonArea, direction } = match;
  for (let i = 0; i < residualSegments.length; i++) {
    const ring = rings.ringOf(residualSegments[i]!);
    const polygon = ringPolygon[ring]!;
    polygonOf[n] = polygon;
    const shell = packed.polygonRing[polygon] === ring;
    add(packed, residualSegments[i]!, direction[ring]!, polygonArea[polygon]!, shell);
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
  const ids = new Int32Array(n);
  for (let i = 0; i < n; i++) ids[i] = i;
  return {
    ends: ends.subarray(0, 4 * n),
    owners: owners.subarray(0, n),
    isShell,
    polygonOf,
    ids,
  };
}

/** For each entry of `edgePolygons`: 1 when its segment runs from → to along the edge. */
export function directionsOf(
  noded: NodedCoverage,
  vertices: Int32Array,
  welded: Int32Array,
): Uint8Array {
  const { xs, ys } = noded.points;
  const directions = new Uint8Array(noded.edgePolygons.length);
  for (let e = 0; e < noded.edgeFrom.length; e++) {
    const dx = xs[noded.edgeTo[e]!]! - xs[noded.edgeFrom[e]!]!;
    const dy = ys[noded.edgeTo[e]!]! - ys[noded.edgeFrom[e]!]!;
    for (let i = noded.edgeStart[e]!; i < noded.edgeStart[e + 1]!; i++) {
      const segment = noded.edgePolygons[i]!;
      const from = welded[vertices[2 * segment]!]!;
      const to = welded[vertices[2 * segment + 1]!]!;
      if (from === noded.edgeFrom[e] && to === noded.edgeTo[e]) {
        directions[i] = 1;
        continue;
      }
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
function countCovers(graph: ResidualGraph): void {
  const { noded, faces, boundaries, count, inJurisdiction, communities, sides } = graph;
  const edges = noded.edgeFrom.length;
  // How much the left side of from → to has more than the right.
  const change = new Int32Array(edges);
  const changeOfJurisdiction = new Int8Array(edges);
  for (let e = 0; e < edges; e++) {
    for (let i = sides.start[e]!; i < sides.start[e + 1]!; i++) {
      const step = sides.isLeft[i] === 1 ? 1 : -1;
      if (sides.owner[i] === communities) {
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
