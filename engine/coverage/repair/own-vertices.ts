import { toGrid } from '../../geometry/grid.ts';
import { PointIndex } from '../../geometry/point-index.ts';
import type { NodedCoverage } from '../node-edges.ts';
import type { AreaGeometry, Position } from '../types.ts';

/** A ring of the input as vertices of the arrangement; consecutive repetitions count once. */
export interface OwnRing {
  polygon: number;
  vertices: number[];
  /** The ring itself. */
  positions: readonly Position[];
}

/** The vertices that each community (and, last, the jurisdiction) brought along. */
export interface OwnVertices {
  ringsOf: readonly (readonly OwnRing[])[];
  /** Vertex → the position as the owner wrote it. */
  positionsOf: readonly ReadonlyMap<number, Position>[];
}

/** Finds the input's positions in the arrangement. */
export function findOwnVertices(
  noded: NodedCoverage,
  geometries: readonly (AreaGeometry | null)[],
): OwnVertices {
  const vertexAt = indexVertices(noded);
  const ringsOf: OwnRing[][] = [];
  const positionsOf: Map<number, Position>[] = [];
  for (const geometry of geometries) {
    const rings: OwnRing[] = [];
    const positions = new Map<number, Position>();
    const polygons =
      geometry === null
        ? []
        : geometry.type === 'Polygon'
          ? [geometry.coordinates]
          : geometry.coordinates;
    polygons.forEach((polygon, p) => {
      for (const ring of polygon) {
        const vertices: number[] = [];
        for (const position of ring) {
          const vertex = vertexAt(position);
          if (vertex < 0) continue;
          if (!positions.has(vertex)) positions.set(vertex, position);
          if (vertices.at(-1) !== vertex) vertices.push(vertex);
        }
        while (vertices.length > 1 && vertices[0] === vertices.at(-1)) vertices.pop();
        rings.push({ polygon: p, vertices, positions: ring });
      }
    });
    ringsOf.push(rings);
    positionsOf.push(positions);
  }
  return { ringsOf, positionsOf };
}

/**
 * Position → vertex of the arrangement, −1 where it has none. A grid point that was welded into its
 * neighbour has no edges; it stands for the first neighbour, in the order of coordinates, that has.
 */
function indexVertices({
  points,
  edgeFrom,
  edgeTo,
}: NodedCoverage): (position: Position) => number {
  const index = new PointIndex(edgeFrom.length);
  const ids: number[] = [];
  const add = (vertex: number): void => {
    const at = index.add(points.xs[vertex]!, points.ys[vertex]!);
    if (at === ids.length) ids.push(vertex);
  };
  for (const vertex of edgeFrom) add(vertex);
  for (const vertex of edgeTo) add(vertex);
  return (position) => {
    const x = toGrid(position[0]!);
    const y = toGrid(position[1]!);
    const exact = index.find(x, y);
    if (exact >= 0) return ids[exact]!;
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        const near = index.find(x + dx, y + dy);
        if (near >= 0) return ids[near]!;
      }
    }
    return -1;
  };
}
