import { sumInOrder } from './apportion.ts';
import type { HouseholdGround } from './household-ground.ts';
import type { QuantityResult } from './household-quantity.ts';
import { divideEstate, type PlacedBuilding, type PlacedEstate } from './spread-estates.ts';
import type { SpreadTier } from './spread-remainder.ts';

/** Collects weights by parcel, and sums them so that their order does not matter. */
class Weights {
  private readonly lists: number[][];

  constructor(parcels: number) {
    this.lists = Array.from({ length: parcels }, () => []);
  }

  add(parcel: number, weight: number): void {
    this.lists[parcel]?.push(weight);
  }

  sums(): Float64Array {
    return Float64Array.from(this.lists, sumInOrder);
  }
}

/**
 * Ways to spread households that no estate accounts for: over homes by the estimate rule and estates of which
 * only the dwellings are known; over buildings of no stated kind; over the land outside the estates; over all.
 */
export function householdTiers(
  ground: HouseholdGround,
  estates: readonly PlacedEstate[],
  buildings: readonly PlacedBuilding[],
): SpreadTier[] {
  const count = ground.parcels.length;
  const homes = new Weights(count);
  const unspecified = new Weights(count);
  const outside = new Weights(count);
  const whole = Float64Array.from(ground.parcels, ({ areaSquareMetres }) => areaSquareMetres);
  for (const { parcel, estate, use, households } of buildings) {
    // What an estate has is known from the estate.
    if (estate >= 0 && estates[estate]!.households.state !== 'unknown') continue;
    if (use === 'residential') homes.add(parcel, households);
    if (use === 'unspecified') unspecified.add(parcel, households);
  }
  for (const placed of estates) {
    const { state, value } = placed.households;
    if (state === 'capacity') {
      for (const part of divideEstate(placed, value)) homes.add(part.parcel, part.value);
    }
    if (state === 'unknown') continue;
    for (const { parcel, areaSquareMetres } of placed.parcels)
      outside.add(parcel, areaSquareMetres);
  }
  const inEstates = outside.sums();
  const hasHomes = buildings.some(({ use }) => use === 'residential');
  return [
    {
      basis: hasHomes ? 'residential-buildings' : 'estates',
      weights: homes.sums(),
      isEstimate: true,
    },
    { basis: 'unspecified-buildings', weights: unspecified.sums(), isEstimate: false },
    {
      basis: 'area',
      weights: whole.map((area, parcel) =>
        ground.parcels[parcel]!.isWater ? 0 : freeArea(area, inEstates[parcel]!),
      ),
      isEstimate: false,
    },
    { basis: 'area', weights: whole, isEstimate: false },
  ];
}

/** Ground that estates leave; less than a thousandth is a difference in how outlines were drawn. */
const freeArea = (area: number, covered: number): number =>
  area - covered > area / 1000 ? area - covered : 0;

/**
 * Ways to spread people whose estate does not tell: by the households that are not in estates of known population,
 * else as households are.
 */
export function populationTiers(
  households: QuantityResult,
  estates: readonly PlacedEstate[],
  base: readonly SpreadTier[],
  personsPerHousehold: number | null,
): SpreadTier[] {
  const { counted, divided, spread } = households;
  const accounted = new Weights(counted.length);
  for (const placed of estates) {
    if (placed.population.state !== 'known' || placed.households.state !== 'counted') continue;
    for (const { parcel, value } of divideEstate(placed, placed.households.value)) {
      accounted.add(parcel, value);
    }
  }
  const known = accounted.sums();
  const open = counted.map((value, parcel) =>
    Math.max(0, value + divided[parcel]! + spread[parcel]! - known[parcel]!),
  );
  return [
    {
      basis: 'households',
      weights:
        personsPerHousehold === null
          ? open
          : open.map((value) => Math.round(value * personsPerHousehold)),
      isEstimate: personsPerHousehold !== null,
    },
    ...base.map((tier) => ({ ...tier, isEstimate: false })),
  ];
}
