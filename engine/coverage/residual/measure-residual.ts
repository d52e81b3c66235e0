import type { PackedAreas } from '../../geometry/packed-areas.ts';
import type { AuditSettings } from '../context.ts';
import type { CoverageFacts } from '../coverage-facts.ts';
import { findAdjacency } from '../find-adjacency.ts';
import { labelComponents } from '../find-components.ts';
import { collectGaps } from '../find-gaps.ts';
import { collectTJunctions } from '../find-mismatches.ts';
import { Surroundings } from '../surroundings.ts';
import { findEnclosed } from './find-enclosed.ts';
import { findParted } from './find-parted.ts';
import { lookClosely } from './look-closely.ts';
import { matchSegments } from './match-segments.ts';
import { latitudeTable, measureMatched, totalArea } from './measure-matched.ts';
import { buildResidualGraph } from './residual-graph.ts';
import { ownersBeyond, pairsAlong, sidesAlong } from './sides-along.ts';

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
