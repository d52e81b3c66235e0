import type { OwnVertices } from '../../coverage/repair/own-vertices.ts';
import type { VertexPolygon } from '../../coverage/repair/trace-owners.ts';
import type { PointIndex } from '../../geometry/point-index.ts';

/** Units of the grid (micrometres). Where edges meet at a sharp angle, they pass the same places for some units. */
const NEAR = 4;

/**
 * Gives rings back the vertices that a crossing some micrometres away took out of them. Where a line crosses a border so near to one of
 * its vertices, both edges there may pass the crossing's place on the grid: they run to the vertex and back, which is no border, and the ring
 * would be written a micrometre beside the vertex that it had; the next community, which has it too and stays as it is, would not. So
 * the crossing is that vertex, for all.
 * @param polygonsOf of each owner, by vertex of the arrangement
 */
export function keepVertices(
  polygonsOf: readonly VertexPolygon[][],
  own: OwnVertices,
  points: PointIndex,
): VertexPolygon[][] {
  const given = new Uint8Array(points.size);
  for (const positions of own.positionsOf) for (const vertex of positions.keys()) given[vertex] = 1;
  const used = new Uint8Array(points.size);
  for (const loop of polygonsOf.flat(2)) for (const vertex of loop) used[vertex] = 1;
  const keptAs = new Map<number, number>();
  for (let vertex = 0; vertex < points.size; vertex++) {
    if (used[vertex] === 0 || given[vertex] === 1) continue;
    // A vertex within a unit that a ring has still: the crossing is welded to it when the rings are written.
    if (verticesBeside(points, vertex, 1).some((at) => given[at] === 1 && used[at] === 1)) continue;
    const lost = verticesBeside(points, vertex, NEAR).find(
      (at) => given[at] === 1 && used[at] === 0,
    );
    if (lost === undefined) continue;
    keptAs.set(vertex, lost);
    used[lost] = 1;
  }
  if (keptAs.size === 0) return polygonsOf.map((polygons) => [...polygons]);
  return polygonsOf.map((polygons) =>
    polygons.map((loops) => loops.map((loop) => loop.map((v) => keptAs.get(v) ?? v))),
  );
}

/** Points at most so many units away on each axis, the nearest first. */
function verticesBeside(points: PointIndex, vertex: number, units: number): number[] {
  const [x, y] = [points.xs[vertex]!, points.ys[vertex]!];
  const found: { at: number; distance: number }[] = [];
  for (let dx = -units; dx <= units; dx++) {
    for (let dy = -units; dy <= units; dy++) {
      const at = dx === 0 && dy === 0 ? -1 : points.find(x + dx, y + dy);
      if (at >= 0) found.push({ at, distance: dx * dx + dy * dy });
    }
  }
  return found.sort((a, b) => a.distance - b.distance).map(({ at }) => at);
}
