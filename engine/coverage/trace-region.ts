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
  const traced: Position[][] = [];
  for (const ring of ordered) {
    traced.push(toLonLat(arrangement, owners ? dropForeignVertices(noded, ring, owners) : ring));
  }
  return { rings: traced, boundary, shell: ordered[0] ?? [] };
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
  const keyed: KeyedRing[] = [];
  for (const ring of rings) keyed.push(keyOf(noded, ring));
  if (keyed.length > 1) keyed.sort(byExtent);
  for (let i = 0; i < keyed.length; i++) rings[i] = keyed[i]!.ring;
  return rings;
}

interface KeyedRing {
  ring: number[];
  /** Width and height. */
  extent: number;
  minX: number;
  minY: number;
}

const byExtent = (a: KeyedRing, b: KeyedRing): number =>
  b.extent - a.extent || a.minX - b.minX || a.minY - b.minY;

function keyOf(noded: PlanarGraph['noded'], ring: number[]): KeyedRing {
  const { xs, ys } = noded.points;
  let minX = Number.POSITIVE_INFINITY;
  let minY = Number.POSITIVE_INFINITY;
  let maxX = Number.NEGATIVE_INFINITY;
  let maxY = Number.NEGATIVE_INFINITY;
  let first = 0;
  let f = halfEdgeOrigin(noded, ring[0]!);
  for (let i = 0; i < ring.length; i++) {
    const v = halfEdgeOrigin(noded, ring[i]!);
    const x = xs[v]!;
    const y = ys[v]!;
    if (x < minX) minX = x;
    if (y < minY) minY = y;
    if (x > maxX) maxX = x;
    if (y > maxY) maxY = y;
    if (x < xs[f]! || (x === xs[f] && y < ys[f]!)) {
      first = i;
      f = v;
    }
  }
  const turned = first === 0 ? ring : [...ring.slice(first), ...ring.slice(0, first)];
  return { ring: turned, extent: maxX - minX + (maxY - minY), minX, minY };
}

/** Half-edges whose origin is a vertex or crossing of the owners themselves. */
function dropForeignVertices(
  noded: PlanarGraph['noded'],
  ring: number[],
  owners: readonly number[],
): number[] {
  const isKept = new Uint8Array(ring.length).fill(1);
  let isAnyForeign = false;
  for (let i = 0; i < ring.length; i++) {
    const vertex = halfEdgeOrigin(noded, ring[i]!);
    const before = ring[i === 0 ? ring.length - 1 : i - 1]! >> 1;
    if (!isForeignVertex(noded, vertex, before, ring[i]! >> 1, owners)) continue;
    isKept[i] = 0;
    isAnyForeign = true;
  }
  if (!isAnyForeign) return ring;
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
  noded: PlanarGraph['noded'],
  vertex: number,
  before: number,
  after: number,
  owners: readonly number[],
): boolean {
  const { edgeStart, edgeSources } = noded;
  for (let j = edgeStart[after]!; j < edgeStart[after + 1]!; j++) {
    if (isEnd(noded, edgeSources[j]!, vertex) && isOwn(noded, j, owners)) return false;
  }
  let goesOn = false;
  for (let i = edgeStart[before]!; i < edgeStart[before + 1]!; i++) {
    if (!isOwn(noded, i, owners)) continue;
    const source = edgeSources[i]!;
    if (isEnd(noded, source, vertex)) return false;
    for (let j = edgeStart[after]!; j < edgeStart[after + 1]! && !goesOn; j++) {
      goesOn = edgeSources[j] === source && isOwn(noded, j, owners);
    }
  }
  return goesOn;
}

/** Does a source end at a vertex? */
const isEnd = (noded: PlanarGraph['noded'], source: number, vertex: number): boolean =>
  noded.sourceFrom[source] === vertex || noded.sourceTo[source] === vertex;

/** Is an entry of `edgePolygons` one of the owners'? */
function isOwn(noded: PlanarGraph['noded'], entry: number, owners: readonly number[]): boolean {
  const owner = noded.polygonOwner[noded.edgePolygons[entry]!]!;
  for (let i = 0; i < owners.length; i++) if (owners[i] === owner) return true;
  return false;
}

function toLonLat({ noded }: PlanarGraph, ring: number[]): Position[] {
  const positions: Position[] = [];
  for (const h of ring) positions.push(vertexPosition(noded, halfEdgeOrigin(noded, h)));
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
