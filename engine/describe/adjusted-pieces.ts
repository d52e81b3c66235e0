import { BarrierIndex } from '../barriers/barrier-index.ts';
import { BARRIER_TOLERANCE_METRES } from '../barriers/match-border.ts';
import type { Barrier } from '../barriers/types.ts';
import type { CommunityInput, JurisdictionInput, Position } from '../coverage/types.ts';
import { geodesicArea, polygonArea } from '../geometry/geodesic.ts';
import type { UnitInput } from '../material/types.ts';
import { placeInside } from '../rules/place-inside.ts';
import { readHouseholds } from '../rules/read-households.ts';
import type { AdjustedPiece, HouseholdFigure } from './adjustment-types.ts';
import { AreaLocator } from './area-locator.ts';
import type { ChangedPiece } from './compare-states.ts';
import { completeNames } from './complete-names.ts';
import { boxOf } from './flat-ring.ts';
import { GroundBeyond } from './ground-beyond.ts';
import { NamedLines } from './named-lines.ts';
import { describePiece, type PieceSurroundings } from './piece-limits.ts';

/** Units that cover a piece to within this share of its area give its households exactly. */
const COVERED_WITHIN = 0.02;

export interface AdjustmentContext {
  barriers: readonly Barrier[];
  jurisdiction?: JurisdictionInput;
  /** To count the households of pieces; without them only whole communities have a figure. */
  units?: readonly UnitInput[];
}

/** Puts changed ground into words. */
export class PieceWriter {
  private readonly before: readonly CommunityInput[];
  private readonly after: readonly CommunityInput[];
  private readonly surroundings: PieceSurroundings;
  private readonly units: readonly UnitInput[];
  /** Middles of the units that were looked at. */
  private readonly places = new Map<UnitInput, Position>();

  constructor(
    before: readonly CommunityInput[],
    after: readonly CommunityInput[],
    context: AdjustmentContext,
    toleranceMetres = BARRIER_TOLERANCE_METRES,
  ) {
    this.before = before;
    this.after = after;
    const barriers = completeNames(context.barriers);
    this.surroundings = {
      index: new BarrierIndex(barriers),
      lines: new NamedLines(barriers),
      ground: new GroundBeyond(before, context.jurisdiction),
      toleranceMetres,
    };
    this.units = context.units ?? [];
  }

  /**
   * Null for a piece whose border leaves nothing to describe.
   * @param isWhole with the other pieces that pass between the same two it is the whole of a community
   * @param isOnly there are no other such pieces
   */
  write(
    { kind, from, to, region }: ChangedPiece,
    { isWhole, isOnly }: { isWhole: boolean; isOnly: boolean },
  ): AdjustedPiece | null {
    const source = this.before[from];
    const { rings, areaSquareMetres } = region;
    const described = describePiece(
      rings,
      source?.id ?? null,
      isWhole,
      source === undefined ? null : largestShell(source),
      this.surroundings,
    );
    if (described === null) return null;
    const onRecord = isWhole && isOnly && source !== undefined ? recorded(source) : null;
    const households = onRecord ?? this.countUnits(rings, areaSquareMetres);
    return {
      kind,
      from: source?.id ?? null,
      to: this.after[to]?.id ?? null,
      geometry: { type: 'Polygon', coordinates: rings },
      areaSquareMetres,
      ...(households === null ? {} : { households }),
      isWhole,
      ...described,
    };
  }

  /** Households of the units whose middle lies in a piece. */
  private countUnits(rings: Position[][], areaSquareMetres: number): HouseholdFigure | null {
    if (this.units.length === 0) return null;
    const locator = new AreaLocator({ type: 'Polygon', coordinates: rings });
    const inside = this.units.filter((unit) => this.hasMiddleIn(unit, locator));
    if (inside.some(({ households }) => households === undefined)) return null;
    const covered = inside.reduce((sum, { geometry }) => sum + geodesicArea(geometry), 0);
    // Most of it lies in no unit: their figures say nothing of it.
    if (covered < areaSquareMetres / 2) return null;
    const isExact = Math.abs(covered - areaSquareMetres) <= COVERED_WITHIN * areaSquareMetres;
    return {
      value: inside.reduce((sum, { households }) => sum + (households ?? 0), 0),
      estimated: !isExact || inside.some(({ householdsEstimated }) => householdsEstimated === true),
    };
  }

  private hasMiddleIn(unit: UnitInput, area: AreaLocator): boolean {
    const { west, south, east, north } = boxOf(unitPositions(unit));
    if (!area.meets(west, south, east, north)) return false;
    const place = this.places.get(unit) ?? placeInside(unit.geometry);
    this.places.set(unit, place);
    return area.contains(place);
  }
}

const unitPositions = ({ geometry }: UnitInput): Position[] =>
  geometry.type === 'Polygon' ? geometry.coordinates.flat() : geometry.coordinates.flat(2);

/** The figure on record for a community. */
export function recorded(community: CommunityInput): HouseholdFigure | null {
  const households = readHouseholds(community);
  if (households.state !== 'known') return null;
  const estimated = community.properties?.householdsEstimated === true;
  return { value: households.value, estimated };
}

function largestShell({ geometry }: CommunityInput): readonly Position[] | null {
  if (geometry === null) return null;
  if (geometry.type === 'Polygon') return geometry.coordinates[0] ?? null;
  const parts = [...geometry.coordinates].sort((a, b) => polygonArea(b) - polygonArea(a));
  return parts[0]?.[0] ?? null;
}
