import { byCodePoint } from '../coverage/context.ts';
import { InconsistentCoverageError } from '../coverage/label-faces.ts';
import { TooTangledError } from '../coverage/node-edges.ts';
import type { AreaGeometry, CommunityInput, Position } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import type { UnitInput } from '../material/types.ts';
import { AreaLocator } from './household-locator.ts';
import { type Overlap, OverlapFinder } from './household-overlaps.ts';

/** The ground of one unit in one larger area: what households are given to. */
export interface Parcel {
  /** Index of the unit. */
  unit: number;
  /** Index of the community; −1 for none. */
  community: number;
  areaSquareMetres: number;
  /** Of a unit that is water: nobody lives on it. */
  isWater: boolean;
}

/** A part of an area on a parcel. */
export interface ParcelPiece {
  parcel: number;
  areaSquareMetres: number;
}

/** Of a unit or an estate, smaller pieces come from borders that were drawn a little apart. */
const LEAST_SHARE = 0.01;

/**
 * Units divided by the communities that they lie in. A unit that names its community lies wholly in it; the
 * others are cut by the communities' outlines. Parcels are in the order of ids, whatever that of the input.
 */
export class HouseholdGround {
  readonly parcels: Parcel[] = [];
  /** Units with a shape that could not be cut by the communities: taken to lie in none. */
  readonly unplaced: number[] = [];
  private readonly parcelsOf: number[][];
  private readonly inUnits: OverlapFinder;
  private readonly unitIndex: ReadonlyMap<string, number>;
  private readonly unitAt: AreaLocator;
  private readonly communityAt: AreaLocator;

  constructor(units: readonly UnitInput[], communities: readonly CommunityInput[]) {
    this.unitIndex = new Map(units.map(({ id }, index) => [id, index]));
    this.unitAt = new AreaLocator(units.map(({ geometry }) => geometry));
    this.inUnits = new OverlapFinder(units, this.unitAt);
    this.communityAt = new AreaLocator(communities.map(({ geometry }) => geometry));
    this.parcelsOf = units.map(() => []);
    this.fillParcels(units, communities);
  }

  /** The parcel that holds a point; −1 for none. */
  at(place: Position): number {
    const ranks = this.unitAt.at(place).map((unit) => this.parcelsOf[unit]![0]!);
    return ranks.length === 0 ? -1 : this.within(this.parcels[Math.min(...ranks)]!.unit, place);
  }

  /** The parcels of a unit, the largest first. */
  ofUnit(id: string): number[] {
    const unit = this.unitIndex.get(id);
    return unit === undefined ? [] : this.parcelsOf[unit]!;
  }

  /**
   * The parts of an area by parcel, without those that are mere inaccuracy; null where that cannot be told.
   * @param area valid
   */
  piecesOf(area: AreaGeometry): ParcelPiece[] | null {
    const overlaps = findOverlaps(this.inUnits, area);
    if (overlaps === null) return null;
    const pieces = new Map<number, number>();
    for (const { index, areaSquareMetres, place } of overlaps) {
      const parcel = this.within(index, place);
      pieces.set(parcel, (pieces.get(parcel) ?? 0) + areaSquareMetres);
    }
    return withoutCrumbs(
      [...pieces].map(([parcel, areaSquareMetres]) => ({ parcel, areaSquareMetres })),
    );
  }

  private fillParcels(units: readonly UnitInput[], communities: readonly CommunityInput[]): void {
    const inCommunities = new OverlapFinder(communities, this.communityAt);
    const indexOf = new Map(communities.map(({ id }, index) => [id, index]));
    const order = units.map((_, index) => index);
    order.sort((a, b) => byCodePoint(units[a]!.id, units[b]!.id));
    for (const unit of order) {
      const { geometry, community, properties } = units[unit]!;
      const isWater = properties?.water === true;
      const known = community === null ? -1 : indexOf.get(community ?? '');
      const whole = { community: known ?? -1, areaSquareMetres: geodesicArea(geometry) };
      const cut =
        known !== undefined || communities.length === 0
          ? [whole]
          : (this.cut(unit, geometry, communities, inCommunities) ?? [whole]);
      for (const piece of cut) {
        this.parcelsOf[unit]!.push(this.parcels.length);
        this.parcels.push({ unit, isWater, ...piece });
      }
    }
  }

  /** Null where no community covers any of it, or that cannot be told. */
  private cut(
    unit: number,
    geometry: AreaGeometry,
    communities: readonly CommunityInput[],
    inCommunities: OverlapFinder,
  ): Pick<Parcel, 'community' | 'areaSquareMetres'>[] | null {
    const overlaps = findOverlaps(inCommunities, geometry);
    if (overlaps === null) {
      this.unplaced.push(unit);
      return null;
    }
    overlaps.sort(
      (a, b) =>
        b.areaSquareMetres - a.areaSquareMetres ||
        byCodePoint(communities[a.index]!.id, communities[b.index]!.id),
    );
    const kept = withoutCrumbs(overlaps);
    if (kept.length === 0) return null;
    return kept.map(({ index, areaSquareMetres }) => ({ community: index, areaSquareMetres }));
  }

  /** Which parcel of a unit holds a point of the unit; its largest where the communities leave that open. */
  private within(unit: number, place: Position): number {
    const own = this.parcelsOf[unit]!;
    if (own.length === 1) return own[0]!;
    const here = this.communityAt.at(place);
    return own.find((parcel) => here.includes(this.parcels[parcel]!.community)) ?? own[0]!;
  }
}

/** Null for shapes that are too tangled to be told apart. */
function findOverlaps(finder: OverlapFinder, area: AreaGeometry): Overlap[] | null {
  try {
    return finder.of(area);
  } catch (error) {
    if (error instanceof TooTangledError || error instanceof InconsistentCoverageError) return null;
    throw error;
  }
}

function withoutCrumbs<T extends { areaSquareMetres: number }>(pieces: readonly T[]): T[] {
  const total = pieces.reduce((sum, { areaSquareMetres }) => sum + areaSquareMetres, 0);
  return pieces.filter(({ areaSquareMetres }) => areaSquareMetres >= LEAST_SHARE * total);
}
