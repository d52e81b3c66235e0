import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AreaGeometry, CommunityInput, Position } from '#engine/coverage/types.ts';
import type { BuildingInput, EstateInput, UnitInput } from '#engine/material/types.ts';
import { allocateHouseholds } from '#engine/units/allocate-households.ts';
import { estimateBuildings } from '#engine/units/household-buildings.ts';
import type { HouseholdAllocation } from '#engine/units/household-types.ts';

/**
 * Households on real data. The datasets stand beside a developer's checkout and are not part of the
 * project: where they are missing, this says so and is left out.
 */
const DATA = new URL('../../../shared/data/', import.meta.url);
const SAMPLE = new URL('../../data/sample/', import.meta.url);
const isHere = existsSync(DATA);
if (!isHere)
  console.warn('NOT RUN: real datasets are not here (../shared/data), households not compared.');

interface Feature {
  geometry: AreaGeometry;
  properties: Record<string, unknown>;
}

const read = (file: string, base = DATA): Feature[] =>
  JSON.parse(readFileSync(new URL(file, base), 'utf8')).features;
const sum = (values: Iterable<number | undefined>): number =>
  [...values].reduce<number>((total, value) => total + (value ?? Number.NaN), 0);
const households = ({ units }: HouseholdAllocation) => units.map((unit) => unit.households);
const population = ({ units }: HouseholdAllocation) => units.map((unit) => unit.population);
const conflicts = ({ report }: HouseholdAllocation) =>
  report.notes.filter(({ severity }) => severity === 'conflict');

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** Default levels by the rule of ORACLE.md, and what its table adds up to. */
const TOWNS = [
  {
    dataset: 'osm-liechtenstein',
    areas: 'communes.geojson',
    defaultLevels: 2,
    sum: 18_273,
    // In 33 buildings of the extract that stand beyond the border.
    outside: 65,
  },
  {
    dataset: 'osm-beijing-haidian',
    areas: 'subdistricts_clipped.geojson',
    defaultLevels: 6,
    sum: 10_477,
    outside: 0,
  },
] as const;

function readBuildings(dataset: string): {
  buildings: BuildingInput[];
  residentialAreas: AreaGeometry[];
} {
  const buildings = read(`${dataset}/buildings.geojson`).map(({ geometry, properties }) => {
    const levels = properties['building:levels'];
    return {
      id: `${properties.osm_type} ${properties.osm_id}`,
      geometry,
      kind: String(properties.class),
      ...(levels === undefined ? {} : { levels: Number(levels) }),
    };
  });
  const residentialAreas = read(`${dataset}/landuse.geojson`)
    .filter(({ properties }) => properties.class === 'landuse=residential')
    .map(({ geometry }) => geometry);
  return { buildings, residentialAreas };
}

interface Row {
  place: Position;
  households: number;
}

/** PostGIS's estimate, by building. */
function readTable(dataset: string): Map<string, Row> {
  const url = new URL(`${dataset}/buildings_households_estimate.csv`, DATA);
  const [, ...lines] = readFileSync(url, 'utf8').trim().split('\n');
  return new Map(
    lines.map((line) => {
      const [type, id, lon, lat, , , , , estimate] = line.split(',');
      return [`${type} ${id}`, { place: [Number(lon), Number(lat)], households: Number(estimate) }];
    }),
  );
}

describe.skipIf(!isHere).each(TOWNS)('$dataset', ({ dataset, areas, defaultLevels, ...town }) => {
  const { buildings, residentialAreas } = isHere
    ? readBuildings(dataset)
    : { buildings: [], residentialAreas: [] };

  it('estimates every building as PostGIS does by the same rule', () => {
    const rule = { defaultLevels, floorSpacePerHousehold: 110 };
    const estimates = estimateBuildings(buildings, residentialAreas, rule);
    const table = readTable(dataset);
    expect(estimates).toHaveLength(table.size);
    const differing = estimates.filter(
      ({ id, households: mine }) => table.get(id)?.households !== mine,
    );
    expect(differing).toEqual([]);
    expect(sum(estimates.map((estimate) => estimate.households))).toBe(town.sum);
    // Where the widest stretches of two parts are equally wide, either may be taken.
    const elsewhere = estimates.filter(({ id, place }) => {
      const other = table.get(id)!.place;
      return Math.hypot(place![0]! - other[0]!, place![1]! - other[1]!) > 1e-6;
    });
    expect(elsewhere.length).toBeLessThanOrEqual(2);
  });

  it('brings them to the communities, and fits them to a total to the household', () => {
    const units: UnitInput[] = read(`${dataset}/${areas}`).map(({ geometry, properties }) => ({
      id: String(properties.code ?? properties.name),
      geometry,
    }));
    const sources = { buildings, residentialAreas };
    const open = allocateHouseholds(units, sources, { defaultLevels });
    const { outsideHouseholdsByRule, householdsByRule } = open.report.buildings;
    expect(householdsByRule).toBe(town.sum);
    expect(sum(households(open)) + outsideHouseholdsByRule).toBe(town.sum);
    expect(outsideHouseholdsByRule).toBe(town.outside);
    expect(open.units.every((unit) => unit.householdsEstimated)).toBe(true);
    const fitted = allocateHouseholds(units, sources, { defaultLevels, totalHouseholds: 15_000.5 });
    expect(sum(households(fitted))).toBe(15_000.5);
    const scale = 15_000.5 / sum(households(open));
    fitted.units.forEach((unit, i) => {
      expect(Math.abs(unit.households! - scale * open.units[i]!.households!)).toBeLessThanOrEqual(
        1,
      );
    });
    expect(conflicts(fitted)).toEqual([]);
  });
});

describe.skipIf(!isHere)('census units', () => {
  it('keep the 101,690 households of Hackney', () => {
    const lsoa = read('london-hackney/lsoa.geojson');
    const units = lsoa.map(({ geometry, properties }) => ({
      id: String(properties.LSOA11CD),
      geometry,
      households: Number(properties.HHOLDS),
      population: Number(properties.USUALRES),
    }));
    const kept = allocateHouseholds(units, {}, { totalHouseholds: 101_690 });
    expect(sum(households(kept))).toBe(101_690);
    expect(kept.units).toEqual(units);
    expect(kept.report.households).toMatchObject({
      counted: 101_690,
      estimated: 0,
      given: 101_690,
    });
    expect(kept.report.notes).toEqual([]);
  });

  it('keep the 101,690 households of Hackney when they are known for MSOAs or the borough only', () => {
    const lsoa = read('london-hackney/lsoa.geojson');
    const byMsoa = new Map<string, number>();
    for (const { properties } of lsoa) {
      const code = String(properties.MSOA11CD);
      byMsoa.set(code, (byMsoa.get(code) ?? 0) + Number(properties.HHOLDS));
    }
    const communities: CommunityInput[] = [...byMsoa].map(([id, total]) => ({
      id,
      geometry: null,
      properties: { households: total },
    }));
    const units = lsoa.map(({ geometry, properties }) => ({
      id: String(properties.LSOA11CD),
      community: String(properties.MSOA11CD),
      geometry,
    }));
    const known = allocateHouseholds(units, { communities });
    for (const { id, properties } of communities) {
      const own = known.units.filter((unit) => unit.community === id);
      expect(sum(own.map((unit) => unit.households))).toBe(properties?.households);
    }
    expect(sum(households(known))).toBe(101_690);
    const coarse = allocateHouseholds(units, {}, { totalHouseholds: 101_690 });
    expect(sum(households(coarse))).toBe(101_690);
    expect(coarse.units.every((unit) => unit.householdsEstimated)).toBe(true);
  });

  it('keep the 101,690 households of Hackney in its 19 wards, which cut LSOAs', () => {
    const wards = read('london-hackney/wards.geojson');
    const share = Math.floor(101_690 / wards.length);
    const communities = wards.map(({ geometry, properties }, i) => ({
      id: String(properties.GSS_CODE),
      geometry,
      properties: { households: share + (i === 0 ? 101_690 - share * wards.length : 0) },
    }));
    const units = read('london-hackney/lsoa.geojson').map(({ geometry, properties }) => ({
      id: String(properties.LSOA11CD),
      geometry,
    }));
    const allocation = allocateHouseholds(units, { communities });
    expect(sum(households(allocation))).toBe(101_690);
    expect(conflicts(allocation)).toEqual([]);
    for (const { given, difference } of allocation.report.households.areas) {
      expect([given === null, difference]).toEqual([false, 0]);
    }
  });

  it('keep the 178,040 people of Providence, by block and by ward', () => {
    const blocks = read('providence-ri/blocks.geojson').map(({ geometry, properties }) => ({
      id: String(properties.GEOID10),
      geometry,
      community: String(properties.WARD),
      population: Number(properties.TOTPOP),
    }));
    const kept = allocateHouseholds(blocks, {}, { totalPopulation: 178_040 });
    expect(sum(population(kept))).toBe(178_040);
    expect(kept.units).toEqual(blocks);
    const wards = groupBy(blocks, ({ community }) => community);
    const communities: CommunityInput[] = [...wards].map(([id, of]) => ({
      id,
      geometry: null,
      properties: { population: sum(of.map((block) => block.population)) },
    }));
    const bare = blocks.map(({ population: _, ...block }) => block);
    const spread = allocateHouseholds(bare, { communities });
    expect(sum(population(spread))).toBe(178_040);
    for (const [id, of] of groupBy(spread.units, (unit) => unit.community!)) {
      const given = communities.find((community) => community.id === id)?.properties?.population;
      expect(sum(of.map((unit) => unit.population))).toBe(given);
    }
    // Nothing is known of households here.
    expect(spread.report.households).toMatchObject({ given: null, unitsUnknown: 3014 });
  });
});

describe('the sample town', () => {
  const text = (value: unknown) => String(value);
  const isSplit = (properties: EstateInput['properties']) =>
    Array.isArray(properties?.units) && properties.units.length > 1;
  const recorded = read('units.geojson', SAMPLE);
  const units: UnitInput[] = recorded.map(({ geometry, properties }) => ({
    id: text(properties.id),
    geometry,
    community: properties.community === null ? null : text(properties.community),
  }));
  const estates: EstateInput[] = read('estates.geojson', SAMPLE).map(
    ({ geometry, properties }) => ({
      id: text(properties.id),
      geometry,
      properties,
    }),
  );
  const communities: CommunityInput[] = read('communities.geojson', SAMPLE).map(
    ({ geometry, properties }) => ({ id: text(properties.id), geometry, properties }),
  );

  it('has the households and the people of each community in its units', () => {
    const totals = { totalHouseholds: 46_918, totalPopulation: 136_549 };
    const allocation = allocateHouseholds(units, { communities, estates }, totals);
    expect(conflicts(allocation)).toEqual([]);
    expect(sum(households(allocation))).toBe(46_918);
    expect(sum(population(allocation))).toBe(136_549);
    for (const { id, properties } of communities) {
      const own = allocation.units.filter((unit) => unit.community === id);
      expect(sum(own.map((unit) => unit.households))).toBe(properties?.households);
      expect(sum(own.map((unit) => unit.population))).toBe(properties?.population);
    }
    // Of the dispersed households it is not known where they are.
    const dispersed = sum(
      communities.map(({ properties }) => Number(properties?.dispersedHouseholds)),
    );
    const { estimated } = allocation.report.households;
    const split = estates.filter(({ properties }) => isSplit(properties));
    expect(estimated).toBe(
      dispersed + sum(split.map(({ properties }) => Number(properties?.households))),
    );
  });

  it('has the recorded households of every unit with an estate of its own', () => {
    const allocation = allocateHouseholds(units, { estates });
    const alone = recorded.flatMap(({ properties }, i) => {
      const estate = estates.find(({ id }) => id === properties.estate);
      if (estate === undefined || isSplit(estate.properties)) return [];
      return [{ mine: allocation.units[i]!, recorded: properties }];
    });
    expect(alone.length).toBeGreaterThan(400);
    const differing = alone.filter(({ mine, recorded: own }) => mine.households !== own.households);
    expect(differing).toEqual([]);
    expect(alone.filter(({ mine }) => mine.householdsEstimated)).toEqual([]);
    // dwellings × occupancy give the same, up to the rounding of the occupancy to three places.
    const derived = allocateHouseholds(units, {
      estates: estates.map(({ properties, ...estate }) => {
        const { households: _, ...others } = properties ?? {};
        return { ...estate, properties: others };
      }),
    });
    const off = derived.units.map((unit, i) =>
      Math.abs((unit.households ?? 0) - (allocation.units[i]!.households ?? 0)),
    );
    expect(Math.max(...off)).toBeLessThanOrEqual(0.5);
  });
});
