import Flatbush from 'flatbush';
import { geodesicArea } from '../../geometry/geodesic.ts';
import { noteShape } from '../../geometry/kept-shapes.ts';
import { type PackedAreas, unpackArea } from '../../geometry/packed-areas.ts';
import { err, ok, type Result } from '../../result.ts';
import { type Arrangement, connectFaces } from '../arrangement.ts';
import { byAreaThenPlace } from '../context.ts';
import type { CoverageFacts, Unexamined } from '../coverage-facts.ts';
import { collectOutside, type Outside } from '../find-outside.ts';
import { collectOverlaps, type OverlapPair } from '../find-overlaps.ts';
import { TooTangledError } from '../node-edges.ts';
import {
  type AreaIndex,
  type Box,
  buildLocalArrangement,
  PolygonChunks,
} from './local-arrangement.ts';
import type { SegmentMatch } from './match-segments.ts';
import type { ResidualGraph } from './residual-graph.ts';
import { polygonBoxes, ringFigures, signedArea } from './ring-figures.ts';

/**
 * Overlaps and land outside, from local arrangements around every face that has them.
 * @param areaOf a community's area in m², where `packed` does not hold all of it
 */
export function lookClosely(
  packed: PackedAreas,
  outline: PackedAreas | null,
  match: SegmentMatch,
  graph: ResidualGraph,
  areaOf?: (owner: number) => number,
): Pick<CoverageFacts, 'overlaps' | 'outside' | 'unexamined'> {
  const suspect: number[] = [];
  for (let face = 0; face < graph.faces.faceCount; face++) {
    const isOutside =
      graph.hasJurisdiction && graph.count[face]! > 0 && graph.inJurisdiction[face] === 0;
    if (graph.count[face]! > 1 || isOutside) suspect.push(face);
  }
  if (suspect.length === 0) return { overlaps: [], outside: [], unexamined: [] };
  const groups = connectFaces(graph, suspect).map((group) => boxOfFaces(graph, group));
  const boxes = polygonBoxes(packed);
  const index: AreaIndex = {
    packed,
    outline,
    polygons: indexPolygons(boxes, outline === null ? NO_BOXES : polygonBoxes(outline)),
    polygonArea: match.polygonArea,
    chunks: new PolygonChunks(),
  };
  noteShape(index);
  const pairs = new Map<number, OverlapPair>();
  const beyond = new Map<number, Outside>();
  const unexamined: Unexamined[] = [];
  for (const box of mergeBoxes(groups)) {
    const closeLook = examine(index, box);
    if (!closeLook.ok) {
      unexamined.push({ box, reason: closeLook.error });
      continue;
    }
    const { local, found } = closeLook.value;
    for (const pair of found) addPair(pairs, pair, packed.count);
    for (const item of collectOutside(local)) addOutside(beyond, item);
  }
  const containment = new Containment(
    areaOf ?? ((owner) => geodesicArea(unpackArea(packed, owner)!)),
    areaOf === undefined ? (owner) => roughArea(packed, owner) : () => 0,
  );
  for (const pair of pairs.values()) {
    pair.contained = containment.of(pair);
  }
  return {
    overlaps: [...pairs.values()],
    outside: [...beyond.values()].sort((a, b) => a.owner - b.owner),
    unexamined,
  };
}

/** A place that was too tangled does not keep the others from being examined. */
function examine(
  index: AreaIndex,
  box: Box,
): Result<{ local: Arrangement; found: OverlapPair[] }, string> {
  try {
    const local = buildLocalArrangement(index, box);
    const found = collectOverlaps(local, BEYOND);
    return ok({ local, found });
  } catch (error) {
    if (error instanceof TooTangledError) return err(error.message);
    throw error;
  }
}

/** A box shows only some of the faces of a community; {@link Containment} tells who lies in whom. */
const BEYOND = (): number => Number.POSITIVE_INFINITY;

function addPair(pairs: Map<number, OverlapPair>, pair: OverlapPair, count: number): void {
  const key = pair.a * count + pair.b;
  const known = pairs.get(key) ?? pair;
  if (known === pair) pairs.set(key, pair);
  else {
    known.regions = [...known.regions, ...pair.regions].sort(byAreaThenPlace);
    known.areaSquareMetres += pair.areaSquareMetres;
  }
}

/**
 * Whether the overlap of a pair makes up the whole of one of them. Told by its area, wherever its pieces
 * lie: faces of a local arrangement would tell it differently with what happens to lie nearby, as one
 * box or several are looked at, and the noise of reprojection leaves faces without area.
 */
class Containment {
  readonly #measure: (owner: number) => number;
  readonly #leastArea: (owner: number) => number;
  /** In m², of the areas that were asked for. */
  readonly #areas = new Map<number, number>();

  /**
   * @param measure the area of a community in m²
   * @param leastArea what it is at least, for less effort
   */
  constructor(measure: (owner: number) => number, leastArea: (owner: number) => number) {
    this.#measure = measure;
    this.#leastArea = leastArea;
  }

  of({ a, b, areaSquareMetres }: OverlapPair): OverlapPair['contained'] {
    const isAInB = this.#isWhole(a, areaSquareMetres);
    const isBInA = this.#isWhole(b, areaSquareMetres);
    return isAInB && isBInA ? 'both' : isAInB ? 'a' : isBInA ? 'b' : null;
  }

  #isWhole(owner: number, overlapped: number): boolean {
    if (this.#leastArea(owner) > overlapped + 1) return false;
    const area = this.#areaOf(owner);
    return area - overlapped < Math.max(1e-3, 1e-9 * area);
  }

  #areaOf(owner: number): number {
    const known = this.#areas.get(owner);
    if (known !== undefined) return known;
    const area = this.#measure(owner);
    this.#areas.set(owner, area);
    return area;
  }
}

/** Half of a community's area on a sphere, in m²; 0 where that may be more than all of it. */
function roughArea(packed: PackedAreas, owner: number): number {
  const { areaPolygon, polygonRing, ringStart, coordinates } = packed;
  const { boxes } = ringFigures(packed);
  let sum = 0;
  for (let p = areaPolygon[owner]!; p < areaPolygon[owner + 1]!; p++) {
    const shell = polygonRing[p]!;
    const south = boxes[4 * shell + 1]!;
    const north = boxes[4 * shell + 3]!;
    if (north - south > 1 || Math.max(north, -south) > 80) return 0;
    for (let r = shell; r < polygonRing[p + 1]!; r++) {
      const degrees = Math.abs(signedArea(coordinates, ringStart[r]!, ringStart[r + 1]!));
      const around = METRES_PER_DEGREE ** 2 * Math.cos(((south + north) / 2) * (Math.PI / 180));
      sum += (r === shell ? 1 : -1) * degrees * around;
    }
  }
  return sum / 2;
}

const METRES_PER_DEGREE = 111_195;

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

/** Space between boxes that are looked at apart, in degrees; above what two local boxes are padded by. */
const APART = 1e-4;

/** Joins boxes until no two come near each other. */
export function mergeBoxes(boxes: readonly Box[]): Box[] {
  let current = [...boxes];
  for (;;) {
    const index = new Flatbush(current.length);
    for (const [west, south, east, north] of current) index.add(west, south, east, north);
    index.finish();
    const taken = new Uint8Array(current.length);
    const merged: Box[] = [];
    for (let i = 0; i < current.length; i++) {
      if (taken[i]) continue;
      taken[i] = 1;
      let [west, south, east, north] = current[i]!;
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
    }
    if (merged.length === current.length) return merged;
    current = merged;
  }
}

function indexPolygons(boxes: Float64Array, outlineBoxes: Float64Array): Flatbush {
  const index = new Flatbush((boxes.length + outlineBoxes.length) / 4);
  for (const list of [boxes, outlineBoxes]) {
    for (let at = 0; at < list.length; at += 4) {
      index.add(list[at]!, list[at + 1]!, list[at + 2]!, list[at + 3]!);
    }
  }
  index.finish();
  return index;
}

const NO_BOXES = new Float64Array(0);
