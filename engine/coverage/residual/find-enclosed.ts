import type { PackedAreas } from '../../geometry/packed-areas.ts';
import type { AuditSettings } from '../context.ts';
import type { Enclave } from '../find-enclaves.ts';
import type { GapCollection } from '../find-gaps.ts';
import type { OverlapPair } from '../find-overlaps.ts';
import type { Surroundings } from '../surroundings.ts';
import { partsOf } from './find-parted.ts';
import type { ResidualGraph } from './residual-graph.ts';

/** Communities that lie wholly inside another: in one hole of it, or with all their border along it. */
export function findEnclosed(
  packed: PackedAreas,
  graph: ResidualGraph,
  { minAreaSquareMetres }: AuditSettings,
  surroundings: Surroundings,
  overlaps: readonly OverlapPair[],
  { gaps, pinched }: GapCollection,
): Enclave[] {
  meetAcross(graph, minAreaSquareMetres, surroundings, overlaps, { gaps, pinched });
  const enclaves: Enclave[] = [];
  for (let owner = 0; owner < packed.count; owner++) {
    const surrounding = packed.areaType[owner] === 0 ? null : surroundings.of(owner);
    if (surrounding !== null) {
      enclaves.push({ owner, surrounding, parts: partsOf(packed, owner, false) });
    }
  }
  return enclaves;
}

/** Notes who lies across the overlaps and the residual borders; matched ones are noted elsewhere. */
export function meetAcross(
  graph: ResidualGraph,
  minAreaSquareMetres: number,
  surroundings: Surroundings,
  overlaps: readonly OverlapPair[],
  { gaps, pinched }: GapCollection,
): void {
  for (const { a, b, contained } of overlaps) surroundings.overlap(a, b, contained);
  const crumbs = new Set(
    [...gaps.map(({ region }) => region), ...pinched]
      .filter((region) => region.areaSquareMetres < minAreaSquareMetres)
      .flatMap(({ faces }) => faces),
  );
  lookAcrossEdges(graph, surroundings, crumbs);
}

/** Who faces whom along shells, and which of them face open land. */
function lookAcrossEdges(
  graph: ResidualGraph,
  surroundings: Surroundings,
  crumbs: ReadonlySet<number>,
): void {
  const { faces, sides, isShell, communities } = graph;
  for (let e = 0; e < sides.start.length - 1; e++) {
    for (let i = sides.start[e]!; i < sides.start[e + 1]!; i++) {
      const owner = sides.owner[i]!;
      if (isShell[i] === 0 || owner >= communities) continue;
      const beyond = faces.faceOf[2 * e + sides.isLeft[i]!]!;
      const isOutside = graph.hasJurisdiction && graph.inJurisdiction[beyond] === 0;
      let isFaced = false;
      for (let j = sides.start[e]!; j < sides.start[e + 1]!; j++) {
        const other = sides.owner[j]!;
        if (sides.isLeft[j] === sides.isLeft[i] || other >= communities) continue;
        isFaced = true;
        if (other !== owner) surroundings.meet(owner, other);
      }
      if (isFaced && !isOutside) continue;
      // Covered land beyond is an overlap, judged above; a crumb opens no way out.
      if (isOutside || (graph.count[beyond] === 0 && !crumbs.has(beyond))) surroundings.open(owner);
    }
  }
}
