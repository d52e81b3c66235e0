import { type PackedAreas, packAreas } from '../../geometry/packed-areas.ts';
import { boxesMeet } from '../box.ts';
import type { CoverageContext, MeasuredRegion } from '../context.ts';
import type { CoverageFacts } from '../coverage-facts.ts';
import { labelComponents } from '../find-components.ts';
import type { Gap } from '../find-gaps.ts';
import type { Box } from '../residual/local-arrangement.ts';
import { matchSegments } from '../residual/match-segments.ts';
import { sumOfAreas } from '../residual/measure-matched.ts';
import { measureResidual } from '../residual/measure-residual.ts';
import { buildResidualGraph } from '../residual/residual-graph.ts';
import { replaceAreas } from '../residual/resolve-invalid.ts';
import type { Position } from '../types.ts';

/** The own communities among those that take part, by their index there. */
export interface Own {
  isOwn: (owner: number) => boolean;
  /** Boxes of the own communities. */
  boxes: readonly Box[];
  /** Voids along own communities that only contact at corners closes. */
  pinched: MeasuredRegion[];
}

/** Of the facts of own communities and their surroundings, those that concern an own one. */
export function factsOfPart(usable: PackedAreas, facts: CoverageFacts, own: Own): CoverageFacts {
  const alone = keepOwn(usable, own);
  const graph = buildResidualGraph(
    alone,
    matchSegments(alone, (area) => alone.areaType[area] !== 0),
    null,
  );
  const { components } = labelComponents(graph, (face) => graph.count[face]! > 0);
  return {
    ...concerning(facts, own, (owners) => owners.some(own.isOwn)),
    pinched: own.pinched,
    components,
    areaSquareMetres: sumOfAreas(alone),
  };
}

/**
 * The facts of a part that has an outline of its own: within it the own communities are judged by
 * themselves, since what others cover there is missing all the same; across it, what they share with
 * others is added.
 *
 * @returns also the voids between own communities and others beyond the outline that are too wide to be
 * taken for a flaw of the border: they may be somebody else's land
 */
export function factsWithinOutline(
  usable: PackedAreas,
  facts: CoverageFacts,
  own: Own,
  { jurisdiction, settings }: CoverageContext,
): { facts: CoverageFacts; beyond: Gap[] } {
  const outline = packAreas([jurisdiction!.geometry]);
  const alone = measureResidual(keepOwn(usable, own), outline, settings);
  const isAcross = (owners: readonly number[]): boolean =>
    owners.some(own.isOwn) && !owners.every(own.isOwn);
  const across = concerning(facts, own, isAcross);
  const voids = across.gaps.filter(({ region }) => !covers(outline, 0, region.circle.centre));
  const isNarrow = ({ region }: Gap): boolean =>
    region.circle.diameterMetres < settings.sliverWidthMetres;
  return {
    facts: {
      ...alone,
      overlaps: [...alone.overlaps, ...across.overlaps],
      gaps: [...alone.gaps, ...voids.filter(isNarrow)],
      enclaves: [...alone.enclaves, ...across.enclaves],
      tJunctions: [...alone.tJunctions, ...across.tJunctions],
      generalised: [...alone.generalised, ...across.generalised],
      borders: [...alone.borders, ...across.borders],
      ...(across.pointContacts === undefined
        ? {}
        : { pointContacts: [...(alone.pointContacts ?? []), ...across.pointContacts] }),
      unexamined: [...alone.unexamined, ...across.unexamined],
    },
    beyond: voids.filter(
      (gap) => !isNarrow(gap) && gap.region.areaSquareMetres >= settings.minAreaSquareMetres,
    ),
  };
}

function concerning(
  facts: CoverageFacts,
  { isOwn, boxes }: Own,
  concerns: (owners: readonly number[]) => boolean,
): CoverageFacts {
  return {
    ...facts,
    overlaps: facts.overlaps.filter(({ a, b }) => concerns([a, b])),
    gaps: facts.gaps.filter(({ neighbours }) => concerns(neighbours.map(({ owner }) => owner))),
    outside: facts.outside.filter(({ owner }) => isOwn(owner)),
    parted: facts.parted.filter(({ owner }) => isOwn(owner)),
    enclaves: facts.enclaves.filter(({ owner, surrounding }) => concerns([owner, surrounding])),
    tJunctions: facts.tJunctions.filter(({ owners }) => concerns(owners)),
    ...(facts.pointContacts === undefined
      ? {}
      : { pointContacts: facts.pointContacts.filter(({ a, b }) => concerns([a, b])) }),
    generalised: facts.generalised.filter(({ coarse, fine }) => concerns([coarse, fine])),
    borders: facts.borders.filter(({ a, b }) => concerns([a, b])),
    unexamined: facts.unexamined.filter(({ box }) => boxes.some((own) => boxesMeet(own, box))),
  };
}

/** The same areas, the others' empty. */
function keepOwn(usable: PackedAreas, { isOwn }: Own): PackedAreas {
  const others = new Map<number, null>();
  for (let owner = 0; owner < usable.count; owner++) if (!isOwn(owner)) others.set(owner, null);
  return replaceAreas(usable, others);
}

/** Whether an area covers a place, by the even–odd rule; on the border either answer may come. */
export function covers(packed: PackedAreas, area: number, place: Position): boolean {
  const { coordinates, ringStart, polygonRing, areaPolygon } = packed;
  const [x, y] = place as [number, number];
  let isInside = false;
  for (let r = polygonRing[areaPolygon[area]!]!; r < polygonRing[areaPolygon[area + 1]!]!; r++) {
    for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++) {
      const ay = coordinates[2 * k + 1]!;
      const by = coordinates[2 * k + 3]!;
      if (ay > y === by > y) continue;
      const ax = coordinates[2 * k]!;
      if (x < ax + ((y - ay) / (by - ay)) * (coordinates[2 * k + 2]! - ax)) isInside = !isInside;
    }
  }
  return isInside;
}
