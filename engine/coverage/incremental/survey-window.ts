import { geodesicArea } from '../../geometry/geodesic.ts';
import { type PackedAreas, unpackArea } from '../../geometry/packed-areas.ts';
import { connectFaces } from '../arrangement.ts';
import type { AuditSettings } from '../context.ts';
import {
  type Border,
  type BorderSource,
  findAdjacency,
  type PairLengths,
} from '../find-adjacency.ts';
import type { Parted } from '../find-components.ts';
import type { Enclave } from '../find-enclaves.ts';
import { collectGaps, type Gap } from '../find-gaps.ts';
import { collectTJunctions, type TJunction } from '../find-mismatches.ts';
import type { Outside } from '../find-outside.ts';
import type { OverlapPair } from '../find-overlaps.ts';
import { collectGeneralised } from '../residual/collect-generalised.ts';
import { collectPointContacts, type PointContact } from '../residual/collect-point-contacts.ts';
import { meetAcross } from '../residual/find-enclosed.ts';
import { partsOf } from '../residual/find-parted.ts';
import { lookClosely } from '../residual/look-closely.ts';
import { matchQuickly, matchSegments, type SegmentMatch } from '../residual/match-segments.ts';
import { latitudeTable, measureMatched } from '../residual/measure-matched.ts';
import { borderOf } from '../residual/measure-residual.ts';
import { ownersBeyond, pairsAlong } from '../residual/sides-along.ts';
import { Surroundings } from '../surroundings.ts';
import { twinOf } from '../trace-faces.ts';
import { type Box, boxOfRings } from './boxes.ts';
import {
  type Contact,
  type ContactSource,
  findContacts,
  type PolygonReference,
} from './contacts.ts';
import { cropMembers } from './crop-members.ts';
import type { FoundFacts, Void } from './local-facts.ts';
import type { Member } from './member.ts';
import { buildWindowGraph, vertexKey, type WindowGraph } from './window-graph.ts';

/** What is audited in a window: everybody who reaches into it, by position, ascending. */
export interface WindowScene {
  window: Box;
  positions: readonly number[];
  members: readonly Member[];
  outline: PackedAreas | null;
  settings: AuditSettings;
}

/**
 * What the audit's stages find in a window, with owners as indexes into its scene. Exact for what
 * lies wholly inside the wall.
 */
export interface Survey {
  scene: WindowScene;
  /** The members' areas, cropped to the window: those that lie in it are whole. */
  packed: PackedAreas;
  match: SegmentMatch;
  graph: WindowGraph;
  /** Voids that do not reach the wall. */
  gaps: readonly Gap[];
  overlaps: readonly OverlapPair[];
  outside: readonly Outside[];
  tJunctions: readonly TJunction[];
  surroundings: Surroundings;
  matched: PairLengths;
  /** Where along the wall there is open land, and which of these places are connected inside. */
  openings: string;
}

/** A part of the audit cannot be had from a window; the whole coverage has to be audited. */
export class WindowTooSmallError extends Error {}

/** Surveys a window; null when a border runs through its corner and another window has to be tried. */
export function surveyWindow(scene: WindowScene): Survey | null {
  const { window, outline, settings } = scene;
  const packed = cropMembers(scene.members, window);
  const matched = matchWindow(packed, outline, window);
  if (matched === null) return null;
  const { match, graph } = matched;
  const { reachesWall, openings } = findOpenings(graph);
  const { gaps } = collectGaps({
    ...graph,
    // Which part of the coverage a void is closed by is decided for the whole; see Connections.
    hasJurisdiction: true,
    isCovered: (face) => graph.count[face]! > 0,
    isInside: (face) => isVoid(graph, face) && reachesWall[face] === 0,
    ownersBeyond: (halfEdge) => ownersBeyond(graph, halfEdge),
    componentOf: graph.count.map((count) => (count > 0 ? 0 : -1)),
  });
  const { overlaps, outside, unexamined } = lookClosely(packed, outline, match, graph, (owner) =>
    geodesicArea(unpackArea(scene.members[owner]!.area, 0)!),
  );
  if (unexamined.length > 0) throw new WindowTooSmallError('a place is too tangled');
  const surroundings = new Surroundings(packed.count);
  const lengths = measureMatched(packed, match, surroundings, latitudeTable(match));
  const voids = { gaps: [...gaps], pinched: [] };
  meetAcross(graph, settings.minAreaSquareMetres, surroundings, overlaps, voids);
  const tJunctions = collectTJunctions(graph.noded, packed.count, (edge) =>
    pairsAlong(graph, edge),
  );
  return {
    ...{ scene, packed, match, graph, gaps, overlaps, outside, tJunctions },
    ...{ surroundings, matched: lengths, openings },
  };
}

/**
 * The match and the graph of a window. Where a place is claimed more than twice two of those who claim it overlap there;
 * so only where the graph shows an overlap such places are looked for.
 */
function matchWindow(
  packed: PackedAreas,
  outline: PackedAreas | null,
  window: Box,
): { match: SegmentMatch; graph: WindowGraph } | null {
  const isUsed = (area: number): boolean => packed.areaType[area] !== 0;
  const { match } = matchQuickly(packed, isUsed);
  const graph = buildWindowGraph(packed, match, outline, window);
  if (graph === null || graph.count.every((count) => count < 2)) {
    return graph === null ? null : { match, graph };
  }
  const whole = matchSegments(packed, isUsed);
  const again = buildWindowGraph(packed, whole, outline, window);
  return again === null ? null : { match: whole, graph: again };
}

const isVoid = (graph: WindowGraph, face: number): boolean =>
  graph.isInside[face] === 1 &&
  graph.count[face] === 0 &&
  (!graph.hasJurisdiction || graph.inJurisdiction[face] === 1);

/** The void faces that are connected with the wall, and the stretches of the wall along them. */
function findOpenings(graph: WindowGraph): { reachesWall: Uint8Array; openings: string } {
  const { faces, isWall, noded } = graph;
  const reachesWall = new Uint8Array(faces.faceCount);
  const stretches: { key: string; face: number }[] = [];
  for (let e = 0; e < isWall.length; e++) {
    if (isWall[e] === 0) continue;
    const face = faces.faceOf[2 * e + (graph.isInside[faces.faceOf[2 * e]!] === 1 ? 0 : 1)]!;
    if (!isVoid(graph, face)) continue;
    const ends = [vertexKey(noded, noded.edgeFrom[e]!), vertexKey(noded, noded.edgeTo[e]!)].sort();
    stretches.push({ key: ends.join(' '), face });
  }
  if (stretches.length === 0) return { reachesWall, openings: '' };
  const empty: number[] = [];
  for (let face = 0; face < faces.faceCount; face++) if (isVoid(graph, face)) empty.push(face);
  const groupOf = new Int32Array(faces.faceCount).fill(-1);
  connectFaces(graph, empty).forEach((group, i) => {
    for (const face of group) groupOf[face] = i;
  });
  stretches.sort((a, b) => (a.key < b.key ? -1 : 1));
  const names = new Map<number, number>();
  const openings = stretches.map(({ key, face }) => {
    const group = groupOf[face]!;
    if (!names.has(group)) names.set(group, names.size);
    return `${key} ${names.get(group)}`;
  });
  for (const face of empty) if (names.has(groupOf[face]!)) reachesWall[face] = 1;
  return { reachesWall, openings: openings.join('; ') };
}

/**
 * The facts that concern any of some communities, whose boxes lie inside the window; and the voids
 * that `touches` is true for. Owners are positions.
 */
export function readFacts(
  survey: Survey,
  isJudged: (position: number) => boolean,
  touches: (box: Box, gap: Gap) => boolean,
): FoundFacts {
  const { scene, packed, graph } = survey;
  const { positions, settings } = scene;
  const at = (owner: number): number => positions[owner]!;
  const judged = positions.map((position) => (isJudged(position) ? 1 : 0));
  const isWanted = (a: number, b: number): boolean => judged[a] === 1 || judged[b] === 1;
  const overlaps = survey.overlaps.filter(({ a, b }) => isWanted(a, b));
  const source: BorderSource = {
    noded: graph.noded,
    communities: packed.count,
    sides: graph.sides,
    matched: survey.matched,
    borderOf: (owner) => borderOf(packed, owner),
    isWanted,
  };
  const borders = findAdjacency(source, settings.toleranceMetres);
  const points = settings.queen
    ? pointContactsOf(survey, borders, survey.overlaps).filter(({ a, b }) => isWanted(a, b))
    : undefined;
  return {
    ...(points === undefined
      ? {}
      : { pointContacts: points.map((pair) => ({ ...pair, a: at(pair.a), b: at(pair.b) })) }),
    contacts: readContacts(survey, overlaps, judged),
    overlaps: overlaps.map((pair) => ({ ...pair, a: at(pair.a), b: at(pair.b) })),
    outside: survey.outside
      .filter(({ owner }) => judged[owner] === 1)
      .map((item) => ({ ...item, owner: at(item.owner) })),
    tJunctions: survey.tJunctions
      .filter(({ owners }) => owners.some((owner) => judged[owner] === 1))
      .map(({ owners, place }) => ({ owners: owners.map(at), place })),
    generalised: collectGeneralised(graph, settings)
      .filter(({ coarse, fine }) => isWanted(coarse, fine))
      .map((side) => ({ ...side, coarse: at(side.coarse), fine: at(side.fine) })),
    borders: borders.map((border) => ({ ...border, a: at(border.a), b: at(border.b) })),
    voids: survey.gaps
      .map((gap) => readVoid(survey, gap))
      .filter(({ box, gap }) => touches(box, gap)),
    ...readParts(survey, judged),
  };
}

/** Pairs of the scene that meet in points only, as far as the window shows. */
export function pointContactsOf(
  { packed, match, graph, scene }: Survey,
  borders: readonly Border[],
  overlaps: readonly OverlapPair[],
): PointContact[] {
  const { minAreaSquareMetres } = scene.settings;
  return collectPointContacts(packed, match, graph, borders, overlaps, minAreaSquareMetres);
}

/** The communities that are in parts, and those that lie inside another. */
function readParts({ scene, packed, graph, surroundings }: Survey, judged: readonly number[]) {
  const parted: Parted[] = [];
  const enclaves: Enclave[] = [];
  for (let owner = 0; owner < packed.count; owner++) {
    if (judged[owner] === 0 || packed.areaType[owner] === 0) continue;
    const position = scene.positions[owner]!;
    if (packed.areaPolygon[owner + 1]! - packed.areaPolygon[owner]! > 1) {
      const parts = partsOf(packed, owner, meetsItself(graph, owner));
      if (parts.length > 1) parted.push({ owner: position, parts });
    }
    const surrounding = surroundings.of(owner);
    if (surrounding === null) continue;
    const parts = partsOf(packed, owner, false);
    enclaves.push({ owner: position, surrounding: scene.positions[surrounding]!, parts });
  }
  return { parted, enclaves };
}

/** Whether a community has its interior on both sides of an edge. */
function meetsItself({ sides }: WindowGraph, owner: number): boolean {
  for (let e = 0; e < sides.start.length - 1; e++) {
    let isLeft = false;
    let isRight = false;
    for (let i = sides.start[e]!; i < sides.start[e + 1]!; i++) {
      if (sides.owner[i] !== owner) continue;
      if (sides.isLeft[i] === 1) isLeft = true;
      else isRight = true;
    }
    if (isLeft && isRight) return true;
  }
  return false;
}

function readContacts(
  { scene, packed, match, graph }: Survey,
  overlaps: readonly OverlapPair[],
  judged: readonly number[],
): Contact[] {
  const polygons = packed.polygonRing.length - 1;
  const contacts: Contact[] = [];
  for (const key of findContacts({ packed, match, graph, overlaps })) {
    const [p, q] = [Math.floor(key / polygons), key % polygons];
    const [a, b] = [match.polygonArea[p]!, match.polygonArea[q]!];
    if (judged[a] === 0 && judged[b] === 0) continue;
    contacts.push({
      ...{ a: scene.positions[a]!, polygonA: p - packed.areaPolygon[a]! },
      ...{ b: scene.positions[b]!, polygonB: q - packed.areaPolygon[b]! },
    });
  }
  return contacts;
}

/** A void with the polygons along its shell. */
function readVoid(survey: Survey, gap: Gap): Void {
  const { positions } = survey.scene;
  return {
    gap: {
      ...gap,
      neighbours: gap.neighbours.map((n) => ({ ...n, owner: positions[n.owner]! })),
    },
    box: boxOfRings(gap.region.rings),
    shell: shellPolygons(survey, gap).map(([owner, polygon]) => [positions[owner]!, polygon]),
  };
}

/** One polygon for each edge of a void's shell, each polygon once. */
export function shellPolygons(
  { packed, match, graph }: Pick<ContactSource, 'packed' | 'match' | 'graph'>,
  { region }: Pick<Gap, 'region'>,
): PolygonReference[] {
  const { sides, polygon, communities } = graph;
  const found = new Set<number>();
  for (const halfEdge of region.shell) {
    const edge = twinOf(halfEdge) >> 1;
    for (let i = sides.start[edge]!; i < sides.start[edge + 1]!; i++) {
      if (sides.owner[i]! < communities) {
        found.add(polygon[i]!);
        break;
      }
    }
  }
  return [...found].map((p) => {
    const owner = match.polygonArea[p]!;
    return [owner, p - packed.areaPolygon[owner]!];
  });
}
