import type { NodedCoverage } from '../coverage/node-edges.ts';
import { fromGrid } from '../geometry/grid.ts';
import { PointIndex } from '../geometry/point-index.ts';

/**
 * The same noded edges with vertices numbered from west to east (then south to north) and edges by
 * their ends. Noding gives the same set of edges whatever the order of the input; after this, so are
 * all numbers, and every sum and every tie that follows from them.
 *
 * Vertices that no edge ends at are left out. Those from `given` on are crossings and lie on the
 * grid exactly, so that whoever snaps them again finds them where they are.
 */
export function canonicalOrder(noded: NodedCoverage, given: number): NodedCoverage {
  const { xs, ys } = noded.points;
  const { vertices, placeOf } = sortVertices(noded);
  const points = new PointIndex(Math.max(16, vertices.length));
  const lons = new Float64Array(vertices.length);
  const lats = new Float64Array(vertices.length);
  vertices.forEach((vertex, place) => {
    points.add(xs[vertex]!, ys[vertex]!);
    lons[place] = vertex < given ? noded.lons[vertex]! : fromGrid(xs[vertex]!);
    lats[place] = vertex < given ? noded.lats[vertex]! : fromGrid(ys[vertex]!);
  });
  return {
    points,
    lons,
    lats,
    polygonOwner: noded.polygonOwner,
    ...sortEdges(noded, placeOf),
    welded: Int32Array.from(vertices.keys()),
    vertices: new Int32Array(0),
    sourceFrom: noded.sourceFrom.map((vertex) => placeOf[vertex]!),
    sourceTo: noded.sourceTo.map((vertex) => placeOf[vertex]!),
    splits: [],
    crossings: noded.crossings,
  };
}

/** Vertices with edges in their new order, and the new place of each (−1: none). */
function sortVertices({ points: { xs, ys, size }, edgeFrom, edgeTo }: NodedCoverage) {
  const isUsed = new Uint8Array(size);
  for (let e = 0; e < edgeFrom.length; e++) {
    isUsed[edgeFrom[e]!] = 1;
    isUsed[edgeTo[e]!] = 1;
  }
  const vertices = Int32Array.from(isUsed.keys()).filter((vertex) => isUsed[vertex] === 1);
  vertices.sort((a, b) => xs[a]! - xs[b]! || ys[a]! - ys[b]!);
  const placeOf = new Int32Array(size).fill(-1);
  vertices.forEach((vertex, place) => {
    placeOf[vertex] = place;
  });
  return { vertices, placeOf };
}

function sortEdges(noded: NodedCoverage, placeOf: Int32Array) {
  const { edgeFrom, edgeTo, edgeStart, edgePolygons, edgeSources } = noded;
  const count = edgeFrom.length;
  const from = new Int32Array(count);
  const to = new Int32Array(count);
  for (let e = 0; e < count; e++) {
    const a = placeOf[edgeFrom[e]!]!;
    const b = placeOf[edgeTo[e]!]!;
    from[e] = Math.min(a, b);
    to[e] = Math.max(a, b);
  }
  const order = Int32Array.from(from.keys()).sort((a, b) => from[a]! - from[b]! || to[a]! - to[b]!);
  const start = new Int32Array(count + 1);
  const polygons = new Int32Array(edgePolygons.length);
  const sources = new Int32Array(edgePolygons.length);
  let at = 0;
  order.forEach((e, place) => {
    start[place] = at;
    for (let i = edgeStart[e]!; i < edgeStart[e + 1]!; i++) {
      polygons[at] = edgePolygons[i]!;
      sources[at++] = edgeSources[i]!;
    }
  });
  start[count] = at;
  return {
    edgeFrom: order.map((e) => from[e]!),
    edgeTo: order.map((e) => to[e]!),
    edgeStart: start,
    edgePolygons: polygons,
    edgeSources: sources,
  };
}
