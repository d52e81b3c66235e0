import { DisjointSets } from '../../geometry/disjoint-sets.ts';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import type { OverlapPair } from '../find-overlaps.ts';
import type { SegmentMatch } from '../residual/match-segments.ts';
import type { ResidualGraph } from '../residual/residual-graph.ts';
import type { Position } from '../types.ts';
import { polygonsOf } from './member.ts';
import type { MemberList } from './member-list.ts';
import type { PairList } from './pair-list.ts';

/**
 * Two polygons whose interiors meet across a line or share area: they are in one connected part of
 * the covered area. Members by position, polygons by index within them.
 */
export interface Contact {
  readonly a: number;
  readonly polygonA: number;
  readonly b: number;
  readonly polygonB: number;
}

/** A polygon of a member. */
export type PolygonReference = readonly [member: number, polygon: number];

/** What contacts are read off. */
export interface ContactSource {
  packed: PackedAreas;
  match: SegmentMatch;
  graph: ResidualGraph;
  overlaps: readonly OverlapPair[];
}

/**
 * The contacts of a coverage, each once, as pairs of polygon indexes `p * polygons + q`, `p < q`.
 */
export function findContacts({ packed, match, graph, overlaps }: ContactSource): Set<number> {
  const polygons = packed.polygonRing.length - 1;
  const pairs = new Set<number>();
  const add = (p: number, q: number): void => {
    if (p !== q) pairs.add(p < q ? p * polygons + q : q * polygons + p);
  };
  addMatched(packed, match, add);
  const { sides, polygon, communities } = graph;
  for (let e = 0; e < sides.start.length - 1; e++) {
    for (let i = sides.start[e]!; i < sides.start[e + 1]!; i++) {
      if (sides.owner[i]! >= communities) continue;
      for (let j = i + 1; j < sides.start[e + 1]!; j++) {
        if (sides.owner[j]! < communities) add(polygon[i]!, polygon[j]!);
      }
    }
  }
  addDoublyCovered(graph, add);
  for (const pair of overlaps) addOverlap(packed, pair, add);
  return pairs;
}

type Add = (p: number, q: number) => void;

function addMatched(
  { ringStart }: PackedAreas,
  { mate, ringPolygon, rings }: SegmentMatch,
  add: Add,
) {
  for (let r = 0; r < ringPolygon.length; r++) {
    let last = -3;
    for (let k = ringStart[r]!, end = ringStart[r + 1]! - 1; k < end; k++) {
      const partner = mate[k]!;
      if (partner < 0) continue;
      if (partner !== last - 1 && partner !== last + 1) {
        add(ringPolygon[r]!, ringPolygon[rings.ringOf(partner)]!);
      }
      last = partner;
    }
  }
}

/** Polygons that both cover a face and have their borders along it: also where it is a hairline. */
function addDoublyCovered(
  { faces, boundaries, count, sides, polygon, communities }: ResidualGraph,
  add: Add,
): void {
  for (let face = 0; face < faces.faceCount; face++) {
    if (count[face]! < 2) continue;
    const covering = new Set<number>();
    for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
      const halfEdge = boundaries.list[i]!;
      const nearSide = 1 - (halfEdge & 1);
      const edge = halfEdge >> 1;
      for (let j = sides.start[edge]!; j < sides.start[edge + 1]!; j++) {
        if (sides.owner[j]! < communities && sides.isLeft[j] === nearSide) {
          covering.add(polygon[j]!);
        }
      }
    }
    for (const p of covering) for (const q of covering) add(p, q);
  }
}

/**
 * An overlap is known by its communities; which of their polygons it is of shows a point of it. One too
 * thin to point into is left to {@link addDoublyCovered}: at such a place other polygons may merely touch.
 */
function addOverlap(packed: PackedAreas, { a, b, regions }: OverlapPair, add: Add): void {
  const [ofA, ofB] = [polygonsOfArea(packed, a), polygonsOfArea(packed, b)];
  if (ofA.length === 1 && ofB.length === 1) {
    add(ofA[0]!, ofB[0]!);
    return;
  }
  for (const region of regions) {
    const { centre } = region.circle;
    const inside = (p: number): boolean => isInPolygon(packed, p, centre);
    const inB = ofB.filter(inside);
    for (const p of ofA.filter(inside)) for (const q of inB) add(p, q);
  }
}

const polygonsOfArea = ({ areaPolygon }: PackedAreas, area: number): number[] =>
  Array.from(
    { length: areaPolygon[area + 1]! - areaPolygon[area]! },
    (_, i) => areaPolygon[area]! + i,
  );

function isInPolygon(
  { coordinates, ringStart, polygonRing }: PackedAreas,
  polygon: number,
  [x, y]: Position,
): boolean {
  let isInside = false;
  for (let r = polygonRing[polygon]!; r < polygonRing[polygon + 1]!; r++) {
    for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++) {
      const ax = coordinates[2 * k]!;
      const ay = coordinates[2 * k + 1]!;
      const bx = coordinates[2 * k + 2]!;
      const by = coordinates[2 * k + 3]!;
      if (ay > y! !== by > y! && ax + ((y! - ay) / (by - ay)) * (bx - ax) > x!) {
        isInside = !isInside;
      }
    }
  }
  return isInside;
}

/** Connected parts of the covered area. */
export class Connections {
  /** Number of connected parts. */
  readonly components: number;
  readonly #sets: DisjointSets;
  /** First polygon of each member. */
  readonly #first: Int32Array;

  constructor(members: MemberList, contacts: PairList<Contact>) {
    this.#first = new Int32Array(members.length + 1);
    members.forEach((member, position) => {
      this.#first[position + 1] = polygonsOf(member);
    });
    for (let i = 0; i < members.length; i++) this.#first[i + 1]! += this.#first[i]!;
    const polygons = this.#first[members.length]!;
    this.#sets = new DisjointSets(polygons);
    contacts.forEach(({ a, polygonA, b, polygonB }) => {
      this.#sets.union(this.#first[a]! + polygonA, this.#first[b]! + polygonB);
    });
    let components = 0;
    for (let p = 0; p < polygons; p++) if (this.#sets.find(p) === p) components++;
    this.components = components;
  }

  /** Whether polygons belong to one part. */
  areOne(polygons: readonly PolygonReference[]): boolean {
    const rootOf = ([member, polygon]: PolygonReference): number =>
      this.#sets.find(this.#first[member]! + polygon);
    return polygons.every((polygon) => rootOf(polygon) === rootOf(polygons[0]!));
  }
}
