import type { PairVisitor } from '../geometry/box-grid.ts';
import { noteShape } from '../geometry/kept-shapes.ts';
import { properCrossing, segmentMeetsPixel } from '../geometry/predicates.ts';
import { SegmentIndex } from '../geometry/segment-index.ts';
import { EdgeTable, keepSmallest, type SnappedCoverage } from './snap-rings.ts';

/**
 * Stage 2 of the audit: snap rounding (Hobby 1999; Guibas & Marimont 1998). After it, edges meet
 * at vertices only.
 *
 * Every vertex and every crossing is a *hot pixel*; an edge that passes through a hot pixel gets
 * its centre as a node. Crossings are computed exactly and rounded, so the result is a planar
 * arrangement on the grid in which no edge has moved by more than one unit.
 */
export interface NodedCoverage extends SnappedCoverage {
  /** Places where a vertex of another ring splits an edge: the vertex and a polygon of the edge. */
  splits: { vertex: number; polygon: number }[];
  /** End points of the edges before noding, by source. */
  sourceFrom: Int32Array;
  sourceTo: Int32Array;
  /** Number of proper crossings between edges. */
  crossings: number;
}

/** Thrown when a coverage crosses or covers itself more often than the budgets allow. */
export class TooTangledError extends Error {}

/** More proper crossings than any map has; a scribble of 3,000 vertices has some two million. */
const CROSSING_BUDGET = 2_000_000;

/** Nodes the edges. Throws {@link TooTangledError} past the budget of crossings. */
export function nodeEdges(snapped: SnappedCoverage): NodedCoverage {
  const { edgeFrom, edgeTo } = snapped;
  const noder = new Noder(snapped);
  noder.findNodes();
  noteShape(snapped);
  const edges = noder.nodes.size === 0 ? snapped : cutEdges(snapped, noder.nodes);
  // Written out and not spread: objects of one shape keep the code that reads them fast.
  return {
    points: snapped.points,
    lons: noder.lons,
    lats: noder.lats,
    polygonOwner: snapped.polygonOwner,
    edgeFrom: edges.edgeFrom,
    edgeTo: edges.edgeTo,
    edgeStart: edges.edgeStart,
    edgePolygons: edges.edgePolygons,
    edgeSources: edges.edgeSources,
    welded: snapped.welded,
    vertices: snapped.vertices,
    sourceFrom: edgeFrom,
    sourceTo: edgeTo,
    splits: noder.splits,
    crossings: noder.crossings,
  };
}

class Noder implements PairVisitor {
  readonly splits: NodedCoverage['splits'] = [];
  crossings = 0;
  lons: Float64Array;
  lats: Float64Array;
  /** Nodes inside an edge, unsorted; only edges that have some. */
  readonly nodes = new Map<number, Set<number>>();
  private readonly snapped: SnappedCoverage;
  /** Grid coordinates of both ends of each edge. */
  private readonly ends: Float64Array;
  private readonly originalVertices: number;
  /** Vertices at crossings. */
  private readonly hot = new Set<number>();

  constructor(snapped: SnappedCoverage) {
    this.snapped = snapped;
    this.lons = snapped.lons;
    this.lats = snapped.lats;
    this.ends = endsOf(snapped);
    this.originalVertices = snapped.points.size;
    noteShape(this);
  }

  findNodes(): void {
    if (this.ends.length === 0) return;
    const { points } = this.snapped;
    const index = new SegmentIndex(this.ends);
    index.visitNearPairs(0.5, this);
    // Crossings are hot pixels too: other edges that pass through them get them as nodes.
    for (const vertex of this.hot) {
      const x = points.xs[vertex]!;
      const y = points.ys[vertex]!;
      const visit = (edge: number): void => {
        if (this.meets(edge, vertex)) this.addNode(edge, vertex);
      };
      index.forEachMeeting(x - 0.5, y - 0.5, x + 0.5, y + 0.5, noteShape(visit));
    }
  }

  /** Two edges that come near each other. */
  visitPair(e: number, other: number): void {
    const { edgeFrom, edgeTo } = this.snapped;
    const a = edgeFrom[e]!;
    const b = edgeTo[e]!;
    const c = edgeFrom[other]!;
    const d = edgeTo[other]!;
    this.splitAt(e, c);
    this.splitAt(e, d);
    this.splitAt(other, a);
    this.splitAt(other, b);
    // Edges that share an end point cannot cross properly.
    if (a !== c && a !== d && b !== c && b !== d) this.cross(e, other);
  }

  private splitAt(edge: number, vertex: number): void {
    const { edgeFrom, edgeTo, edgeStart, edgePolygons } = this.snapped;
    if (edgeFrom[edge] === vertex || edgeTo[edge] === vertex) return;
    if (!this.meets(edge, vertex)) return;
    // A crossing may have put the vertex there first: it is one of a ring all the same.
    if (!this.addNode(edge, vertex) && !this.hot.has(vertex)) return;
    for (let i = edgeStart[edge]!; i < edgeStart[edge + 1]!; i++) {
      this.splits.push({ vertex, polygon: edgePolygons[i]! });
    }
  }

  /** Does an edge pass through the pixel of a vertex? Mostly its box tells that it does not. */
  private meets(edge: number, vertex: number): boolean {
    const { ends } = this;
    const { xs, ys } = this.snapped.points;
    const x = xs[vertex]!;
    const y = ys[vertex]!;
    const ax = ends[4 * edge]!;
    const ay = ends[4 * edge + 1]!;
    const bx = ends[4 * edge + 2]!;
    const by = ends[4 * edge + 3]!;
    if ((ax < x - 1 && bx < x - 1) || (ax > x + 1 && bx > x + 1)) return false;
    if ((ay < y - 1 && by < y - 1) || (ay > y + 1 && by > y + 1)) return false;
    return segmentMeetsPixel(ax, ay, bx, by, x, y);
  }

  private addNode(edge: number, vertex: number): boolean {
    const { edgeFrom, edgeTo } = this.snapped;
    if (edgeFrom[edge] === vertex || edgeTo[edge] === vertex) return false;
    const known = this.nodes.get(edge);
    if (known === undefined) this.nodes.set(edge, new Set([vertex]));
    else if (known.has(vertex)) return false;
    else known.add(vertex);
    return true;
  }

  private cross(e: number, other: number): void {
    const { ends } = this;
    const i = 4 * e;
    const j = 4 * other;
    const crossing = properCrossing(
      ends[i]!,
      ends[i + 1]!,
      ends[i + 2]!,
      ends[i + 3]!,
      ends[j]!,
      ends[j + 1]!,
      ends[j + 2]!,
      ends[j + 3]!,
    );
    if (crossing === null) return;
    if (++this.crossings > CROSSING_BUDGET) {
      throw new TooTangledError(`more than ${CROSSING_BUDGET} crossings`);
    }
    const vertex = this.snapped.points.add(crossing.x, crossing.y);
    // The point may be one that was welded into its neighbour: no edge ends there yet.
    this.hot.add(vertex);
    if (vertex >= this.originalVertices) this.placeCrossing(vertex, e, crossing.t);
    this.addNode(e, vertex);
    this.addNode(other, vertex);
  }

  /** Of several crossings in one pixel the smallest counts, whatever the order. */
  private placeCrossing(vertex: number, edge: number, t: number): void {
    const { edgeFrom, edgeTo } = this.snapped;
    if (vertex >= this.lons.length) {
      this.lons = grow(this.lons, vertex);
      this.lats = grow(this.lats, vertex);
    }
    const { lons, lats } = this;
    const a = edgeFrom[edge]!;
    const b = edgeTo[edge]!;
    keepSmallest(
      lons,
      lats,
      vertex,
      lons[a]! + t * (lons[b]! - lons[a]!),
      lats[a]! + t * (lats[b]! - lats[a]!),
    );
  }
}

function grow(ordinates: Float64Array, index: number): Float64Array {
  const grown = new Float64Array(2 * index + 16).fill(Number.NaN, ordinates.length);
  grown.set(ordinates);
  return grown;
}

function endsOf({ points: { xs, ys }, edgeFrom, edgeTo }: SnappedCoverage): Float64Array {
  const ends = new Float64Array(4 * edgeFrom.length);
  for (let e = 0; e < edgeFrom.length; e++) {
    const a = edgeFrom[e]!;
    const b = edgeTo[e]!;
    ends[4 * e] = xs[a]!;
    ends[4 * e + 1] = ys[a]!;
    ends[4 * e + 2] = xs[b]!;
    ends[4 * e + 3] = ys[b]!;
  }
  return ends;
}

/** The edges cut at their nodes; pieces that fall on one another become one. */
function cutEdges(snapped: SnappedCoverage, nodes: ReadonlyMap<number, ReadonlySet<number>>) {
  const { edgeFrom, edgeTo, edgeStart, edgePolygons } = snapped;
  const count = edgeFrom.length;
  const edges = new EdgeTable(count + nodes.size * 2);
  for (let e = 0; e < count; e++) {
    const inner = nodes.get(e);
    const path = inner === undefined ? null : sortAlong(snapped, e, [...inner]);
    for (let i = edgeStart[e]!; i < edgeStart[e + 1]!; i++) {
      const polygon = edgePolygons[i]!;
      let from = edgeFrom[e]!;
      if (path !== null) {
        for (const vertex of path) {
          edges.add(from, vertex, polygon, e);
          from = vertex;
        }
      }
      edges.add(from, edgeTo[e]!, polygon, e);
    }
  }
  return edges.freeze();
}

/** Nodes in the order in which the edge passes them: along its longer axis, then the other. */
function sortAlong(snapped: SnappedCoverage, edge: number, nodes: number[]): number[] {
  const { xs, ys } = snapped.points;
  const a = snapped.edgeFrom[edge]!;
  const b = snapped.edgeTo[edge]!;
  const dx = xs[b]! - xs[a]!;
  const dy = ys[b]! - ys[a]!;
  const byX = (p: number, q: number) => (xs[p]! - xs[q]!) * (dx < 0 ? -1 : 1);
  const byY = (p: number, q: number) => (ys[p]! - ys[q]!) * (dy < 0 ? -1 : 1);
  return nodes.sort(
    Math.abs(dx) >= Math.abs(dy)
      ? (p, q) => byX(p, q) || byY(p, q)
      : (p, q) => byY(p, q) || byX(p, q),
  );
}
