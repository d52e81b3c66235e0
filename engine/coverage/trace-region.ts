import { fromGrid } from '../geometry/grid.ts';
import type { PlanarGraph } from './arrangement.ts';
import { halfEdgeOrigin, marksOf, twinOf } from './trace-faces.ts';
import type { Position } from './types.ts';

/** A connected region of the arrangement as a polygon: shell counter-clockwise first, then holes; rings closed. */
export interface Region {
  rings: Position[][];
  /** Half-edges of its boundary, region on the left. */
  boundary: number[];
  /** Those of the shell alone. */
  shell: number[];
}

/**
 * Traces a group of faces that are connected across edges into one polygon.
 * Rings that touch themselves at a vertex are cut there, so every ring is simple.
 * @param owners the region's own owners, where it is a matter between them: vertices that only
 *   others put on their straight edges are left out, as if the others were not there
 */
export function traceRegion(
  arrangement: PlanarGraph,
  group: readonly number[],
  owners?: readonly number[],
): Region {
  const { noded, faces, boundaries } = arrangement;
  const { isMarked, isSeen } = marksOf(faces);
  for (const face of group) isMarked[face] = 1;
  const isInside = (halfEdge: number): boolean => isMarked[faces.faceOf[halfEdge]!] === 1;
  const boundary: number[] = [];
  for (const face of group) {
    for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
      const h = boundaries.list[i]!;
      if (!isInside(twinOf(h))) boundary.push(h);
    }
  }
  const rings: number[][] = [];
  for (const first of boundary) {
    if (isSeen[first] === 1) continue;
    const walk: number[] = [];
    for (let h = first; isSeen[h] === 0; ) {
      isSeen[h] = 1;
      walk.push(h);
      h = faces.next[h]!;
      // Edges inside the region are stepped over.
      while (isInside(twinOf(h))) h = faces.next[twinOf(h)]!;
    }
    cutAtRepeatedVertices(noded, walk, rings);
  }
  for (const h of boundary) isSeen[h] = 0;
  for (const face of group) isMarked[face] = 0;
  const ordered = shellFirst(arrangement, rings);
  return {
    rings: ordered.map((ring) =>
      toLonLat(arrangement, owners ? dropForeignVertices(noded, ring, owners) : ring),
    ),
    boundary,
    shell: ordered[0] ?? [],
  };
}

/** Splits a closed walk of half-edges into simple rings. Walks along a dangling edge and back vanish. */
function cutAtRepeatedVertices(
  noded: PlanarGraph['noded'],
  walk: readonly number[],
  rings: number[][],
): void {
  const path: number[] = [];
  const place = new Map<number, number>();
  for (const halfEdge of walk) {
    const vertex = halfEdgeOrigin(noded, halfEdge);
    const at = place.get(vertex);
    if (at !== undefined) {
      const loop = path.splice(at);
      for (const h of loop) place.delete(halfEdgeOrigin(noded, h));
      if (loop.length > 2) rings.push(loop);
    }
    place.set(vertex, path.length);
    path.push(halfEdge);
  }
  if (path.length > 2) rings.push(path);
}

/** The shell is the ring whose box contains the others'. Rings start at their smallest vertex. */
function shellFirst({ noded }: PlanarGraph, rings: number[][]): number[][] {
  const { xs, ys } = noded.points;
  const keyed = rings.map((ring) => {
    let minX = Number.POSITIVE_INFINITY;
    let minY = Number.POSITIVE_INFINITY;
    let maxX = Number.NEGATIVE_INFINITY;
    let maxY = Number.NEGATIVE_INFINITY;
    let first = 0;
    ring.forEach((h, i) => {
      const v = halfEdgeOrigin(noded, h);
      const x = xs[v]!;
      const y = ys[v]!;
      minX = Math.min(minX, x);
      minY = Math.min(minY, y);
      maxX = Math.max(maxX, x);
      maxY = Math.max(maxY, y);
      const f = halfEdgeOrigin(noded, ring[first]!);
      if (x < xs[f]! || (x === xs[f] && y < ys[f]!)) first = i;
    });
    return {
      ring: [...ring.slice(first), ...ring.slice(0, first)],
      extent: maxX - minX + (maxY - minY),
      minX,
      minY,
    };
  });
  keyed.sort((a, b) => b.extent - a.extent || a.minX - b.minX || a.minY - b.minY);
  return keyed.map(({ ring }) => ring);
}

/** Half-edges whose origin is a vertex or crossing of the owners themselves. */
function dropForeignVertices(
  noded: PlanarGraph['noded'],
  ring: number[],
  owners: readonly number[],
): number[] {
  const isKept = Uint8Array.from(ring, (halfEdge, i) =>
    isForeignVertex(
      noded,
      halfEdgeOrigin(noded, halfEdge),
      ring[i === 0 ? ring.length - 1 : i - 1]! >> 1,
      halfEdge >> 1,
      owners,
    )
      ? 0
      : 1,
  );
  if (!isKept.includes(0)) return ring;
  keepHiddenTurns(noded, ring, owners, isKept);
  const kept = ring.filter((_, i) => isKept[i] === 1);
  return kept.length > 2 ? kept : ring;
}

/**
 * A run of vertices may pass from one edge, before noding, to another over a piece of both that is too short
 * to show the turn. Where no one edge goes all the way, those stay at which the edges change.
 */
function keepHiddenTurns(
  noded: PlanarGraph['noded'],
  ring: readonly number[],
  owners: readonly number[],
  isKept: Uint8Array,
): void {
  const first = isKept.indexOf(1);
  if (first < 0) return;
  const sourcesAt = (i: number): number[] => ownSources(noded, ring[i]! >> 1, owners);
  const end = first + ring.length;
  for (let i = first; i < end; ) {
    // The edges from one kept vertex to the next.
    let next = i + 1;
    while (next < end && isKept[next % ring.length] === 0) next++;
    if (next > i + 1) {
      const run = Array.from({ length: next - i }, (_, k) => (i + k) % ring.length);
      const lists = run.map(sourcesAt);
      if (!lists[0]!.some((source) => lists.every((list) => list.includes(source)))) {
        run.forEach((at, k) => {
          const [last, here] = [lists[k - 1], lists[k]!];
          if (last === undefined) return;
          const isSame = last.length === here.length && last.every((s) => here.includes(s));
          if (!isSame) isKept[at] = 1;
        });
      }
    }
    i = next;
  }
}

/** The edges of the owners' rings, before noding, that an edge is a piece of. */
function ownSources(
  { edgeStart, edgeSources, edgePolygons, polygonOwner }: PlanarGraph['noded'],
  edge: number,
  owners: readonly number[],
): number[] {
  const sources: number[] = [];
  for (let i = edgeStart[edge]!; i < edgeStart[edge + 1]!; i++) {
    const isOwn = owners.includes(polygonOwner[edgePolygons[i]!]!);
    if (isOwn && !sources.includes(edgeSources[i]!)) sources.push(edgeSources[i]!);
  }
  return sources;
}

/**
 * Is a vertex in the middle of an edge, before noding, of the owners' rings, and an end of none?
 * @param before the edge that ends there, @param after the one that begins
 */
function isForeignVertex(
  {
    edgeStart,
    edgeSources,
    edgePolygons,
    polygonOwner,
    sourceFrom,
    sourceTo,
  }: PlanarGraph['noded'],
  vertex: number,
  before: number,
  after: number,
  owners: readonly number[],
): boolean {
  const isOwn = (entry: number): boolean => owners.includes(polygonOwner[edgePolygons[entry]!]!);
  const isEnd = (source: number): boolean =>
    sourceFrom[source] === vertex || sourceTo[source] === vertex;
  for (let j = edgeStart[after]!; j < edgeStart[after + 1]!; j++) {
    if (isEnd(edgeSources[j]!) && isOwn(j)) return false;
  }
  let goesOn = false;
  for (let i = edgeStart[before]!; i < edgeStart[before + 1]!; i++) {
    if (!isOwn(i)) continue;
    const source = edgeSources[i]!;
    if (isEnd(source)) return false;
    for (let j = edgeStart[after]!; j < edgeStart[after + 1]! && !goesOn; j++) {
      goesOn = edgeSources[j] === source && isOwn(j);
    }
  }
  return goesOn;
}

function toLonLat({ noded }: PlanarGraph, ring: number[]): Position[] {
  const positions = ring.map((h) => vertexPosition(noded, halfEdgeOrigin(noded, h)));
  positions.push([...positions[0]!]);
  return positions;
}

/** A vertex in degrees: the coordinates it was given, or the crossing's, unrounded. */
export function vertexPosition(noded: PlanarGraph['noded'], vertex: number): Position {
  return [
    noded.lons[vertex] ?? fromGrid(noded.points.xs[vertex]!),
    noded.lats[vertex] ?? fromGrid(noded.points.ys[vertex]!),
  ];
}
