import { nameOf } from '../coverage/name-of.ts';
import type { AreaGeometry, Message, PolygonGeometry } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { ESTATE_FIELDS, FIELDS } from '../rules/fields.ts';
import { readFigure } from '../rules/read-figure.ts';
import { areEqual } from './are-equal.ts';
import { derivedLineage } from './derived-lineage.ts';
import { indexOfMaterial } from './ground/material-index.ts';
import { groundBetween, type MovedPiece } from './ground/moved-pieces.ts';
import { type ShareInPiece, sharesInPieces } from './ground/shares-in-pieces.ts';
import { figureOf } from './recount.ts';
import { isSameGeometry } from './same-geometry.ts';
import type { LineageLink, PlanCommunity, PlanContext, PlanState } from './types.ts';

/** A figure of households; `null` value: unknown. */
export interface HouseholdCount {
  value: number | null;
  estimated: boolean;
}

/** A community of either state, as it was and as it is. */
export interface CommunityDiff {
  id: string;
  outcome: 'created' | 'changed' | 'abolished';
  before: PlanCommunity | null;
  after: PlanCommunity | null;
  areaBeforeSquareMetres: number | null;
  areaAfterSquareMetres: number | null;
  householdsBefore: HouseholdCount | null;
  householdsAfter: HouseholdCount | null;
  /** Its ground is another. */
  isMoved: boolean;
  /** Names of the attributes that are different (`name`, `nameEn`, or of `properties`). */
  attributes: string[];
}

/** Households of one estate that changed hands with a piece of ground. */
export interface EstateShare {
  estate: string;
  name: Message;
  /** Of the part that lies in the piece; null: unknown. */
  households: HouseholdCount;
  /** The whole estate lies in the piece. */
  isWhole: boolean;
}

/** Connected ground that changed hands. */
export interface MovedGround {
  /** Null: in no community before. */
  from: string | null;
  /** Null: in none afterwards. */
  to: string | null;
  geometry: PolygonGeometry;
  areaSquareMetres: number;
  /** Of the units whose greater part lies in it; null where no unit does. */
  households: HouseholdCount | null;
  estates: EstateShare[];
}

export interface PlanDiff {
  /** Those that differ, in the order of the state after, abolished ones last. */
  communities: CommunityDiff[];
  /** Largest first. */
  moved: MovedGround[];
  lineage: LineageLink[];
}

/** Ground that two states have not alike for rounding alone. m². */
const NO_GROUND = 0.01;
/** Less of an estate or a unit on the other side of a border is the width of the line. */
const WHOLE = 0.98;

/**
 * What is different between two states of a plan, or of a plan and the register. Communities are the same when their ids are; a vertex
 * more on a border that stays where it is makes no difference. Cost in proportion to the communities
 * that differ.
 * @throws TooTangledError, InconsistentCoverageError
 */
export function diffPlans(before: PlanState, after: PlanState, context: PlanContext): PlanDiff {
  const changed = new Map<string, AreaGeometry | null>();
  for (const [id, { geometry }] of after.communities) {
    const known = before.communities.get(id)?.geometry;
    if (known === undefined || !isSameGeometry(known, geometry)) changed.set(id, geometry);
  }
  for (const id of before.communities.keys()) {
    if (!after.communities.has(id)) changed.set(id, null);
  }
  const pieces = groundBetween(before, changed)
    .filter(({ areaSquareMetres }) => areaSquareMetres >= NO_GROUND)
    .sort((a, b) => b.areaSquareMetres - a.areaSquareMetres);
  const moving = new Set(pieces.flatMap(({ from, to }) => [from, to]));
  const ids = [...new Set([...after.communities.keys(), ...before.communities.keys()])];
  return {
    communities: ids.flatMap((id) =>
      diffCommunity(
        before.communities.get(id) ?? null,
        after.communities.get(id) ?? null,
        moving.has(id),
      ),
    ),
    moved: describeMoved(pieces, context),
    lineage: derivedLineage(before, after, pieces),
  };
}

function diffCommunity(
  before: PlanCommunity | null,
  after: PlanCommunity | null,
  isMoved: boolean,
): CommunityDiff[] {
  const attributes = before === null || after === null ? [] : differingAttributes(before, after);
  if (before !== null && after !== null && !isMoved && attributes.length === 0) return [];
  return [
    {
      id: (after ?? before)!.id,
      outcome: before === null ? 'created' : after === null ? 'abolished' : 'changed',
      before,
      after,
      areaBeforeSquareMetres: before === null ? null : geodesicArea(before.geometry),
      areaAfterSquareMetres: after === null ? null : geodesicArea(after.geometry),
      householdsBefore: householdsOf(before),
      householdsAfter: householdsOf(after),
      isMoved,
      attributes,
    },
  ];
}

function householdsOf(community: PlanCommunity | null): HouseholdCount | null {
  if (community === null) return null;
  const { properties = {} } = community;
  return {
    value: figureOf(properties, FIELDS.households),
    estimated: properties[FIELDS.householdsEstimated] === true,
  };
}

function differingAttributes(before: PlanCommunity, after: PlanCommunity): string[] {
  const names = (['name', 'nameEn'] as const).filter((field) => before[field] !== after[field]);
  const [had, has] = [before.properties ?? {}, after.properties ?? {}];
  const fields = [...new Set([...Object.keys(had), ...Object.keys(has)])];
  return [...names, ...fields.filter((field) => !areEqual(had[field], has[field]))];
}

function describeMoved(pieces: readonly MovedPiece[], context: PlanContext): MovedGround[] {
  const units = groupByPiece(sharesInPieces(indexOfMaterial(context.units ?? []), pieces));
  const estates = groupByPiece(sharesInPieces(indexOfMaterial(context.estates ?? []), pieces));
  return pieces.map((piece) => ({
    ...piece,
    households: countUnits(units.get(piece) ?? []),
    estates: (estates.get(piece) ?? [])
      .filter(({ share }) => share >= 1 - WHOLE)
      .map(({ item, share }) => {
        const figure = readFigure(item.properties, ESTATE_FIELDS.households);
        const isWhole = share > WHOLE;
        const value =
          figure.state !== 'known'
            ? null
            : isWhole
              ? figure.value
              : Math.round(figure.value * share);
        return {
          estate: item.id,
          name: nameOf(item),
          households: { value, estimated: !isWhole },
          isWhole,
        };
      }),
  }));
}

function groupByPiece<T>(shares: readonly ShareInPiece<T>[]): Map<MovedPiece, ShareInPiece<T>[]> {
  const groups = new Map<MovedPiece, ShareInPiece<T>[]>();
  for (const share of shares) {
    const known = groups.get(share.piece);
    if (known === undefined) groups.set(share.piece, [share]);
    else known.push(share);
  }
  return groups;
}

interface Counted {
  households?: number;
  householdsEstimated?: boolean;
}

function countUnits(shares: readonly ShareInPiece<Counted>[]): HouseholdCount | null {
  const inside = shares.filter(({ share }) => share > 0.5);
  if (inside.length === 0) return null;
  const isUnknown = inside.some(({ item }) => item.households === undefined);
  const cut = shares.filter(({ share }) => share > 1 - WHOLE && share <= WHOLE);
  return {
    value: isUnknown ? null : inside.reduce((sum, { item }) => sum + item.households!, 0),
    estimated:
      inside.some(({ item }) => item.householdsEstimated === true) ||
      cut.some(({ item }) => item.households !== 0),
  };
}
