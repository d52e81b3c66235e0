import { noteShape } from '../geometry/kept-shapes.ts';
import { type NodedCoverage, TooTangledError } from './node-edges.ts';
import type { Faces } from './trace-faces.ts';
import { indexFaceBoundaries, twinOf } from './trace-faces.ts';

/**
 * Stage 4 of the audit: which communities cover which face.
 *
 * Walking from the unbounded face, covered by nothing, every edge crossed switches the polygons
 * that run along it an odd number of times. That is the even–odd rule, so the orientation of
 * rings is irrelevant and a self-crossing ring still has a defined interior.
 */
export interface Labels {
  /** Cover of each face: an index into `owners`. Cover 0 is “nothing”. */
  coverOf: Int32Array;
  /** Owners of each cover, ascending, each once: communities only. */
  owners: Int32Array[];
  /** Whether the cover includes the jurisdiction. */
  inJurisdiction: boolean[];
}

/** Thrown when the labels contradict each other: the arrangement is not planar. Never expected. */
export class InconsistentCoverageError extends Error {}

/** Where a labelling begins, when the unbounded face is not the place: inside a wall. */
export interface Start {
  face: number;
  /** Polygons that cover the face. */
  polygons: number[];
  /** A polygon whose edges are not crossed: what lies beyond them stays unlabelled (cover 0). */
  wall: number;
}

/**
 * Labels the faces.
 * @param jurisdictionOwner owner index that stands for the jurisdiction's outline, or −1
 */
export function labelFaces(
  noded: NodedCoverage,
  faces: Faces,
  jurisdictionOwner: number,
  start: Start = { face: 0, polygons: [], wall: -1 },
): Labels {
  const switches = oddPolygons(noded);
  const covers = new CoverTable(noded.polygonOwner, jurisdictionOwner);
  const coverOf = new Int32Array(faces.faceCount).fill(-1);
  coverOf[start.face] = covers.idOf(start.polygons);
  const walls = edgesOf(noded, start.wall);
  const isWall = (edge: number): boolean => walls[edge] === 1;

  const byFace = indexFaceBoundaries(faces);
  const queue = [start.face];
  for (let at = 0; at < queue.length; at++) {
    const face = queue[at]!;
    for (let i = byFace.start[face]!; i < byFace.start[face + 1]!; i++) {
      const halfEdge = byFace.list[i]!;
      const other = faces.faceOf[twinOf(halfEdge)]!;
      if (coverOf[other]! >= 0 || isWall(halfEdge >> 1)) continue;
      coverOf[other] = covers.toggle(coverOf[face]!, switches, halfEdge >> 1);
      queue.push(other);
    }
  }
  for (let e = 0; e < noded.edgeFrom.length; e++) {
    const left = coverOf[faces.faceOf[2 * e]!]!;
    const right = coverOf[faces.faceOf[2 * e + 1]!]!;
    if (start.wall >= 0 && (left < 0 || right < 0 || isWall(e))) continue;
    if (left < 0 || right < 0 || covers.toggle(left, switches, e) !== right) {
      throw new InconsistentCoverageError('the two sides of an edge contradict each other');
    }
  }
  if (start.wall >= 0) {
    for (let face = 0; face < coverOf.length; face++) if (coverOf[face]! < 0) coverOf[face] = 0;
  }
  return { coverOf, owners: covers.owners, inJurisdiction: covers.inJurisdiction };
}

/** 1 for the edges that a polygon runs along. */
function edgesOf({ edgeFrom, edgeStart, edgePolygons }: NodedCoverage, polygon: number) {
  const marks = new Uint8Array(edgeFrom.length);
  if (polygon < 0) return marks;
  for (let e = 0; e < marks.length; e++) {
    for (let i = edgeStart[e]!; i < edgeStart[e + 1]!; i++) {
      if (edgePolygons[i] === polygon) marks[e] = 1;
    }
  }
  return marks;
}

interface Switches {
  start: Int32Array;
  polygons: Int32Array;
}

/** The polygons that run along an edge an odd number of times. */
function oddPolygons({ edgeFrom, edgeStart, edgePolygons }: NodedCoverage): Switches {
  const start = new Int32Array(edgeFrom.length + 1);
  const polygons = new Int32Array(edgePolygons.length);
  let at = 0;
  for (let e = 0; e < edgeFrom.length; e++) {
    start[e] = at;
    for (let i = edgeStart[e]!; i < edgeStart[e + 1]!; ) {
      let run = i + 1;
      while (run < edgeStart[e + 1]! && edgePolygons[run] === edgePolygons[i]) run++;
      if ((run - i) % 2 === 1) polygons[at++] = edgePolygons[i]!;
      i = run;
    }
  }
  start[edgeFrom.length] = at;
  return { start, polygons: polygons.slice(0, at) };
}

/** Entries of all covers together; on a map a face has one or two owners. */
const COVER_BUDGET = 4_000_000;

/** Distinct sets of polygons, so that a face's cover is one integer. */
class CoverTable {
  readonly owners: Int32Array[] = [];
  readonly inJurisdiction: boolean[] = [];
  private readonly sets: number[][] = [];
  private readonly ids = new Map<string, number>();
  /** Cover and polygon to the cover that switching the polygon leads to. */
  private readonly steps = new Map<number, number>();
  private entries = 0;
  private readonly polygonOwner: Int32Array;
  private readonly jurisdictionOwner: number;

  constructor(polygonOwner: Int32Array, jurisdictionOwner: number) {
    this.polygonOwner = polygonOwner;
    this.jurisdictionOwner = jurisdictionOwner;
    this.idOf([]);
    noteShape(this);
  }

  /** The cover on the other side of an edge. */
  toggle(cover: number, { start, polygons }: Switches, edge: number): number {
    const from = start[edge]!;
    const to = start[edge + 1]!;
    if (from === to) return cover;
    if (to - from > 2) return this.toggleAll(cover, polygons, from, to);
    // Step by step, as the steps recur; a border between two areas goes through “neither”.
    const first = this.toggleOne(cover, polygons[from]!);
    return to - from === 1 ? first : this.toggleOne(first, polygons[from + 1]!);
  }

  private toggleOne(cover: number, polygon: number): number {
    const key = cover * this.polygonOwner.length + polygon;
    let next = this.steps.get(key);
    if (next === undefined) {
      next = this.toggleAll(cover, Int32Array.of(polygon), 0, 1);
      this.steps.set(key, next);
    }
    return next;
  }

  private toggleAll(cover: number, polygons: Int32Array, from: number, to: number): number {
    const set = this.sets[cover]!;
    const result: number[] = [];
    let i = 0;
    let j = from;
    while (i < set.length || j < to) {
      const a = i < set.length ? set[i]! : Number.POSITIVE_INFINITY;
      const b = j < to ? polygons[j]! : Number.POSITIVE_INFINITY;
      if (a === b) {
        i++;
        j++;
      } else if (a < b) {
        result.push(a);
        i++;
      } else {
        result.push(b);
        j++;
      }
    }
    return this.idOf(result);
  }

  idOf(set: number[]): number {
    const key = set.join();
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    this.entries += set.length;
    if (this.entries > COVER_BUDGET) {
      throw new TooTangledError('too many areas lie on one another');
    }
    const id = this.sets.length;
    this.ids.set(key, id);
    this.sets.push(set);
    const owners: number[] = [];
    let isInJurisdiction = false;
    for (const polygon of set) {
      const owner = this.polygonOwner[polygon]!;
      if (owner === this.jurisdictionOwner) isInJurisdiction = true;
      else if (!owners.includes(owner)) owners.push(owner);
    }
    this.inJurisdiction.push(isInJurisdiction);
    this.owners.push(Int32Array.from(owners).sort());
    return id;
  }
}
