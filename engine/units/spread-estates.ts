import { byCodePoint } from '../coverage/context.ts';
import { findInvalid } from '../coverage/find-invalid.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import type { EstateInput, UnitInput } from '../material/types.ts';
import { apportion, sumInOrder } from './apportion.ts';
import type { HouseholdBuilding } from './household-buildings.ts';
import {
  type EstateHouseholds,
  type Figure,
  readEstateHouseholds,
  readFigure,
} from './household-figures.ts';
import type { HouseholdGround, ParcelPiece } from './household-ground.ts';

/** An estate with its figures, on the parcels it lies on. */
export interface PlacedEstate {
  estate: EstateInput;
  households: EstateHouseholds;
  population: Figure;
  /** The parcels, in order, with the weight that each has in dividing the estate. None: it lies in no unit. */
  parcels: { parcel: number; weight: number; areaSquareMetres: number }[];
  /** Where its shape lies; `unknown`: it has no valid shape, and no unit names it. */
  place: 'inside' | 'mostly-outside' | 'outside' | 'unknown';
}

/** A building on its parcel (−1: in no unit) and in its estate (−1: in none; else in the order of estates). */
export interface PlacedBuilding extends HouseholdBuilding {
  parcel: number;
  estate: number;
}

/** Below this share inside the units, an estate is probably another jurisdiction's. */
const MOSTLY = 0.5;
/** m². A unit without extent that an estate is said to lie in still takes it. */
const LEAST_WEIGHT = 1e-6;

/**
 * Places estates on parcels: by their shape; one without a usable shape by the units that name it. One that
 * lies on several is divided by the floor space of its buildings, else by area.
 *
 * @param estates in the order of ids
 * @param buildings placed on parcels and in these estates
 */
export function placeEstates(
  estates: readonly EstateInput[],
  units: readonly UnitInput[],
  ground: HouseholdGround,
  buildings: readonly PlacedBuilding[],
  assumedOccupancy: number,
): PlacedEstate[] {
  const unitsNaming = new Map<string, string[]>();
  for (const unit of units) {
    for (const estate of unit.estates ?? []) {
      unitsNaming.set(estate, [...(unitsNaming.get(estate) ?? []), unit.id]);
    }
  }
  const floorSpace = floorSpaceByEstate(estates.length, buildings);
  return estates.map((estate, index) => {
    const { pieces, place } = locate(estate, ground, unitsNaming.get(estate.id) ?? []);
    return {
      estate,
      households: readEstateHouseholds(estate, assumedOccupancy),
      population: readFigure(estate.properties, 'population'),
      parcels: weigh(pieces, floorSpace[index]!),
      place,
    };
  });
}

function locate(
  { geometry }: EstateInput,
  ground: HouseholdGround,
  namedBy: readonly string[],
): { pieces: ParcelPiece[]; place: PlacedEstate['place'] } {
  const found =
    geometry === null || findInvalid(geometry).length > 0 ? null : ground.piecesOf(geometry);
  if (geometry === null || found === null) {
    const pieces = [...namedBy]
      .sort(byCodePoint)
      .flatMap((unit) => ground.ofUnit(unit))
      .map((parcel) => ({ parcel, ...areaOf(ground, parcel) }));
    return { pieces, place: pieces.length === 0 ? 'unknown' : 'inside' };
  }
  const inside = sumInOrder(found.map(({ areaSquareMetres }) => areaSquareMetres));
  if (inside === 0) return { pieces: [], place: 'outside' };
  return {
    pieces: found,
    place: inside < MOSTLY * geodesicArea(geometry) ? 'mostly-outside' : 'inside',
  };
}

const areaOf = (ground: HouseholdGround, parcel: number) => ({
  areaSquareMetres: ground.parcels[parcel]!.areaSquareMetres,
});

/** Floor space by parcel, for each estate: of homes, and of buildings that may be. */
function floorSpaceByEstate(
  count: number,
  buildings: readonly PlacedBuilding[],
): Map<number, number[]>[] {
  const byEstate = Array.from({ length: count }, () => new Map<number, number[]>());
  for (const { estate, parcel, use, floorSpace } of buildings) {
    if (estate < 0 || parcel < 0 || use === 'other') continue;
    const byParcel = byEstate[estate]!;
    byParcel.set(parcel, [...(byParcel.get(parcel) ?? []), floorSpace]);
  }
  return byEstate;
}

function weigh(
  pieces: readonly ParcelPiece[],
  floorSpace: ReadonlyMap<number, readonly number[]>,
): PlacedEstate['parcels'] {
  const sorted = [...pieces].sort((a, b) => a.parcel - b.parcel);
  const weights = sorted.map(({ parcel }) => sumInOrder(floorSpace.get(parcel) ?? []));
  const isBuilt = weights.some((weight) => weight > 0);
  return sorted.map((piece, i) => ({
    ...piece,
    weight: isBuilt ? weights[i]! : Math.max(piece.areaSquareMetres, LEAST_WEIGHT),
  }));
}

/** Divides a figure of an estate among its parcels, to the household. */
export function divideEstate(
  { parcels }: PlacedEstate,
  value: number,
): { parcel: number; value: number }[] {
  const weights = parcels.map(({ weight }) => weight);
  const parts = apportion(value, weights, (i, j) => i < j);
  return parcels.map(({ parcel }, i) => ({ parcel, value: parts[i]! }));
}
