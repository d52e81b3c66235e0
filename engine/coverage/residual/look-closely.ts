import Flatbush from 'flatbush';
import { geodesicArea } from '../../geometry/geodesic.ts';
import { type PackedAreas, unpackArea } from '../../geometry/packed-areas.ts';
import { err, ok, type Result } from '../../result.ts';
import { type Arrangement, connectFaces, ownersOf } from '../arrangement.ts';
import { byAreaThenPlace } from '../context.ts';
import type { CoverageFacts, Unexamined } from '../coverage-facts.ts';
import { collectOutside, type Outside } from '../find-outside.ts';
import { collectOverlaps, type OverlapPair } from '../find-overlaps.ts';
import { TooTangledError } from '../node-edges.ts';
import { type AreaIndex, type Box, buildLocalArrangement } from './local-arrangement.ts';
import type { SegmentMatch } from './match-segments.ts';
import type { ResidualGraph } from './residual-graph.ts';

/** Overlaps and land outside, from local arrangements around every face that has them. */
export function lookClosely(
  packed: PackedAreas,
  outline: PackedAreas | null,
  match: SegmentMatch,
  graph: ResidualGraph,
): Pick<CoverageFacts, 'overlaps' | 'outside' | 'unexamined'> {
  const suspect: number[] = [];
  for (let face = 0; face < graph.faces.faceCount; face++) {
    const isOutside =
      graph.hasJurisdiction && graph.count[face]! > 0 && graph.inJurisdiction[face] === 0;
    if (graph.count[face]! > 1 || isOutside) suspect.push(face);
  }
  if (suspect.length === 0) return { overlaps: [], outside: [], unexamined: [] };
  const groups = connectFaces(graph, suspect).map((group) => boxOfFaces(graph, group));
  const areaBoxes = new AreaBoxes(packed);
  const index: AreaIndex = {
    packed,
    outline,
    polygons: indexPolygons(packed, outline),
    polygonArea: match.polygonArea,
  };
  const pairs = new Map<number, OverlapPair>();
  const scattered = new Set<OverlapPair>();
  const beyond = new Map<number, Outside>();
  const unexamined: Unexamined[] = [];
  for (const box of mergeBoxes(groups)) {
    const closeLook = examine(index, areaBoxes, box);
    if (!closeLook.ok) {
      unexamined.push({ box, reason: closeLook.error });
      continue;
    }
    const { local, found } = closeLook.value;
    for (const pair of found) {
      const known = addPair(pairs, pair, packed.count);
      if (known !== pair) scattered.add(known);
    }
    for (const item of collectOutside(local)) addOutside(beyond, item);
  }
  for (const pair of scattered) pair.contained = containedAcrossBoxes(packed, pair);
  return {
    overlaps: [...pairs.values()],
    outside: [...beyond.values()].sort((a, b) => a.owner - b.owner),
    unexamined,
  };
}

/** A place that was too tangled does not keep the others from being examined. */
function examine(
  index: AreaIndex,
  areaBoxes: AreaBoxes,
  box: Box,
): Result<{ local: Arrangement; found: OverlapPair[] }, string> {
  try {
    const local = buildLocalArrangement(index, box);
    const faceCount = countFaces(local);
    const found = collectOverlaps(local, (owner) =>
      areaBoxes.isInside(owner, box) ? (faceCount.get(owner) ?? 0) : Number.POSITIVE_INFINITY,
    );
    return ok({ local, found });
  } catch (error) {
    if (error instanceof TooTangledError) return err(error.message);
    throw error;
  }
}

function countFaces(local: Arrangement): Map<number, number> {
  const counts = new Map<number, number>();
  for (let face = 0; face < local.faces.faceCount; face++) {
    for (const owner of ownersOf(local, face)) counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  return counts;
}

function addPair(pairs: Map<number, OverlapPair>, pair: OverlapPair, count: number): OverlapPair {
  const key = pair.a * count + pair.b;
  const known = pairs.get(key) ?? pair;
  if (known === pair) pairs.set(key, pair);
  else {
    known.regions = [...known.regions, ...pair.regions].sort(byAreaThenPlace);
    known.areaSquareMetres += pair.areaSquareMetres;
  }
  return known;
}

/** Whether the overlap of a pair found in several places makes up the whole of one of them. */
function containedAcrossBoxes(
  packed: PackedAreas,
  { a, b, areaSquareMetres }: OverlapPair,
): OverlapPair['contained'] {
  const isWhole = (owner: number): boolean => {
    const area = geodesicArea(unpackArea(packed, owner)!);
    return area - areaSquareMetres < Math.max(1e-3, 1e-7 * area);
  };
  const [isAInB, isBInA] = [isWhole(a), isWhole(b)];
  return isAInB && isBInA ? 'both' : isAInB ? 'a' : isBInA ? 'b' : null;
}

function addOutside(beyond: Map<number, Outside>, item: Outside): void {
  const known = beyond.get(item.owner);
  if (known === undefined) beyond.set(item.owner, item);
  else {
    known.regions = [...known.regions, ...item.regions].sort(byAreaThenPlace);
    known.areaSquareMetres += item.areaSquareMetres;
  }
}

function boxOfFaces({ noded, boundaries }: ResidualGraph, faces: readonly number[]): Box {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const face of faces) {
    for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
      const edge = boundaries.list[i]! >> 1;
      for (const vertex of [noded.edgeFrom[edge]!, noded.edgeTo[edge]!]) {
        west = Math.min(west, noded.lons[vertex]!);
        east = Math.max(east, noded.lons[vertex]!);
        south = Math.min(south, noded.lats[vertex]!);
        north = Math.max(north, noded.lats[vertex]!);
      }
    }
  }
  return [west, south, east, north];
}

/** Space between boxes that are looked at apart, in degrees; above what a local box is padded by. */
const APART = 1e-3;

/** Joins boxes until no two come near each other. */
export function mergeBoxes(boxes: readonly Box[]): Box[] {
  let current = [...boxes];
  for (;;) {
    const index = new Flatbush(current.length);
    for (const [west, south, east, north] of current) index.add(west, south, east, north);
    index.finish();
    const taken = new Uint8Array(current.length);
    const merged: Box[] = [];
    current.forEach((box, i) => {
      if (taken[i]) return;
      taken[i] = 1;
      let [west, south, east, north] = box;
      for (const j of index.search(west - APART, south - APART, east + APART, north + APART)) {
        if (taken[j]) continue;
        taken[j] = 1;
        const other = current[j]!;
        west = Math.min(west, other[0]);
        south = Math.min(south, other[1]);
        east = Math.max(east, other[2]);
        north = Math.max(north, other[3]);
      }
      merged.push([west, south, east, north]);
    });
    if (merged.length === current.length) return merged;
    current = merged;
  }
}

function indexPolygons(packed: PackedAreas, outline: PackedAreas | null): Flatbush {
  const sources = outline === null ? [packed] : [packed, outline];
  const total = sources.reduce((sum, source) => sum + source.polygonRing.length - 1, 0);
  const index = new Flatbush(total);
  for (const source of sources) {
    for (let p = 0; p < source.polygonRing.length - 1; p++) {
      // The shell's box contains the holes'.
      const r = source.polygonRing[p]!;
      const [west, south, east, north] = boxOfRing(source, r);
      index.add(west, south, east, north);
    }
  }
  index.finish();
  return index;
}

function boxOfRing({ coordinates, ringStart }: PackedAreas, ring: number): Box {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (let k = ringStart[ring]!; k < ringStart[ring + 1]!; k++) {
    const lon = coordinates[2 * k]!;
    const lat = coordinates[2 * k + 1]!;
    if (lon < west) west = lon;
    if (lon > east) east = lon;
    if (lat < south) south = lat;
    if (lat > north) north = lat;
  }
  return [west, south, east, north];
}

class AreaBoxes {
  private readonly packed: PackedAreas;

  constructor(packed: PackedAreas) {
    this.packed = packed;
  }

  isInside(area: number, [west, south, east, north]: Box): boolean {
    const { areaPolygon, polygonRing } = this.packed;
    for (let p = areaPolygon[area]!; p < areaPolygon[area + 1]!; p++) {
      const box = boxOfRing(this.packed, polygonRing[p]!);
      if (box[0] < west || box[1] < south || box[2] > east || box[3] > north) return false;
    }
    return true;
  }
}
