import type { PackedAreas } from '../../geometry/packed-areas.ts';
import type { AuditSettings } from '../context.ts';
import type { Enclave } from '../find-enclaves.ts';
import type { GapCollection } from '../find-gaps.ts';
import type { OverlapPair } from '../find-overlaps.ts';
import type { Surroundings } from '../surroundings.ts';
import { partsOf } from './find-parted.ts';
import type { ResidualGraph } from './residual-graph.ts';
import { sidesAlong } from './sides-along.ts';

const isIn =
  (owners: readonly number[]) =>
  (owner: number): boolean =>
    owners.includes(owner);

/** Communities that lie wholly inside another: in one hole of it, or with all their border along it. */
export function findEnclosed(
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
