import { DEFAULT_LEVELS, FLOOR_SPACE_PER_HOUSEHOLD } from './household-buildings.ts';
import type { HouseholdOptions } from './household-types.ts';

/** The options with their defaults; null is unknown. */
export interface HouseholdSettings {
  totalHouseholds: number | null;
  totalPopulation: number | null;
  defaultLevels: number;
  floorSpacePerHousehold: number;
  assumedOccupancy: number;
  personsPerHousehold: number | null;
}

/** @throws RangeError for an option that is no such number */
export function readHouseholdOptions(options: HouseholdOptions): HouseholdSettings {
  const demand = (name: keyof HouseholdOptions, isFine: (value: number) => boolean): void => {
    const value = options[name];
    if (value !== undefined && !(Number.isFinite(value) && isFine(value))) {
      throw new RangeError(`${name} cannot be ${value}`);
    }
  };
  demand('totalHouseholds', (value) => value >= 0 && Number.isInteger(2 * value) && value <= 1e12);
  demand('totalPopulation', (value) => value >= 0 && Number.isInteger(value) && value <= 1e12);
  demand('defaultLevels', (value) => value > 0);
  demand('floorSpacePerHousehold', (value) => value > 0);
  demand('assumedOccupancy', (value) => value >= 0 && value <= 1);
  demand('personsPerHousehold', (value) => value >= 0 && value <= 100);
  return {
    totalHouseholds: options.totalHouseholds ?? null,
    totalPopulation: options.totalPopulation ?? null,
    defaultLevels: options.defaultLevels ?? DEFAULT_LEVELS,
    floorSpacePerHousehold: options.floorSpacePerHousehold ?? FLOOR_SPACE_PER_HOUSEHOLD,
    assumedOccupancy: options.assumedOccupancy ?? 1,
    personsPerHousehold: options.personsPerHousehold ?? null,
  };
}
