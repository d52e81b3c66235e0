import Flatbush from 'flatbush';
import {
  geodesicArea,
  geodesicDistance,
  polygonArea as geodesicPolygonArea,
  LOCAL_EDGE,
} from '../../geometry/geodesic.ts';
import { inscribedCircle } from '../../geometry/inscribed-circle.ts';
import { LatitudeTable } from '../../geometry/latitude-table.ts';
import { type PackedAreas, unpackArea } from '../../geometry/packed-areas.ts';
import { err, ok, type Result } from '../../result.ts';
import { type Arrangement, buildArrangement, connectFaces, ownersOf } from '../arrangement.ts';
import { type AuditSettings, byAreaThenPlace, type MeasuredRegion } from '../context.ts';
import type { CoverageFacts, Unexamined } from '../coverage-facts.ts';
import { findAdjacency, PairLengths } from '../find-adjacency.ts';
import { collectParted, labelComponents, type Parted } from '../find-components.ts';
import type { Enclave } from '../find-enclaves.ts';
import { collectGaps, type GapCollection } from '../find-gaps.ts';
import { collectTJunctions } from '../find-mismatches.ts';
import { collectOutside, type Outside } from '../find-outside.ts';
import { collectOverlaps, type OverlapPair } from '../find-overlaps.ts';
import { TooTangledError } from '../node-edges.ts';
import { Surroundings } from '../surroundings.ts';
import { type AreaIndex, type Box, buildLocalArrangement } from './local-arrangement.ts';
import { matchSegments, RESIDUAL, type SegmentMatch } from './match-segments.ts';
import { buildResidualGraph, type ResidualGraph } from './residual-graph.ts';

/**
 * The facts of a coverage, at a cost in proportion to its dirt: match what is shared, count the
 * covers of what is left, and look closely only where the count is wrong.
 *
 * Gaps, parts of the whole, T-junctions and near borders are read off the residual graph; who
 * overlaps whom, and who reaches outside, is found in a small arrangement around each such place.
 * Equal in its results to {@link measureArrangement} on the whole coverage.
 *
 * @param packed valid areas (invalid ones resolved beforehand), type 0 for those left out
 */
export function measureResidual(
  packed: PackedAreas,
  outline: PackedAreas | null,
  settings: AuditSettings,
): CoverageFacts {
  const isUsed = (area: number): boolean => packed.areaType[area] !== 0;
  const match = matchSegments(packed, isUsed);
  const graph = buildResidualGraph(packed, match, outline);
  const { componentOf, components } = labelComponents(graph, (face) => graph.count[face]! > 0);
  const voids = collectGaps({
    ...graph,
    isCovered: (face) => graph.count[face]! > 0,
    isInside: (face) => graph.inJurisdiction[face] === 1,
    ownersBeyond: (halfEdge) => ownersBeyond(graph, halfEdge),
    componentOf,
  });
  const { overlaps, outside, unexamined } = lookClosely(packed, outline, match, graph);
  const surroundings = new Surroundings(packed.count);
  const table = latitudeTable(packed);
  const matched = measureMatched(packed, match, surroundings, table);
  return {
    areaSquareMetres: totalArea(packed, match, table),
    overlaps,
    ...voids,
    outside,
    unexamined,
    parted: findParted(packed, graph),
    enclaves: findEnclosed(packed, graph, settings, surroundings, overlaps, voids),
    tJunctions: collectTJunctions(graph.noded, packed.count, (edge) => pairsAlong(graph, edge)),
    borders: findAdjacency(
      {
        noded: graph.noded,
        communities: packed.count,
        sidesOf: (edge) => sidesAlong(graph, edge),
        matched,
        borderOf: (owner) => borderOf(packed, owner),
      },
      settings.toleranceMetres,
    ),
    components,
  };
}

const isCommunity =
  (graph: ResidualGraph) =>
  (owner: number): boolean =>
    owner < graph.communities;

/** Owners whose border runs along a half-edge with the interior on its far side. */
function ownersBeyond(graph: ResidualGraph, halfEdge: number): number[] {
  const edge = halfEdge >> 1;
  const owners = halfEdge & 1 ? graph.leftOwners(edge) : graph.rightOwners(edge);
  return owners.filter(isCommunity(graph));
}

function sidesAlong(graph: ResidualGraph, edge: number): { left: number[]; right: number[] } {
  return {
    left: graph.leftOwners(edge).filter(isCommunity(graph)),
    right: graph.rightOwners(edge).filter(isCommunity(graph)),
  };
}

/** As `pairsAcross` has them: communities on opposite sides, and one beside the outline's own side. */
function pairsAlong(graph: ResidualGraph, edge: number): [number, number][] {
  const { left, right } = sidesAlong(graph, edge);
  const pairs = left.flatMap((a) => right.map((b): [number, number] => [a, b]));
  if (graph.leftOwners(edge).includes(graph.communities)) {
    for (const owner of left) pairs.push([owner, graph.communities]);
  } else if (graph.rightOwners(edge).includes(graph.communities)) {
    for (const owner of right) pairs.push([owner, graph.communities]);
  }
  return pairs;
}

/** Overlaps and land outside, from local arrangements around every face that has them. */
function lookClosely(
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

/** Lengths of the matched borders by pair, and who faces whom along them. */
function measureMatched(
  packed: PackedAreas,
  { mate, ringPolygon, polygonArea }: SegmentMatch,
  surroundings: Surroundings,
  table: LatitudeTable,
): PairLengths {
  const { coordinates, ringStart } = packed;
  const lengths = new PairLengths(packed.count);
  const rings = ringStart.length - 1;
  const ownerAt = new Int32Array(mate.length);
  for (let r = 0; r < rings; r++) {
    ownerAt.fill(polygonArea[ringPolygon[r]!]!, ringStart[r], ringStart[r + 1]);
  }
  for (let r = 0; r < rings; r++) {
    const owner = polygonArea[ringPolygon[r]!]!;
    // What lies in a hole does not keep a community from being enclosed.
    const isShell = packed.polygonRing[ringPolygon[r]!] === r;
    let other = -1;
    let run = 0;
    for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++) {
      const partner = mate[k]!;
      if (partner < 0) continue;
      const beyond = ownerAt[partner]!;
      if (beyond !== other) {
        if (run > 0) lengths.add(owner, other, run);
        other = beyond;
        run = 0;
        if (isShell) surroundings.meet(owner, other);
      }
      // Each pair of segments is measured once.
      if (partner < k) continue;
      const ax = coordinates[2 * k]!;
      const ay = coordinates[2 * k + 1]!;
      const bx = coordinates[2 * k + 2]!;
      const by = coordinates[2 * k + 3]!;
      run += isShort(ax, ay, bx, by)
        ? table.length(ax, ay, bx, by)
        : geodesicDistance([ax, ay], [bx, by]);
    }
    if (run > 0) lengths.add(owner, other, run);
  }
  return lengths;
}

const isShort = (ax: number, ay: number, bx: number, by: number): boolean =>
  Math.abs(bx - ax) <= LOCAL_EDGE && Math.abs(by - ay) <= LOCAL_EDGE;

function latitudeTable({ coordinates }: PackedAreas): LatitudeTable {
  let south = 90;
  let north = -90;
  for (let i = 1; i < coordinates.length; i += 2) {
    const lat = coordinates[i]!;
    if (lat < south) south = lat;
    if (lat > north) north = lat;
  }
  return new LatitudeTable(Math.min(south, north), north);
}

/**
 * Sum of the areas of all communities. Along matched segments what one side adds the other takes
 * away, so the residual tells all.
 */
function totalArea(packed: PackedAreas, match: SegmentMatch, table: LatitudeTable): number {
  const { coordinates, ringStart } = packed;
  let sum = 0;
  for (let r = 0; r < ringStart.length - 1; r++) {
    const way = match.direction[r]!;
    for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++) {
      if (match.mate[k] !== RESIDUAL) continue;
      const ax = coordinates[2 * k]!;
      const ay = coordinates[2 * k + 1]!;
      const bx = coordinates[2 * k + 2]!;
      const by = coordinates[2 * k + 3]!;
      if (!isShort(ax, ay, bx, by) || Math.abs(ay) > 85) return sumOfAreas(packed);
      sum -= way * table.strip(ax, ay, bx, by);
    }
  }
  return sum;
}

function sumOfAreas(packed: PackedAreas): number {
  let sum = 0;
  for (let area = 0; area < packed.count; area++) {
    const geometry = unpackArea(packed, area);
    if (geometry !== null) sum += geodesicArea(geometry);
  }
  return sum;
}

function borderOf(
  { coordinates, ringStart, polygonRing, areaPolygon }: PackedAreas,
  owner: number,
) {
  const ends: number[] = [];
  const first = polygonRing[areaPolygon[owner]!]!;
  const last = polygonRing[areaPolygon[owner + 1]!]!;
  for (let r = first; r < last; r++) {
    for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++) {
      ends.push(...coordinates.subarray(2 * k, 2 * k + 4));
    }
  }
  return Float64Array.from(ends);
}

/** Communities in several parts. Those whose parts meet along a line are looked at on their own. */
function findParted(packed: PackedAreas, graph: ResidualGraph): Parted[] {
  const meetsItself = new Set<number>();
  for (let e = 0; e < graph.noded.edgeFrom.length; e++) {
    const { left, right } = sidesAlong(graph, e);
    for (const owner of left) if (right.includes(owner)) meetsItself.add(owner);
  }
  const parted: Parted[] = [];
  for (let owner = 0; owner < packed.count; owner++) {
    const polygons = packed.areaPolygon[owner + 1]! - packed.areaPolygon[owner]!;
    if (packed.areaType[owner] === 0 || polygons < 2) continue;
    const parts = partsOf(packed, owner, meetsItself.has(owner));
    if (parts.length > 1) parted.push({ owner, parts });
  }
  return parted;
}

/** Connected parts of one community, largest first. */
function partsOf(packed: PackedAreas, owner: number, mayTouch: boolean): MeasuredRegion[] {
  const geometry = unpackArea(packed, owner)!;
  if (mayTouch) {
    const alone = buildArrangement([geometry], null);
    const faces: number[] = [];
    for (let face = 0; face < alone.faces.faceCount; face++) {
      if (ownersOf(alone, face).length > 0) faces.push(face);
    }
    return collectParted(alone, [faces])[0]?.parts ?? [];
  }
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons
    .map((rings) => ({
      rings,
      boundary: [],
      shell: [],
      faces: [],
      areaSquareMetres: Math.max(0, geodesicPolygonArea(rings)),
      circle: inscribedCircle(rings),
    }))
    .sort(byAreaThenPlace);
}

const isIn =
  (owners: readonly number[]) =>
  (owner: number): boolean =>
    owners.includes(owner);

function findEnclosed(
  packed: PackedAreas,
  graph: ResidualGraph,
  { minAreaSquareMetres }: AuditSettings,
  surroundings: Surroundings,
  overlaps: readonly OverlapPair[],
  { gaps, pinched }: GapCollection,
): Enclave[] {
  for (const { a, b, contained } of overlaps) surroundings.overlap(a, b, contained);
  const crumbs = new Set(
    [...gaps.map(({ region }) => region), ...pinched]
      .filter((region) => region.areaSquareMetres < minAreaSquareMetres)
      .flatMap(({ faces }) => faces),
  );
  const { faces } = graph;
  for (let e = 0; e < graph.noded.edgeFrom.length; e++) {
    const { left, right } = sidesAlong(graph, e);
    const shells = graph.shellOwners(e);
    lookAcross(left.filter(isIn(shells.left)), right, faces.faceOf[2 * e + 1]!);
    lookAcross(right.filter(isIn(shells.right)), left, faces.faceOf[2 * e]!);
  }
  const enclaves: Enclave[] = [];
  for (let owner = 0; owner < packed.count; owner++) {
    const surrounding = packed.areaType[owner] === 0 ? null : surroundings.of(owner);
    if (surrounding !== null) {
      enclaves.push({ owner, surrounding, parts: partsOf(packed, owner, false) });
    }
  }
  return enclaves;

  function lookAcross(here: readonly number[], there: readonly number[], beyond: number): void {
    const isOutside = graph.hasJurisdiction && graph.inJurisdiction[beyond] === 0;
    for (const owner of here) {
      for (const other of there) if (other !== owner) surroundings.meet(owner, other);
      if (there.length > 0 && !isOutside) continue;
      // Covered land beyond is an overlap, judged above; a crumb opens no way out.
      if (isOutside || (graph.count[beyond] === 0 && !crumbs.has(beyond))) surroundings.open(owner);
    }
  }
}
