import Flatbush from 'flatbush';
import { properCrossing, segmentMeetsPixel } from '../geometry/predicates.ts';
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
  const { points, lons, lats, edgeFrom, edgeTo, edgeStart, edgePolygons } = snapped;
  const count = edgeFrom.length;
  const splits: NodedCoverage['splits'] = [];
  const sources = { sourceFrom: edgeFrom, sourceTo: edgeTo };
  if (count === 0) return { ...snapped, ...sources, splits, crossings: 0 };

  const index = new Flatbush(count);
  for (let e = 0; e < count; e++) {
    const [minX, minY, maxX, maxY] = bounds(snapped, e);
    index.add(minX, minY, maxX, maxY);
  }
  index.finish();

  /** Nodes inside an edge, unsorted; only edges that have some. */
  const nodes = new Map<number, Set<number>>();
  const addNode = (edge: number, vertex: number): boolean => {
    if (edgeFrom[edge] === vertex || edgeTo[edge] === vertex) return false;
    const known = nodes.get(edge);
    if (known === undefined) nodes.set(edge, new Set([vertex]));
    else if (known.has(vertex)) return false;
    else known.add(vertex);
    return true;
  };
  const meets = (edge: number, vertex: number): boolean =>
    segmentMeetsPixel(
      points.xs[edgeFrom[edge]!]!,
      points.ys[edgeFrom[edge]!]!,
      points.xs[edgeTo[edge]!]!,
      points.ys[edgeTo[edge]!]!,
      points.xs[vertex]!,
      points.ys[vertex]!,
    );
  const splitAt = (edge: number, vertex: number): void => {
    if (edgeFrom[edge] === vertex || edgeTo[edge] === vertex) return;
    if (!meets(edge, vertex) || !addNode(edge, vertex)) return;
    for (let i = edgeStart[edge]!; i < edgeStart[edge + 1]!; i++) {
      splits.push({ vertex, polygon: edgePolygons[i]! });
    }
  };

  const originalVertices = points.size;
  const hot = new Set<number>();
  let crossings = 0;
  for (let e = 0; e < count; e++) {
    const [minX, minY, maxX, maxY] = bounds(snapped, e);
    index.search(minX - 0.5, minY - 0.5, maxX + 0.5, maxY + 0.5, (other) => {
      if (other <= e) return false;
      splitAt(e, edgeFrom[other]!);
      splitAt(e, edgeTo[other]!);
      splitAt(other, edgeFrom[e]!);
      splitAt(other, edgeTo[e]!);
      const crossing = crossingOf(snapped, e, other);
      if (crossing !== null) {
        if (++crossings > CROSSING_BUDGET) {
          throw new TooTangledError(`more than ${CROSSING_BUDGET} crossings`);
        }
        const vertex = points.add(crossing.x, crossing.y);
        // The point may be one that was welded into its neighbour: no edge ends there yet.
        hot.add(vertex);
        if (vertex >= originalVertices) {
          const a = edgeFrom[e]!;
          const b = edgeTo[e]!;
          // Of several crossings in one pixel the smallest counts, whatever the order.
          keepSmallest(
            lons,
            lats,
            vertex,
            lons[a]! + crossing.t * (lons[b]! - lons[a]!),
            lats[a]! + crossing.t * (lats[b]! - lats[a]!),
          );
        }
        addNode(e, vertex);
        addNode(other, vertex);
      }
      return false;
    });
  }
  // Crossings are hot pixels too: other edges that pass through them get them as nodes.
  for (const vertex of hot) {
    const x = points.xs[vertex]!;
    const y = points.ys[vertex]!;
    index.search(x - 0.5, y - 0.5, x + 0.5, y + 0.5, (edge) => {
      if (meets(edge, vertex)) addNode(edge, vertex);
      return false;
    });
  }

  const edges = new EdgeTable(count + nodes.size * 2);
  for (let e = 0; e < count; e++) {
    const inner = nodes.get(e);
    const path =
      inner === undefined
        ? [edgeFrom[e]!, edgeTo[e]!]
        : [edgeFrom[e]!, ...sortAlong(snapped, e, [...inner]), edgeTo[e]!];
    for (let i = edgeStart[e]!; i < edgeStart[e + 1]!; i++) {
      for (let k = 1; k < path.length; k++) {
        edges.add(path[k - 1]!, path[k]!, edgePolygons[i]!, e);
      }
    }
  }
  return { ...snapped, ...edges.freeze(), ...sources, splits, crossings };
}

function bounds(snapped: SnappedCoverage, edge: number): [number, number, number, number] {
  const { xs, ys } = snapped.points;
  const a = snapped.edgeFrom[edge]!;
  const b = snapped.edgeTo[edge]!;
  return [
    Math.min(xs[a]!, xs[b]!),
    Math.min(ys[a]!, ys[b]!),
    Math.max(xs[a]!, xs[b]!),
    Math.max(ys[a]!, ys[b]!),
  ];
}

function crossingOf(snapped: SnappedCoverage, e: number, f: number) {
  const { xs, ys } = snapped.points;
  const a = snapped.edgeFrom[e]!;
  const b = snapped.edgeTo[e]!;
  const c = snapped.edgeFrom[f]!;
  const d = snapped.edgeTo[f]!;
  // Edges that share an end point cannot cross properly.
  if (a === c || a === d || b === c || b === d) return null;
  return properCrossing(xs[a]!, ys[a]!, xs[b]!, ys[b]!, xs[c]!, ys[c]!, xs[d]!, ys[d]!);
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
