import { byCodePoint } from '../coverage/context.ts';
import type { EstateInput, UnitInput } from '../material/types.ts';
import { estimateBuildings } from './household-buildings.ts';
import { readFigure, toHalves } from './household-figures.ts';
import { HouseholdGround } from './household-ground.ts';
import { AreaLocator } from './household-locator.ts';
import {
  allocateQuantity,
  type EstateShare,
  type QuantityName,
  type QuantityResult,
  reportQuantity,
} from './household-quantity.ts';
import { reportBuildings, writeNotes } from './household-report.ts';
import { type HouseholdSettings, readHouseholdOptions } from './household-settings.ts';
import { householdTiers, populationTiers } from './household-tiers.ts';
import type { HouseholdAllocation, HouseholdOptions, HouseholdSources } from './household-types.ts';
import { type PlacedBuilding, type PlacedEstate, placeEstates } from './spread-estates.ts';

/**
 * Resident households (常住户数) and population of units, to the household (DOMAIN §1, DESIGN §11).
 *
 * 1. A unit that comes with a figure of its own keeps it.
 * 2. Estates count where they lie: recorded households, else dwellings × occupancy, a home in a single-person
 *    apartment block one half. One that lies in several units is divided by the floor space of its buildings,
 *    else by area; its parts are estimates.
 * 3. What then remains of a known total, of each community or of all (the jurisdiction's record, or an option), is spread over the units: over homes by
 *    the estimate rule of {@link estimateBuildings}, else over buildings of no stated kind, else over the area
 *    outside estates. Without a total the estimate rule itself stands.
 *
 * Every total is met exactly, by largest remainders ({@link apportion}); where estates exceed it, that is a
 * conflict in the report. What is spread is marked as an estimate. Nothing depends on the order of the input.
 *
 * @param units that tile their jurisdiction, ids unique
 * @throws RangeError for an option that is no such number
 */
export function allocateHouseholds(
  units: readonly UnitInput[],
  sources: HouseholdSources,
  options: HouseholdOptions = {},
): HouseholdAllocation {
  const settings = readHouseholdOptions(options);
  const communities = sources.communities ?? [];
  const ground = new HouseholdGround(units, communities);
  const estateInputs = [...(sources.estates ?? [])].sort((a, b) => byCodePoint(a.id, b.id));
  const buildings = placeBuildings(sources, settings, ground, estateInputs);
  const estates = placeEstates(estateInputs, units, ground, buildings, settings.assumedOccupancy);

  const common = { units, communities, ground };
  const base = householdTiers(ground, estates, buildings);
  const households = allocateQuantity({
    ...common,
    name: 'households',
    total: settings.totalHouseholds ?? totalOf(sources, 'households'),
    estates: countedHouseholds(estates),
    tiers: base,
  });
  const population = allocateQuantity({
    ...common,
    name: 'population',
    total: settings.totalPopulation ?? totalOf(sources, 'population'),
    estates: countedPeople(estates),
    tiers: populationTiers(households, estates, base, settings.personsPerHousehold),
  });
  const allocated = writeUnits(
    { units, ground, estates, households, population, settings },
    sources,
  );
  return {
    units: allocated,
    report: {
      households: reportQuantity(
        households,
        allocated.map((unit) => unit.households),
      ),
      population: reportQuantity(
        population,
        allocated.map((unit) => unit.population),
      ),
      buildings: reportBuildings(buildings, estates, settings.defaultLevels),
      notes: writeNotes({
        units,
        communities,
        ground,
        estates,
        buildings,
        households,
        population,
        settings,
      }),
    },
  };
}

/** What the jurisdiction has by its record; null where it says nothing readable. */
function totalOf({ jurisdiction }: HouseholdSources, name: QuantityName): number | null {
  const figure = readFigure(jurisdiction?.properties, name);
  if (figure.state !== 'known') return null;
  return name === 'households' ? toHalves(figure.value) : Math.round(figure.value);
}

function placeBuildings(
  { buildings = [], residentialAreas, otherAreas }: HouseholdSources,
  settings: HouseholdSettings,
  ground: HouseholdGround,
  estates: readonly EstateInput[],
): PlacedBuilding[] {
  const estateAt = new AreaLocator(estates.map(({ geometry }) => geometry));
  const estimated = estimateBuildings(buildings, residentialAreas, settings, otherAreas);
  return estimated.map((building) => ({
    ...building,
    parcel: building.place === null ? -1 : ground.at(building.place),
    estate: building.place === null ? -1 : (estateAt.at(building.place)[0] ?? -1),
  }));
}

const countedHouseholds = (estates: readonly PlacedEstate[]): EstateShare[] =>
  estates.flatMap((placed) =>
    placed.households.state === 'counted' ? [{ placed, value: placed.households.value }] : [],
  );

const countedPeople = (estates: readonly PlacedEstate[]): EstateShare[] =>
  estates.flatMap((placed) =>
    placed.population.state === 'known'
      ? [{ placed, value: Math.round(placed.population.value) }]
      : [],
  );

interface Written {
  units: readonly UnitInput[];
  ground: HouseholdGround;
  estates: readonly PlacedEstate[];
  households: QuantityResult;
  population: QuantityResult;
  settings: HouseholdSettings;
}

function writeUnits(written: Written, sources: HouseholdSources): UnitInput[] {
  const { units, ground, estates, households, population, settings } = written;
  const estatesOn = new Map<number, string[]>();
  /** Parcels with an estate of which no population is known. */
  const isPartial = new Set<number>();
  for (const { estate, parcels, population: people } of estates) {
    for (const { parcel } of parcels) {
      estatesOn.set(parcel, [...(estatesOn.get(parcel) ?? []), estate.id]);
      if (people.state !== 'known') isPartial.add(parcel);
    }
  }
  const hasBuildings = sources.buildings !== undefined;
  return units.map((unit) => {
    const parcels = ground.ofUnit(unit.id);
    const own = estatesOf(
      unit,
      parcels.flatMap((parcel) => estatesOn.get(parcel) ?? []),
    );
    const homes = readHouseholds(households, parcels, hasBuildings);
    const isPeopleKnown = parcels.every(
      (parcel) =>
        population.hasTotal[parcel] === 1 ||
        (settings.personsPerHousehold !== null && homes !== null) ||
        (population.isSourced[parcel] === 1 &&
          !isPartial.has(parcel) &&
          households.spread[parcel] === 0),
    );
    return {
      ...unit,
      ...(unit.households === undefined && homes !== null ? homes : {}),
      ...(unit.population === undefined && isPeopleKnown
        ? { population: sumOn(parcels, population) }
        : {}),
      ...(own === null ? {} : { estates: own }),
    };
  });
}

const sumOn = (parcels: readonly number[], { counted, divided, spread }: QuantityResult): number =>
  parcels.reduce((sum, p) => sum + counted[p]! + divided[p]! + spread[p]!, 0);

/** Null where nothing is known. */
function readHouseholds(
  result: QuantityResult,
  parcels: readonly number[],
  hasBuildings: boolean,
): { households: number; householdsEstimated: boolean } | null {
  const { hasTotal, isSettled, isSourced, spread, divided } = result;
  const isKnown = parcels.every(
    (p) => hasTotal[p] === 1 || hasBuildings || isSourced[p] === 1 || spread[p]! > 0,
  );
  if (!isKnown) return null;
  const householdsEstimated = parcels.some(
    (p) => spread[p]! > 0 || divided[p]! > 0 || (isSourced[p] === 0 && isSettled[p] === 0),
  );
  return { households: sumOn(parcels, result), householdsEstimated };
}

/** Null where there are none to name. */
function estatesOf({ estates = [] }: UnitInput, found: readonly string[]): string[] | null {
  const all = [...new Set([...estates, ...found])].sort(byCodePoint);
  return all.length === 0 ? null : all;
}
