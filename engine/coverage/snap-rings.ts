import { toGrid } from '../geometry/grid.ts';
import { IntList } from '../geometry/int-list.ts';
import { noteShape } from '../geometry/kept-shapes.ts';
import { PointIndex } from '../geometry/point-index.ts';
import type { AreaGeometry, Position } from './types.ts';

/**
 * Stage 1 of the audit: rings become integer vertices on the snap grid and undirected edges.
 *
 * - A vertex is a distinct grid point. Points one grid unit apart (a micrometre) are welded into one:
 *   neighbours whose corners differ by rounding noise then share the corner.
 * - An edge is a distinct pair of vertices and knows every polygon whose ring runs along it, once
 *   per run. On a clean coverage each inner edge is known to exactly two polygons.
 * - A polygon is one shell with its holes; its owner is the index of its community.
 */
export interface SnappedCoverage {
  points: PointIndex;
  /** Original coordinates of each vertex: of several originals, the smallest. */
  lons: Float64Array;
  lats: Float64Array;
  /** Owner of each polygon: an index into the input. */
  polygonOwner: Int32Array;
  /** End points of each edge, `from < to`. */
  edgeFrom: Int32Array;
  edgeTo: Int32Array;
  /** Polygons of edge e: `edgePolygons[edgeStart[e] … edgeStart[e + 1])`, with repetition. */
  edgeStart: Int32Array;
  edgePolygons: Int32Array;
  /** Beside each polygon: the edge, before noding, that this one is a piece of. */
  edgeSources: Int32Array;
  /** Vertex that each vertex was welded into; itself for most. */
  welded: Int32Array;
  /** Vertices of the ends of each segment as it was given, before welding. */
  vertices: Int32Array;
}

/** Snaps the geometries; the owner of a polygon is the index of its geometry, null ones have none. */
export function snapRings(geometries: readonly (AreaGeometry | null)[]): SnappedCoverage {
  const polygonOwner = new IntList();
  const rings: Position[][] = [];
  const ringPolygon = new IntList();
  let positions = 0;
  geometries.forEach((geometry, owner) => {
    if (geometry === null) return;
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    for (const polygon of polygons) {
      polygonOwner.push(owner);
      for (const ring of polygon) {
        rings.push(ring);
        ringPolygon.push(polygonOwner.length - 1);
        positions += ring.length;
      }
    }
  });
  const ends = new Float64Array(4 * positions);
  const polygons = new Int32Array(positions);
  let first = 0;
  rings.forEach((ring, r) => {
    putSegments(ring, ends, 4 * first);
    polygons.fill(ringPolygon.at(r), first, first + ring.length);
    first += ring.length;
  });
  return snapSegments(ends, polygons, polygonOwner.toArray());
}

/** Both ends of each segment of a ring. */
function putSegments(ring: readonly Position[], ends: Float64Array, from: number): void {
  if (ring.length === 0) return;
  // The closing position repeats the first: its edge has no length and falls out below.
  let x = ring[ring.length - 1]![0]!;
  let y = ring[ring.length - 1]![1]!;
  for (let i = 0, at = from; i < ring.length; i++, at += 4) {
    const position = ring[i]!;
    ends[at] = x;
    ends[at + 1] = y;
    x = position[0]!;
    y = position[1]!;
    ends[at + 2] = x;
    ends[at + 3] = y;
  }
}

/**
 * Snaps loose segments.
 * @param ends longitude and latitude of both ends, four numbers a segment
 * @param polygons the polygon of each segment, an index into `polygonOwner`
 */
export function snapSegments(
  ends: Float64Array,
  polygons: Int32Array,
  polygonOwner: Int32Array,
): SnappedCoverage {
  const points = new PointIndex(ends.length / 4);
  const lons = new Float64Array(ends.length / 2).fill(Number.NaN);
  const lats = new Float64Array(ends.length / 2).fill(Number.NaN);
  const vertices = snapEnds(ends, points, lons, lats);
  const welded = weldNeighbours(points);
  const edges = joinEnds(vertices, welded, polygons);
  const { edgeFrom, edgeTo, edgeStart, edgePolygons, edgeSources } = edges.freeze();
  return {
    points,
    lons,
    lats,
    polygonOwner,
    edgeFrom,
    edgeTo,
    edgeStart,
    edgePolygons,
    edgeSources,
    welded,
    vertices,
  };
}

// Long loops stand in functions of their own: the engine compiles them while they run for the first time.

/** Vertices of the ends of each segment; `lons` and `lats` are filled in. */
function snapEnds(
  ends: Float64Array,
  points: PointIndex,
  lons: Float64Array,
  lats: Float64Array,
): Int32Array {
  const vertices = new Int32Array(ends.length / 2);
  for (let i = 0; i < vertices.length; i++) {
    const lon = ends[2 * i]!;
    const lat = ends[2 * i + 1]!;
    // Along a ring each segment begins where the one before it ended.
    if (i > 0 && lon === ends[2 * i - 2] && lat === ends[2 * i - 1]) {
      vertices[i] = vertices[i - 1]!;
      continue;
    }
    const vertex = points.add(toGrid(lon), toGrid(lat));
    keepSmallest(lons, lats, vertex, lon, lat);
    vertices[i] = vertex;
  }
  return vertices;
}

function joinEnds(vertices: Int32Array, welded: Int32Array, polygons: Int32Array): EdgeTable {
  const edges = new EdgeTable(polygons.length);
  for (let i = 0; i < polygons.length; i++) {
    const a = welded[vertices[2 * i]!]!;
    const b = welded[vertices[2 * i + 1]!]!;
    if (a !== b) edges.add(a, b, polygons[i]!);
  }
  return edges;
}

/** Gives a vertex the smallest (longitude, then latitude) of the coordinates it stands for. */
export function keepSmallest(
  lons: Float64Array,
  lats: Float64Array,
  vertex: number,
  lon: number,
  lat: number,
): void {
  const known = lons[vertex]!;
  if (Number.isNaN(known) || lon < known || (lon === known && lat < lats[vertex]!)) {
    lons[vertex] = lon;
    lats[vertex] = lat;
  }
}

/**
 * Maps each vertex to its representative: itself, or a vertex at most one unit away on each axis.
 * Greedy in the order of coordinates, so the order of the input does not matter.
 */
export function weldNeighbours(points: PointIndex): Int32Array {
  const representative = new Int32Array(points.size);
  const close: number[] = [];
  const mayHaveNeighbour = crowdedCells(points);
  for (let id = 0; id < points.size; id++) {
    if (mayHaveNeighbour(id) && hasNeighbour(points, id)) {
      close.push(id);
      representative[id] = -1;
    } else representative[id] = id;
  }
  close.sort((a, b) => points.xs[a]! - points.xs[b]! || points.ys[a]! - points.ys[b]!);
  for (const id of close) {
    if (representative[id]! >= 0) continue;
    representative[id] = id;
    forEachNeighbour(points, id, (neighbour) => {
      if (representative[neighbour]! < 0) representative[neighbour] = id;
    });
  }
  return representative;
}

/** Side of a cell that two neighbours share, unless a cell's edge runs between them. */
const CELL = 4096;

/**
 * Rules out neighbours at the cost of one look: points that are alone in their cell, away from its
 * edges, have none. Counts are kept by a hash of the cell, so two cells may share one, which only
 * costs a closer look.
 */
function crowdedCells({ xs, ys, size }: PointIndex): (id: number) => boolean {
  let capacity = 64;
  while (capacity < size * 4) capacity *= 2;
  const mask = capacity - 1;
  const counts = new Uint8Array(capacity);
  const slots = new Int32Array(size);
  for (let id = 0; id < size; id++) {
    const column = Math.floor(xs[id]! / CELL) | 0;
    const row = Math.floor(ys[id]! / CELL) | 0;
    let h = Math.imul(column, 0x9e3779b1) ^ Math.imul(row, 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
    const slot = (h ^ (h >>> 13)) & mask;
    slots[id] = slot;
    if (counts[slot]! < 2) counts[slot]!++;
  }
  const isNearEdge = (ordinate: number): boolean => {
    const within = ordinate - Math.floor(ordinate / CELL) * CELL;
    return within === 0 || within === CELL - 1;
  };
  return (id) => counts[slots[id]!]! > 1 || isNearEdge(xs[id]!) || isNearEdge(ys[id]!);
}

function hasNeighbour(points: PointIndex, id: number): boolean {
  let found = false;
  forEachNeighbour(points, id, () => {
    found = true;
  });
  return found;
}

function forEachNeighbour(points: PointIndex, id: number, visit: (neighbour: number) => void) {
  const x = points.xs[id]!;
  const y = points.ys[id]!;
  for (let dx = -1; dx <= 1; dx++) {
    for (let dy = -1; dy <= 1; dy++) {
      if (dx === 0 && dy === 0) continue;
      const neighbour = points.find(x + dx, y + dy);
      if (neighbour >= 0) visit(neighbour);
    }
  }
}

/** Distinct undirected edges, each with the polygons that run along it. */
export class EdgeTable {
  private table: Int32Array;
  private mask: number;
  private readonly from: IntList;
  private readonly to: IntList;
  /** Of each run: its edge, its polygon, and the edge that it is a piece of. */
  private readonly edge: IntList;
  private readonly polygon: IntList;
  private readonly source: IntList;

  constructor(expected: number) {
    let capacity = 64;
    while (capacity < expected * 2) capacity *= 2;
    this.table = new Int32Array(capacity).fill(-1);
    this.mask = capacity - 1;
    this.from = new IntList(expected);
    this.to = new IntList(expected);
    this.edge = new IntList(expected);
    this.polygon = new IntList(expected);
    this.source = new IntList(expected);
    noteShape(this);
  }

  /**
   * Adds one run of a polygon along a–b.
   * @param source the edge that this one is a piece of; itself when left out
   */
  add(a: number, b: number, polygon: number, source = -1): void {
    const edge = a < b ? this.findOrCreate(a, b) : this.findOrCreate(b, a);
    this.edge.push(edge);
    this.polygon.push(polygon);
    this.source.push(source < 0 ? edge : source);
  }

  private findOrCreate(from: number, to: number): number {
    let slot = hashEdge(from, to) & this.mask;
    for (; ; slot = (slot + 1) & this.mask) {
      const edge = this.table[slot]!;
      if (edge < 0) break;
      if (this.from.at(edge) === from && this.to.at(edge) === to) return edge;
    }
    const edge = this.from.push(from);
    this.to.push(to);
    this.table[slot] = edge;
    if (this.from.length * 2 > this.table.length) this.grow();
    return edge;
  }

  private grow(): void {
    this.table = new Int32Array(this.table.length * 2).fill(-1);
    this.mask = this.table.length - 1;
    for (let edge = 0; edge < this.from.length; edge++) {
      let slot = hashEdge(this.from.at(edge), this.to.at(edge)) & this.mask;
      while (this.table[slot]! >= 0) slot = (slot + 1) & this.mask;
      this.table[slot] = edge;
    }
  }

  /** The table as arrays; the polygons of an edge stand in ascending order, sources beside them. */
  freeze() {
    const edgeStart = this.countRuns();
    const edgePolygons = new Int32Array(this.edge.length);
    const edgeSources = new Int32Array(this.edge.length);
    this.sortRuns(edgeStart, edgePolygons, edgeSources);
    return {
      edgeFrom: this.from.toArray(),
      edgeTo: this.to.toArray(),
      edgeStart,
      edgePolygons,
      edgeSources,
    };
  }

  private countRuns(): Int32Array {
    const start = new Int32Array(this.from.length + 1);
    const edges = this.edge.data;
    for (let run = 0; run < this.edge.length; run++) start[edges[run]! + 1]!++;
    for (let edge = 1; edge < start.length; edge++) start[edge]! += start[edge - 1]!;
    return start;
  }

  private sortRuns(start: Int32Array, polygons: Int32Array, sources: Int32Array): void {
    const end = start.slice();
    for (let run = 0; run < this.edge.length; run++) {
      const edge = this.edge.at(run);
      const polygon = this.polygon.at(run);
      let at = end[edge]!++;
      for (; at > start[edge]! && polygons[at - 1]! > polygon; at--) {
        polygons[at] = polygons[at - 1]!;
        sources[at] = sources[at - 1]!;
      }
      polygons[at] = polygon;
      sources[at] = this.source.at(run);
    }
  }
}

function hashEdge(from: number, to: number): number {
  let h = Math.imul(from, 0x9e3779b1) ^ Math.imul(to, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}
