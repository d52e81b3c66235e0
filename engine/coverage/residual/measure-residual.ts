import { noteShape } from '../../geometry/kept-shapes.ts';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import type { AuditSettings } from '../context.ts';
import type { CoverageFacts } from '../coverage-facts.ts';
import { findAdjacency } from '../find-adjacency.ts';
import { labelComponents } from '../find-components.ts';
import { collectGaps } from '../find-gaps.ts';
import { collectTJunctions } from '../find-mismatches.ts';
import { Surroundings } from '../surroundings.ts';
import { collectGeneralised } from './collect-generalised.ts';
import { collectPointContacts } from './collect-point-contacts.ts';
import { findEnclosed } from './find-enclosed.ts';
import { findParted } from './find-parted.ts';
import { lookClosely } from './look-closely.ts';
import { matchCoverage } from './match-coverage.ts';
import type { SegmentMatch } from './match-segments.ts';
import { latitudeTable, measureMatched, totalArea } from './measure-matched.ts';
import type { ResidualGraph } from './residual-graph.ts';
import { ownersBeyond, pairsAlong } from './sides-along.ts';

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
  return examineResidual(packed, outline, settings).facts;
}

/** The facts, and what they were read off. */
export interface ResidualExamination {
  facts: CoverageFacts;
  match: SegmentMatch;
  graph: ResidualGraph;
}

/** {@link measureResidual} with the structures that an incremental audit goes on from. */
export function examineResidual(
  packed: PackedAreas,
  outline: PackedAreas | null,
  settings: AuditSettings,
): ResidualExamination {
  const { match, graph } = matchCoverage(packed, outline);
  const { componentOf, components } = labelComponents(graph, (face) => graph.count[face]! > 0);
  const voids = collectGaps(
    // Written out, as a copy would have a shape of its own in every audit.
    noteShape({
      noded: graph.noded,
      faces: graph.faces,
      boundaries: graph.boundaries,
      hasJurisdiction: graph.hasJurisdiction,
      isCovered: (face) => graph.count[face]! > 0,
      isInside: (face) => graph.inJurisdiction[face] === 1,
      ownersBeyond: (halfEdge) => ownersBeyond(graph, halfEdge),
      componentOf,
    }),
  );
  const { overlaps, outside, unexamined } = lookClosely(packed, outline, match, graph);
  const surroundings = new Surroundings(packed.count);
  const table = latitudeTable(match);
  const matched = measureMatched(packed, match, surroundings, table);
  const facts: CoverageFacts = {
    areaSquareMetres: totalArea(packed, match, table),
    overlaps,
    ...voids,
    outside,
    unexamined,
    parted: findParted(packed, graph),
    enclaves: findEnclosed(packed, graph, settings, surroundings, overlaps, voids),
    tJunctions: collectTJunctions(graph.noded, packed.count, (edge) => pairsAlong(graph, edge)),
    generalised: collectGeneralised(graph, settings),
    borders: findAdjacency(
      noteShape({
        noded: graph.noded,
        communities: packed.count,
        sides: graph.sides,
        matched,
        borderOf: (owner) => borderOf(packed, owner),
      }),
      settings.toleranceMetres,
    ),
    components,
  };
  if (settings.queen) {
    facts.pointContacts = collectPointContacts(
      packed,
      match,
      graph,
      facts.borders,
      overlaps,
      settings.minAreaSquareMetres,
    );
  }
  return noteShape({ facts, match, graph });
}

/** A community's whole border, four numbers a segment. */
export function borderOf(
  { coordinates, ringStart, polygonRing, areaPolygon }: PackedAreas,
  owner: number,
) {
  const first = polygonRing[areaPolygon[owner]!]!;
  const last = polygonRing[areaPolygon[owner + 1]!]!;
  const ends = new Float64Array(4 * (ringStart[last]! - ringStart[first]! - (last - first)));
  let at = 0;
  for (let r = first; r < last; r++) {
    for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++, at += 4) {
      ends.set(coordinates.subarray(2 * k, 2 * k + 4), at);
    }
  }
  return ends;
}
