import type { CommunityInput } from '../coverage/types.ts';
import type { UnitInput } from '../material/types.ts';
import type { CommunityShapes, Piece } from './community-shapes.ts';
import { FIELDS } from './fields.ts';
import { readFigure } from './read-figure.ts';
import { unitFacts } from './unit-facts.ts';

type Pieces = ReadonlyMap<UnitInput, readonly Piece[]>;

/**
 * What of each unit lies in which community, by where they are drawn, largest piece first: the communities may be
 * drafts that no unit has heard of. A unit of no community has no pieces; one without a valid shape, or that Turf cannot
 * intersect, no entry.
 */
export function unitPieces(units: readonly UnitInput[], shapes: CommunityShapes): Pieces {
  const pieces = new Map<UnitInput, readonly Piece[]>();
  for (const unit of units) {
    if (!unitFacts(unit.geometry).isValid) continue;
    const found = piecesOf(unit, shapes);
    if (found !== null) pieces.set(unit, found);
  }
  return pieces;
}

function piecesOf({ geometry }: UnitInput, shapes: CommunityShapes): readonly Piece[] | null {
  try {
    const pieces = shapes.piecesOf(geometry);
    // Most units lie in one community.
    if (pieces.length < 2) return pieces;
    return [...pieces].sort((a, b) => b.areaSquareMetres - a.areaSquareMetres);
  } catch {
    // Turf gives up on some polygons; a unit without an entry is told as one that could not be judged.
    return null;
  }
}

interface Sum {
  value: number;
  isEstimate: boolean;
  /** A unit of the community has no figure, so that the sum would be short. */
  isShort: boolean;
}

/**
 * Communities that record no households, or no population, with the sums of their units: those that
 * lie in them for the most part. A unit that records none leaves its community without a figure. Where a
 * community border cuts a unit, the sum is an estimate.
 */
export function withUnitFigures(
  communities: readonly CommunityInput[],
  units: readonly UnitInput[],
  pieces: () => Pieces,
): CommunityInput[] {
  const isWithout = (community: CommunityInput, field: string): boolean =>
    readFigure(community.properties, field).state === 'missing';
  const sums = {
    households: lazySums(units, pieces, ({ households }) => households),
    population: lazySums(units, pieces, ({ population }) => population),
  };
  return communities.map((community) => {
    const added: Record<string, unknown> = {};
    if (isWithout(community, FIELDS.households)) {
      const sum = sums.households().get(community.id);
      if (sum && !sum.isShort) {
        added[FIELDS.households] = sum.value;
        if (sum.isEstimate) added[FIELDS.householdsEstimated] = true;
      }
    }
    if (isWithout(community, FIELDS.population)) {
      const sum = sums.population().get(community.id);
      if (sum && !sum.isShort) added[FIELDS.population] = sum.value;
    }
    return Object.keys(added).length === 0 ? community : withProperties(community, added);
  });
}

function lazySums(
  units: readonly UnitInput[],
  pieces: () => Pieces,
  figureOf: (unit: UnitInput) => number | undefined,
): () => ReadonlyMap<string, Sum> {
  let sums: Map<string, Sum> | null = null;
  return () => {
    if (sums !== null) return sums;
    sums = new Map();
    for (const unit of units) {
      const [main, ...others] = pieces().get(unit) ?? [];
      if (main === undefined) continue;
      const figure = figureOf(unit);
      const sum = sums.get(main.community.id) ?? { value: 0, isEstimate: false, isShort: false };
      sums.set(main.community.id, sum);
      sum.value += figure ?? 0;
      sum.isShort ||= figure === undefined;
      sum.isEstimate ||= others.some(isMuch(main)) || unit.householdsEstimated === true;
    }
    return sums;
  };
}

/** Two outlines of one border differ by some metres; that makes no figure an estimate. */
const isMuch =
  (main: Piece) =>
  ({ areaSquareMetres }: Piece): boolean =>
    areaSquareMetres > 0.01 * main.areaSquareMetres;

/** The geometry stays where it is until somebody asks for it. */
function withProperties(
  community: CommunityInput,
  added: Readonly<Record<string, unknown>>,
): CommunityInput {
  const { id, name, nameEn } = community;
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(nameEn === undefined ? {} : { nameEn }),
    get geometry() {
      return community.geometry;
    },
    properties: { ...community.properties, ...added },
  };
}
