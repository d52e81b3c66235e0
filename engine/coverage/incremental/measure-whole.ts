import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { DEFAULT_SETTINGS } from '../audit.ts';
import type { AuditSettings } from '../context.ts';
import type { Unexamined } from '../coverage-facts.ts';
import { collectGaps, type Gap } from '../find-gaps.ts';
import { keepCompiled } from '../keep-compiled.ts';
import { examineResidual, type ResidualExamination } from '../residual/measure-residual.ts';
import { ownersBeyond } from '../residual/sides-along.ts';
import { boxOfRings } from './boxes.ts';
import { type Contact, findContacts } from './contacts.ts';
import { isNear, type LocalFacts } from './local-facts.ts';
import { PairList } from './pair-list.ts';
import { shellPolygons } from './survey-window.ts';

/** The facts of a whole coverage, ready to be kept up to date. */
export interface WholeFacts {
  facts: LocalFacts;
  /** Places too tangled to examine. With any of them nothing can be told from a part. */
  unexamined: readonly Unexamined[];
  areaSquareMetres: number;
}

/**
 * The full audit's facts.
 * @param positions of the areas, ascending
 */
export function measureWhole(
  packed: PackedAreas,
  positions: readonly number[],
  outline: PackedAreas | null,
  settings: AuditSettings,
): WholeFacts {
  const examination = examineResidual(packed, outline, settings);
  // Whatever was asked of this audit: with these settings the small one is known to succeed.
  keepCompiled('incremental', packed, (_, small) => examineResidual(small, null, DEFAULT_SETTINGS));
  const { facts } = examination;
  const at = (owner: number): number => positions[owner]!;
  const borders = facts.borders.map((border) => ({ ...border, a: at(border.a), b: at(border.b) }));
  const voids = voidsOf(examination).map((gap) => ({
    gap: { ...gap, neighbours: gap.neighbours.map((n) => ({ ...n, owner: at(n.owner) })) },
    box: boxOfRings(gap.region.rings),
    shell: shellPolygons({ ...examination, packed }, gap).map(
      ([owner, polygon]) => [at(owner), polygon] as const,
    ),
  }));
  return {
    facts: {
      voids,
      contacts: PairList.of(contactsOf(packed, examination, at)),
      ...(facts.pointContacts === undefined
        ? {}
        : {
            pointContacts: PairList.of(
              facts.pointContacts.map((pair) => ({ ...pair, a: at(pair.a), b: at(pair.b) })),
            ),
          }),
      overlaps: facts.overlaps.map((pair) => ({ ...pair, a: at(pair.a), b: at(pair.b) })),
      outside: facts.outside.map((item) => ({ ...item, owner: at(item.owner) })),
      parted: facts.parted.map((item) => ({ ...item, owner: at(item.owner) })),
      enclaves: facts.enclaves.map((item) => ({
        ...item,
        owner: at(item.owner),
        surrounding: at(item.surrounding),
      })),
      tJunctions: facts.tJunctions.map((item) => ({ ...item, owners: item.owners.map(at) })),
      generalised: facts.generalised.map((side) => ({
        ...side,
        coarse: at(side.coarse),
        fine: at(side.fine),
      })),
      borders: PairList.of(borders),
      nearBorders: PairList.of(borders.filter(isNear)),
    },
    unexamined: facts.unexamined,
    areaSquareMetres: facts.areaSquareMetres,
  };
}

/** All voids with their neighbours, also those that only contact at corners closes. */
function voidsOf({ facts, graph }: ResidualExamination): readonly Gap[] {
  if (facts.pinched.length === 0) return facts.gaps;
  return collectGaps({
    ...graph,
    hasJurisdiction: true,
    isCovered: (face) => graph.count[face]! > 0,
    isInside: () => true,
    ownersBeyond: (halfEdge) => ownersBeyond(graph, halfEdge),
    componentOf: graph.count.map((count) => (count > 0 ? 0 : -1)),
  }).gaps;
}

function contactsOf(
  packed: PackedAreas,
  { facts, match, graph }: ResidualExamination,
  at: (owner: number) => number,
): Contact[] {
  const polygons = packed.polygonRing.length - 1;
  return Array.from(findContacts({ packed, match, graph, overlaps: facts.overlaps }), (key) => {
    const [p, q] = [Math.floor(key / polygons), key % polygons];
    const [a, b] = [match.polygonArea[p]!, match.polygonArea[q]!];
    return {
      ...{ a: at(a), polygonA: p - packed.areaPolygon[a]! },
      ...{ b: at(b), polygonB: q - packed.areaPolygon[b]! },
    };
  });
}
