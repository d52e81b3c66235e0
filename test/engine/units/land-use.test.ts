import { describe, expect, it } from 'vitest';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import type { BuildingInput, UnitInput } from '#engine/material/types.ts';
import { allocateHouseholds } from '#engine/units/allocate-households.ts';
import { box, polygon } from '../../helpers/squares.ts';

const area = (west: number, east: number): AreaGeometry => polygon(box(west, 0, east, 100));
const UNITS: UnitInput[] = [0, 1, 2].map((i) => ({
  id: `U${i}`,
  geometry: area(100 * i, 100 * i + 100),
}));
/** One building of no stated kind in each unit, 1,000 m² on two floors: 18 households by the rule. */
const BUILDINGS: BuildingInput[] = [0, 1, 2].map((i) => ({
  id: `B${i}`,
  kind: 'yes',
  levels: 2,
  geometry: polygon(box(100 * i + 10, 10, 100 * i + 60, 30)),
}));

describe('allocateHouseholds: buildings of no stated kind', () => {
  it('a town with one residential polygon had no households: elsewhere no use was known', () => {
    const { units, report } = allocateHouseholds(UNITS, {
      buildings: BUILDINGS,
      residentialAreas: [area(0, 100)],
      otherAreas: [area(100, 200)],
    });
    expect(units.map(({ households }) => households)).toEqual([18, 0, 18]);
    expect(units.map(({ householdsEstimated }) => householdsEstimated)).toEqual([true, true, true]);
    expect(report.buildings).toMatchObject({ residential: 2, useAssumed: 1 });
    const [note] = report.notes.filter(({ kind }) => kind === 'use-assumed');
    expect(note?.message).toEqual({
      zh: '1 栋建筑没有类别，所在地的用途也未知，按住宅估算',
      en: '1 building is of no stated kind, on ground of no known use: estimated as homes',
    });
  });

  it('a town of which no land use is known at all is estimated', () => {
    const { units } = allocateHouseholds(UNITS, {
      buildings: BUILDINGS,
      residentialAreas: [],
      otherAreas: [],
    });
    expect(units.map(({ households }) => households)).toEqual([18, 18, 18]);
  });

  it('on residential ground alone where nothing is said of other ground', () => {
    const sources = { buildings: BUILDINGS, residentialAreas: [area(0, 100)] };
    const { units, report } = allocateHouseholds(UNITS, sources);
    expect(units.map(({ households }) => households)).toEqual([18, 0, 0]);
    expect(report.buildings.useAssumed).toBe(0);
  });
});

describe('allocateHouseholds: waters', () => {
  it('a total was spread over lakes as well', () => {
    const [land, lake, rest] = UNITS as [UnitInput, UnitInput, UnitInput];
    const units = [land, { ...lake, properties: { water: true } }, rest];
    const allocated = allocateHouseholds(units, {}, { totalHouseholds: 100 });
    expect(allocated.units.map(({ households }) => households)).toEqual([50, 0, 50]);
  });

  it('where there is nothing but water the total is kept all the same', () => {
    const units = UNITS.map((unit) => ({ ...unit, properties: { water: true } }));
    const allocated = allocateHouseholds(units, {}, { totalHouseholds: 99 });
    expect(allocated.units.map(({ households }) => households)).toEqual([33, 33, 33]);
  });
});
