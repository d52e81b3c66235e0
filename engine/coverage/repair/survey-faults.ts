import { localFrame } from '../../geometry/geodesic.ts';
import { fromGrid, GRID_UNITS_PER_DEGREE } from '../../geometry/grid.ts';
import { type PackedAreas, packAreas } from '../../geometry/packed-areas.ts';
import { connectFaces } from '../arrangement.ts';
import { resolveSettings } from '../audit.ts';
import { findAdjacency } from '../find-adjacency.ts';
import { labelComponents } from '../find-components.ts';
import { repeatedIdsOf } from '../find-duplicates.ts';
import { collectGaps, type Gap } from '../find-gaps.ts';
import { findInvalid } from '../find-invalid.ts';
import { findInvalidCommunities } from '../find-invalid-communities.ts';
import { collectMismatches, collectTJunctions } from '../find-mismatches.ts';
import { InconsistentCoverageError } from '../label-faces.ts';
import { TooTangledError } from '../node-edges.ts';
import { collectGeneralised } from '../residual/collect-generalised.ts';
import { matchQuickly } from '../residual/match-segments.ts';
import { latitudeTable, measureMatched } from '../residual/measure-matched.ts';
import { borderOf } from '../residual/measure-residual.ts';
import { buildResidualGraph, type ResidualGraph } from '../residual/residual-graph.ts';
import { ownersBeyond, pairsAlong } from '../residual/sides-along.ts';
import { Surroundings } from '../surroundings.ts';
import { halfEdgeOrigin, twinOf } from '../trace-faces.ts';
import type { AuditOptions, CommunityInput, JurisdictionInput, Position } from '../types.ts';
import { type Box, boxOf, distinctPairs, emptyBox, type Faults, growBox } from './faults.ts';
import { RegionMarks } from './region-marks.ts';

/** The faults of a coverage, and figures that tell two coverages apart. */
export interface Survey {
  faults: Faults;
  gaps: number;
  gapAreaSquareMetres: number;
  /** Pieces that are claimed twice; where there are none, the next two are what the audit finds. */
  claims: number;
  /** Groups of communities whose borders do not match, and the places where. */
  mismatches: number;
  places: number;
}

/** Regions below this, in m², are noise of the grid to the audit. */
const NO_AREA = 1e-6;
/** Several pieces of noise may hang together: up to this, a look from afar cannot tell them from an overlap. */
const DOUBTFUL_AREA = 1e-4;

/** Faces of noise. */
const MOST_NOISE = 1000;

/**
 * Finds where a coverage has faults, without finding out what exactly they are: the cheap first half of
 * an audit. It matches what is shared and reads gaps, mismatches and land that is claimed twice off the
 * residual graph; who claims it shows later, in the arrangement of the repair itself.
 *
 * It has something wherever the audit has a finding that a repair is for, and nothing where the audit
 * has none; null where that cannot be told without the whole audit: invalid areas, ids that repeat,
 * an outline that cannot be used, borders too tangled.
 */
export function surveyFaults(
  communities: readonly CommunityInput[],
  packed: PackedAreas,
  jurisdiction: JurisdictionInput | null,
  options: AuditOptions,
): Survey | null {
  if (findInvalidCommunities(communities, packed).findings.length > 0) return null;
  const settings = resolveSettings(options);
  const context = { communities, jurisdiction, invalid: new Set<number>(), settings };
  if (repeatedIdsOf(context).length > 0) return null;
  if (jurisdiction !== null && findInvalid(jurisdiction.geometry).length > 0) return null;
  try {
    const outline = jurisdiction === null ? null : packAreas([jurisdiction.geometry]);
    const { match } = matchQuickly(packed, (area) => packed.areaType[area] !== 0);
    const graph = buildResidualGraph(packed, match, outline);
    const claimed = surveyClaims(graph);
    if (claimed === null) return null;
    const gaps = gapsOf(graph);
    const lengths = measureMatched(
      packed,
      match,
      new Surroundings(packed.count),
      latitudeTable(match),
    );
    const mismatches = collectMismatches(context, {
      overlaps: [],
      gaps,
      outside: [],
      tJunctions: collectTJunctions(graph.noded, packed.count, (edge) => pairsAlong(graph, edge)),
      borders: findAdjacency(
        {
          noded: graph.noded,
          communities: packed.count,
          sides: graph.sides,
          matched: lengths,
          borderOf: (owner) => borderOf(packed, owner),
        },
        settings.toleranceMetres,
      ),
    });
    const generalised = collectGeneralised(graph, settings);
    const boxes: Box[] = [];
    const places: (Position | undefined)[] = [];
    const add = (coordinates: unknown): void => {
      boxes.push(boxOf(coordinates)!);
      places.push(undefined);
    };
    const owners = new Set<number>();
    for (const { box, place } of claimed) {
      boxes.push(box);
      places.push(place);
    }
    for (const { region, neighbours } of gaps) {
      add(region.rings);
      for (const { owner } of neighbours) owners.add(owner);
    }
    for (const { owners: sides, places: spots } of mismatches) {
      for (const spot of spots) add(spot);
      for (const owner of sides) owners.add(owner);
    }
    for (const { coarse, fine, stretches } of generalised) {
      for (const { line } of stretches) add(line);
      owners.add(coarse).add(fine);
    }
    const idOf = (owner: number): string => communities[owner]!.id;
    const marks = new RegionMarks([]);
    for (const { region } of gaps) marks.addGap(region);
    return {
      faults: {
        ids: new Set([...owners].map(idOf)),
        boxes,
        claimed: places,
        openPairs: distinctPairs(
          mismatches.flatMap(({ detail, owners: [a, b] }) =>
            detail === 'near-coincident' && a !== undefined && b !== undefined
              ? [[idOf(a), idOf(b)] as const]
              : [],
          ),
        ),
        areOpenPairsCertain: claimed.length === 0,
        marks,
        hasGap: gaps.length > 0,
        invalidIds: new Set(),
        uncheckedIds: new Set(),
      },
      gaps: gaps.length,
      gapAreaSquareMetres: gaps.reduce((sum, { region }) => sum + region.areaSquareMetres, 0),
      claims: claimed.length,
      mismatches: mismatches.length + generalised.length,
      places: mismatches.reduce((sum, { places: spots }) => sum + spots.length, 0),
    };
  } catch (error) {
    if (error instanceof TooTangledError || error instanceof InconsistentCoverageError) return null;
    throw error;
  }
}

/** As the audit has them; what has no area is no gap. */
function gapsOf(graph: ResidualGraph): Gap[] {
  const isCovered = (face: number): boolean => graph.count[face]! > 0;
  const { componentOf } = labelComponents(graph, isCovered);
  const { gaps } = collectGaps({
    ...graph,
    isCovered,
    isInside: (face) => graph.inJurisdiction[face] === 1,
    ownersBeyond: (halfEdge) => ownersBeyond(graph, halfEdge),
    componentOf,
  });
  return gaps.filter(({ region }) => region.areaSquareMetres >= NO_AREA);
}

/**
 * Pieces of land that two or more communities claim, or that lie outside. None where all of them are noise; null
 * where that is in doubt.
 */
function surveyClaims(graph: ResidualGraph): { box: Box; place: Position }[] | null {
  const { count, inJurisdiction, hasJurisdiction, faces } = graph;
  const suspect: number[] = [];
  for (let face = 0; face < faces.faceCount; face++) {
    const isOutside = hasJurisdiction && count[face]! > 0 && inJurisdiction[face] === 0;
    if (count[face]! > 1 || isOutside) suspect.push(face);
  }
  const found: { box: Box; place: Position }[] = [];
  let isCertain = false;
  for (const group of connectFaces(graph, suspect)) {
    const piece = measurePiece(graph, group);
    if (piece.areaSquareMetres < NO_AREA / 2) continue;
    isCertain ||= piece.areaSquareMetres > DOUBTFUL_AREA;
    found.push(piece);
  }
  // So much noise in one place may be more than the audit can disentangle, and it would say so.
  const isDoubtful = found.length > 0 ? !isCertain : suspect.length > MOST_NOISE;
  return isDoubtful ? null : found;
}

/** Box, plane area and a vertex of a group of faces. */
function measurePiece(
  { noded, boundaries }: ResidualGraph,
  group: readonly number[],
): { box: Box; place: Position; areaSquareMetres: number } {
  const { xs, ys } = noded.points;
  const box = emptyBox();
  const first = halfEdgeOrigin(noded, boundaries.list[boundaries.start[group[0]!]!]!);
  const place = [fromGrid(xs[first]!), fromGrid(ys[first]!)];
  let twice = 0;
  for (const face of group) {
    for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
      const halfEdge = boundaries.list[i]!;
      const a = halfEdgeOrigin(noded, halfEdge);
      const b = halfEdgeOrigin(noded, twinOf(halfEdge));
      growBox(box, fromGrid(xs[a]!), fromGrid(ys[a]!));
      twice +=
        (xs[a]! - xs[first]!) * (ys[b]! - ys[first]!) -
        (xs[b]! - xs[first]!) * (ys[a]! - ys[first]!);
    }
  }
  const { metresPerDegreeLon, metresPerDegreeLat } = localFrame(place[0]!, place[1]!);
  const scale = (metresPerDegreeLon * metresPerDegreeLat) / GRID_UNITS_PER_DEGREE ** 2;
  return { box, place, areaSquareMetres: Math.abs(twice / 2) * scale };
}
