import type { PointIndex } from '../../geometry/point-index.ts';
import type { VertexPolygon } from './trace-owners.ts';

/** The land of each owner, its new vertices welded. */
export interface WeldedOwners {
  polygonsOf: readonly (readonly VertexPolygon[])[];
  /** Is the owner's land other than it was before? */
  isTouched: (owner: number) => boolean;
}

/**
 * Welds new vertices as the audit will when it reads the result: a crossing one grid unit (a micrometre)
 * from another vertex becomes that vertex, on all rings that have it. Else the rings of both sides would be
 * written with two vertices where the next pass, or the next reader, sees one, and might then
 * differ by a triangle a micrometre wide.
 *
 * @param polygonsOf of each owner, by vertex
 * @param isGiven did the vertex stand in the input? Such a vertex stays what it is
 * @param apart vertices that are left as they are
 */
export function weldNewVertices(
  polygonsOf: readonly (readonly VertexPolygon[])[],
  points: PointIndex,
  isGiven: (vertex: number) => boolean,
  apart: ReadonlySet<number>,
): WeldedOwners {
  const standIn = findStandIns(polygonsOf, points, isGiven, apart);
  const touched = new Set<number>();
  const welded = polygonsOf.map((polygons, owner) => {
    if (standIn.size === 0 || !polygons.flat(2).some((vertex) => standIn.has(vertex)))
      return polygons;
    touched.add(owner);
    return polygons.map((loops) => weldLoops(loops, standIn));
  });
  return { polygonsOf: welded, isTouched: (owner) => touched.has(owner) };
}

/** New vertex → the vertex that it becomes: a given one, or the first of several new ones. */
function findStandIns(
  polygonsOf: readonly (readonly VertexPolygon[])[],
  points: PointIndex,
  isGiven: (vertex: number) => boolean,
  apart: ReadonlySet<number>,
): Map<number, number> {
  const isUsed = new Uint8Array(points.size);
  const fresh: number[] = [];
  for (const polygons of polygonsOf) {
    for (const vertex of polygons.flat(2)) {
      if (isUsed[vertex] === 0 && !isGiven(vertex) && !apart.has(vertex)) fresh.push(vertex);
      isUsed[vertex] = 1;
    }
  }
  fresh.sort((a, b) => (isBefore(points, a, b) ? -1 : 1));
  const standIn = new Map<number, number>();
  for (const vertex of fresh) {
    const near = neighboursOf(points, vertex).filter(
      (other) => isUsed[other] === 1 && !apart.has(other) && !standIn.has(other),
    );
    const into = near.find(isGiven) ?? near.find((other) => isBefore(points, other, vertex));
    if (into !== undefined) standIn.set(vertex, into);
  }
  return standIn;
}

/** Without the loops that nothing is left of; nothing at all when the shell is one of them. */
function weldLoops(loops: VertexPolygon, standIn: ReadonlyMap<number, number>): VertexPolygon {
  const [shell = [], ...holes] = loops.map((loop) =>
    loop
      .map((vertex) => standIn.get(vertex) ?? vertex)
      .filter((vertex, i, all) => vertex !== all[(i + all.length - 1) % all.length]),
  );
  const hasArea = (loop: readonly number[]): boolean => loop.length > 2;
  return hasArea(shell) ? [shell, ...holes.filter(hasArea)] : [];
}

const isBefore = ({ xs, ys }: PointIndex, a: number, b: number): boolean =>
  xs[a]! < xs[b]! || (xs[a] === xs[b] && ys[a]! < ys[b]!);

/** Points at most one unit away on each axis, in the order of coordinates. */
function neighboursOf(points: PointIndex, vertex: number): number[] {
  const found: number[] = [];
  for (let dx = -1; dx <= 1; dx++) {
    for (let dy = -1; dy <= 1; dy++) {
      if (dx === 0 && dy === 0) continue;
      const other = points.find(points.xs[vertex]! + dx, points.ys[vertex]! + dy);
      if (other >= 0) found.push(other);
    }
  }
  return found;
}
