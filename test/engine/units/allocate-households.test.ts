import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AreaGeometry, CommunityInput } from '#engine/coverage/types.ts';
import type { BuildingInput, EstateInput, UnitInput } from '#engine/material/types.ts';
import { allocateHouseholds } from '#engine/units/allocate-households.ts';
import type { HouseholdAllocation, HouseholdNote } from '#engine/units/household-types.ts';
import { box, community, polygon, ring } from '../../helpers/squares.ts';

/** Units of 100 m × 100 m in a row from the west: u0, u1, … */
const rowOf = (count: number, more: (i: number) => Partial<UnitInput> = () => ({})): UnitInput[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `u${i}`,
    geometry: polygon(box(100 * i, 0, 100 * i + 100, 100)),
    ...more(i),
  }));
const area = (west: number, south: number, east: number, north: number): AreaGeometry =>
  polygon(box(west, south, east, north));
const estate = (
  id: string,
  geometry: AreaGeometry | null,
  properties: Record<string, unknown>,
): EstateInput => ({ id, name: `${id}苑`, geometry, properties });
/** 10 m × 11 m: one household a storey. */
const building = (id: string, west: number, kind?: string, levels?: number): BuildingInput => ({
  id,
  geometry: area(west, 10, west + 10, 21),
  ...(kind === undefined ? {} : { kind }),
  ...(levels === undefined ? {} : { levels }),
});
const town = (id: string, geometry: AreaGeometry | null, properties: object): CommunityInput => ({
  ...community(id, geometry),
  properties: { ...properties },
});

const households = ({ units }: HouseholdAllocation) => units.map((unit) => unit.households);
const marks = ({ units }: HouseholdAllocation) => units.map((unit) => unit.householdsEstimated);
const notes = ({ report }: HouseholdAllocation) => report.notes.map(({ kind }) => kind);
const noteOf = ({ report }: HouseholdAllocation, kind: HouseholdNote['kind']): HouseholdNote => {
  const note = report.notes.find((candidate) => candidate.kind === kind);
  if (note === undefined) throw new Error(`no note ${kind} among ${notes({ report, units: [] })}`);
  return note;
};

describe('households of estates', () => {
  const inFirst = area(10, 10, 90, 90);
  const of = (properties: Record<string, unknown>, options = {}) =>
    allocateHouseholds(rowOf(1), { estates: [estate('e', inFirst, properties)] }, options);

  it.each<[string, Record<string, unknown>, number, boolean]>([
    ['as recorded', { households: 101, dwellings: 200, occupancy: 0.1 }, 101, false],
    ['dwellings × occupancy', { dwellings: 200, occupancy: 0.75 }, 150, false],
    ['to the household', { dwellings: 116, occupancy: 0.871 }, 101, false],
    ['plain digits in a text', { dwellings: '200', occupancy: '0.75' }, 150, false],
    ['all dwellings, where occupancy is unknown', { dwellings: 200 }, 200, true],
    ['a recorded half', { households: 20.5 }, 20.5, false],
    [
      'an apartment block by households / dwellings',
      { dwellings: 41, occupancy: 0.5, houseType: 'apartment' },
      20.5,
      false,
    ],
    [
      'an apartment block by the share of homes lived in',
      { dwellings: 100, occupancy: 0.81, houseType: '单身公寓' },
      40.5,
      false,
    ],
    ['one half of an apartment block', { dwellings: 61, houseType: '酒店式公寓' }, 30.5, true],
  ])('%s', (_, properties, expected, isEstimate) => {
    const allocation = of(properties);
    expect(households(allocation)).toEqual([expected]);
    expect(marks(allocation)).toEqual([isEstimate]);
    expect(allocation.units[0]!.estates).toEqual(['e']);
  });

  it('says how it understood what is ambiguous', () => {
    expect(notes(of({ households: 5 }))).toEqual([]);
    expect(notes(of({ dwellings: 9 }))).toEqual(['occupancy-assumed']);
    expect(households(of({ dwellings: 10 }, { assumedOccupancy: 0.7 }))).toEqual([7]);
    expect(notes(of({ dwellings: 9, occupancy: 0.6, houseType: 'apartment' }))).toEqual([
      'occupancy-of-homes',
    ]);
    const unreadable = of({ households: 'about 50', occupancy: 2, dwellings: '1,200' });
    expect(notes(unreadable)).toEqual(['unreadable-figure', 'estate-without-figures']);
    expect(unreadable.units[0]!.households).toBeUndefined();
    expect(unreadable.report.households.unitsUnknown).toBe(1);
  });

  it('leaves units without estates unknown, not empty, where nothing else is known', () => {
    const allocation = allocateHouseholds(rowOf(2), {
      estates: [estate('e', inFirst, { households: 5 })],
    });
    expect(households(allocation)).toEqual([5, undefined]);
  });

  it('divides one that lies in several units by floor space, else by area, as an estimate', () => {
    const across = estate('e', area(80, 10, 160, 90), { households: 100 });
    const byArea = allocateHouseholds(rowOf(2), { estates: [across] });
    expect(households(byArea)).toEqual([25, 75]);
    expect(marks(byArea)).toEqual([true, true]);
    expect(noteOf(byArea, 'estate-split')).toMatchObject({ ids: ['e'], severity: 'note' });
    expect(byArea.report.households).toMatchObject({ counted: 0, estimated: 100 });
    const buildings = [building('a', 85, 'apartments', 8), building('b', 120, 'apartments', 2)];
    const byFloors = allocateHouseholds(rowOf(2), { estates: [across], buildings });
    expect(households(byFloors)).toEqual([80, 20]);
    // What stands in an estate is not counted again.
    expect(byFloors.report.buildings).toMatchObject({ inEstates: 2, householdsByRule: 10 });
    const half = { ...across, properties: { households: 100.5 } };
    expect(households(allocateHouseholds(rowOf(2), { estates: [half] }))).toEqual([25, 75.5]);
  });

  it('does not take an inaccurate outline for a second unit', () => {
    const allocation = allocateHouseholds(rowOf(2), {
      estates: [estate('e', area(10, 10, 100.5, 90), { households: 7 })],
    });
    expect(households(allocation)).toEqual([7, undefined]);
    expect(marks(allocation)[0]).toBe(false);
  });

  it('reports estates that lie outside, or nowhere', () => {
    const bow = polygon(ring([0, 0], [50, 50], [50, 0], [0, 50]));
    const allocation = allocateHouseholds(rowOf(1), {
      estates: [
        estate('far', area(500, 0, 600, 100), { households: 9 }),
        estate('half', area(80, 10, 200, 90), { households: 3 }),
        estate('bow', bow, { households: 4 }),
        estate('none', null, { households: 5 }),
      ],
    });
    expect(noteOf(allocation, 'estate-outside').ids).toEqual(['far']);
    expect(noteOf(allocation, 'estate-mostly-outside').ids).toEqual(['half']);
    expect(noteOf(allocation, 'estate-without-place').ids).toEqual(['bow', 'none']);
    expect(households(allocation)).toEqual([3]);
  });

  it('goes by the units that name an estate, where its shape is of no use', () => {
    const named = rowOf(2, (i) => (i === 1 ? { estates: ['none'] } : {}));
    const allocation = allocateHouseholds(named, {
      estates: [estate('none', null, { households: 5 })],
    });
    expect(households(allocation)).toEqual([undefined, 5]);
  });
});

describe('households of a larger area', () => {
  const buildings = [
    building('a', 10, 'apartments', 3),
    building('b', 110, 'house'),
    building('c', 210, 'garage', 9),
  ];

  it('spreads what the estates leave over the floor space of homes', () => {
    const estates = [estate('e', area(30, 10, 90, 90), { households: 40 })];
    const allocation = allocateHouseholds(
      rowOf(3),
      { estates, buildings },
      { totalHouseholds: 60 },
    );
    expect(households(allocation)).toEqual([55, 5, 0]);
    expect(marks(allocation)).toEqual([true, true, true]);
    expect(allocation.report.households).toMatchObject({
      given: 60,
      allocated: 60,
      counted: 40,
      estimated: 20,
      unitsUnknown: 0,
      areas: [{ area: null, basis: 'residential-buildings', difference: 0 }],
    });
    expect(notes(allocation)).toEqual([]);
  });

  it('takes the rule as it stands where no total is known', () => {
    const allocation = allocateHouseholds(rowOf(3), { buildings });
    expect(households(allocation)).toEqual([3, 1, 0]);
    expect(marks(allocation)).toEqual([true, true, true]);
    // The same as with the total that the rule gives.
    const fitted = allocateHouseholds(rowOf(3), { buildings }, { totalHouseholds: 4 });
    expect(households(fitted)).toEqual([3, 1, 0]);
  });

  it('asks land use about buildings of no stated kind', () => {
    const plain = [building('a', 10, 'yes', 2), building('b', 110, undefined, 5)];
    const known = allocateHouseholds(rowOf(3), {
      buildings: plain,
      residentialAreas: [area(100, 0, 200, 100)],
    });
    expect(households(known)).toEqual([0, 5, 0]);
    const options = { totalHouseholds: 14 };
    const unknown = allocateHouseholds(rowOf(3), { buildings: plain }, options);
    expect(households(unknown)).toEqual([4, 10, 0]);
    expect(notes(unknown)).toEqual(['unspecified-buildings']);
    expect(households(allocateHouseholds(rowOf(3), { buildings: plain }))).toEqual([0, 0, 0]);
  });

  it('says how many storeys it assumed', () => {
    const allocation = allocateHouseholds(rowOf(1), {
      buildings: [building('a', 10, 'apartments')],
    });
    expect(households(allocation)).toEqual([6]);
    expect(noteOf(allocation, 'levels-assumed').figures).toEqual({ buildings: 1, levels: 6 });
    const low = allocateHouseholds(
      rowOf(1),
      { buildings: [building('a', 10, 'apartments')] },
      { defaultLevels: 2, floorSpacePerHousehold: 55 },
    );
    expect(households(low)).toEqual([4]);
  });

  it('reports buildings outside all units', () => {
    const allocation = allocateHouseholds(rowOf(1), { buildings });
    expect(allocation.report.buildings).toMatchObject({ given: 3, outside: 2 });
    expect(noteOf(allocation, 'buildings-outside').figures).toEqual({ outside: 2, households: 1 });
  });

  it('spreads over the area outside estates as a last resort', () => {
    const estates = [estate('e', area(0, 0, 100, 100), { households: 30 })];
    const allocation = allocateHouseholds(rowOf(3), { estates }, { totalHouseholds: 51 });
    expect(households(allocation)).toEqual([30, 11, 10]);
    expect(marks(allocation)).toEqual([false, true, true]);
    expect(notes(allocation)).toEqual(['spread-over-area']);
    const full = allocateHouseholds(rowOf(1), { estates }, { totalHouseholds: 31 });
    expect(households(full)).toEqual([31]);
  });

  it('keeps the figure of every community, and of all', () => {
    const communities = [
      town('A', area(0, 0, 150, 100), { households: 101 }),
      town('B', area(150, 0, 300, 100), { households: '50' }),
      town('C', area(300, 0, 400, 100), {}),
    ];
    const allocation = allocateHouseholds(rowOf(4), { communities }, { totalHouseholds: 200 });
    expect(households(allocation)).toEqual([67, 51, 33, 49]);
    expect(allocation.report.households).toMatchObject({ given: 200, allocated: 200 });
    expect(allocation.report.households.areas.map(({ area: id, given }) => [id, given])).toEqual([
      ['A', 101],
      ['B', 50],
      [null, 49],
    ]);
    const named = rowOf(4, (i) => ({ community: i === 0 ? 'A' : i === 3 ? null : 'B' }));
    const told = allocateHouseholds(named, { communities }, { totalHouseholds: 151 });
    expect(households(told)).toEqual([101, 25, 25, 0]);
  });

  it('hides no conflict', () => {
    const estates = [estate('e', area(10, 10, 90, 90), { households: 40 })];
    const communities = [
      town('A', area(0, 0, 100, 100), { households: 30 }),
      town('B', area(100, 0, 200, 100), { households: 'many' }),
      town('Z', area(900, 0, 950, 100), { households: 8 }),
    ];
    const allocation = allocateHouseholds(
      rowOf(2, (i) => (i === 1 ? { households: 3 } : {})),
      {
        communities,
        estates: [...estates, estate('f', area(110, 10, 190, 90), { households: 9 })],
      },
      { totalHouseholds: 20 },
    );
    expect(households(allocation)).toEqual([40, 3]);
    const found = allocation.report.notes.filter(({ severity }) => severity === 'conflict');
    expect(found.map(({ kind, ids }) => [kind, ...ids])).toEqual([
      ['estates-exceed-unit', 'u1'],
      ['exceeds-total'],
      ['exceeds-total', 'A'],
      ['nobody-to-take', 'Z'],
      ['totals-disagree', 'A', 'B', 'Z'],
      ['unreadable-figure', 'B'],
    ]);
    expect(noteOf(allocation, 'exceeds-total').message.en).toMatch(
      /^all units together: 0 households/,
    );
    expect(allocation.report.households.areas[0]).toMatchObject({ given: 30, difference: -10 });
    for (const { message } of allocation.report.notes)
      expect(message.zh).not.toMatch(/[,;:?!]\s*[^\d]/u);
  });

  it('takes the record of the jurisdiction for the total, and says where communities differ from it', () => {
    const jurisdiction = { properties: { households: 90, population: '200' } };
    const alone = allocateHouseholds(rowOf(3), { jurisdiction });
    expect(households(alone)).toEqual([30, 30, 30]);
    expect(alone.report.population).toMatchObject({ given: 200, allocated: 200 });
    expect(
      households(allocateHouseholds(rowOf(3), { jurisdiction }, { totalHouseholds: 3 })),
    ).toEqual([1, 1, 1]);
    const communities = [town('A', area(0, 0, 200, 100), { households: 80 })];
    const told = allocateHouseholds(rowOf(3), { jurisdiction, communities });
    expect(households(told)).toEqual([40, 40, 10]);
    expect(noteOf(told, 'totals-disagree').figures).toEqual({ sum: 80, total: 90 });
    const same = [town('A', area(0, 0, 200, 100), { households: 90 })];
    const agreed = allocateHouseholds(rowOf(3), { jurisdiction, communities: same });
    expect(households(agreed)).toEqual([45, 45, 0]);
    expect(agreed.report.notes.filter(({ severity }) => severity === 'conflict')).toEqual([]);
  });

  it('calls estates in units with figures of their own a conflict only where they have more than these', () => {
    const across = estate('e', area(50, 10, 150, 90), { households: 40 });
    const own = rowOf(2, (i) => ({ households: i === 0 ? 5 : 35 }));
    expect(notes(allocateHouseholds(own, { estates: [across] }))).toEqual(['estate-split']);
    const less = rowOf(2, () => ({ households: 19 }));
    const found = allocateHouseholds(less, { estates: [across] });
    expect(noteOf(found, 'estates-exceed-unit')).toMatchObject({
      ids: ['u0', 'u1'],
      figures: { own: 38, estates: 40 },
    });
  });

  it('knows that the rest is empty where the estates are all there is', () => {
    const estates = [estate('e', area(10, 10, 90, 90), { households: 40 })];
    const allocation = allocateHouseholds(rowOf(2), { estates }, { totalHouseholds: 40 });
    expect(households(allocation)).toEqual([40, 0]);
    expect(marks(allocation)).toEqual([false, false]);
  });

  it('refuses options that are no such numbers', () => {
    for (const options of [
      { totalHouseholds: -1 },
      { totalHouseholds: 0.3 },
      { totalPopulation: 1.5 },
      { defaultLevels: 0 },
      { assumedOccupancy: 1.1 },
      { personsPerHousehold: Number.NaN },
    ]) {
      expect(() => allocateHouseholds(rowOf(1), {}, options)).toThrow(RangeError);
    }
  });
});

describe('units with figures of their own', () => {
  it('keeps them, and gives the others what is left', () => {
    const units = rowOf(3, (i) =>
      i === 0 ? { households: 12.5 } : i === 1 ? { households: 4, householdsEstimated: true } : {},
    );
    const allocation = allocateHouseholds(units, {}, { totalHouseholds: 20 });
    expect(households(allocation)).toEqual([12.5, 4, 3.5]);
    expect(marks(allocation)).toEqual([undefined, true, true]);
    expect(allocation.report.households).toMatchObject({ counted: 12.5, estimated: 7.5 });
    expect(units[2]).not.toHaveProperty('households');
  });

  it('changes nothing where all have them', () => {
    const units = rowOf(3, (i) => ({ households: i, population: 3 * i }));
    const allocation = allocateHouseholds(units, {});
    expect(allocation.units).toEqual(units);
    expect(allocation.report.population).toMatchObject({ allocated: 9, counted: 9, given: null });
  });
});

describe('population', () => {
  const estates = [
    estate('e', area(10, 10, 90, 90), { households: 40, population: 100 }),
    estate('f', area(110, 10, 190, 90), { households: 30 }),
  ];

  it('counts that of estates, and spreads the rest by households', () => {
    const allocation = allocateHouseholds(
      rowOf(3),
      { estates },
      { totalHouseholds: 80, totalPopulation: 200 },
    );
    expect(households(allocation)).toEqual([42, 32, 6]);
    expect(allocation.report.population).toMatchObject({
      allocated: 200,
      counted: 100,
      estimated: 100,
    });
    const people = allocation.units.map(({ population }) => population);
    expect(people[1]!).toBeGreaterThan(people[2]!);
  });

  it('stays unknown where neither a total nor a rate is known', () => {
    const open = allocateHouseholds(rowOf(3), { estates });
    expect(open.units.map(({ population }) => population)).toEqual([100, undefined, undefined]);
    const rated = allocateHouseholds(
      rowOf(3),
      { estates, buildings: [] },
      { personsPerHousehold: 2.5 },
    );
    expect(rated.units.map(({ population }) => population)).toEqual([100, 75, 0]);
  });
});

describe('of anything', () => {
  const SIDE = 4;
  const grid = (count: number): UnitInput[] =>
    Array.from({ length: count }, (_, i) => {
      const [x, y] = [100 * (i % SIDE), 100 * Math.floor(i / SIDE)];
      return { id: `u${i}`, geometry: area(x, y, x + 100, y + 100) };
    });
  const figure = fc.option(
    fc.nat(400).map((v) => v / 2),
    { nil: undefined },
  );
  const place = fc.tuple(fc.integer({ min: -20, max: 380 }), fc.integer({ min: -20, max: 380 }));
  const estateArb = fc.record({
    place,
    width: fc.integer({ min: 20, max: 150 }),
    households: figure,
    population: fc.option(fc.nat(500), { nil: undefined }),
    dwellings: fc.option(fc.nat(300), { nil: undefined }),
    occupancy: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    houseType: fc.constantFrom('high-rise', 'apartment', undefined),
  });
  const buildingArb = fc.record({
    place,
    kind: fc.constantFrom('house', 'apartments', 'yes', 'garage', undefined),
    levels: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
  });
  const townArb = fc.record({
    own: fc.array(figure, { minLength: 16, maxLength: 16 }),
    estates: fc.array(estateArb, { maxLength: 6 }),
    buildings: fc.option(fc.array(buildingArb, { maxLength: 12 }), { nil: undefined }),
    cut: fc.integer({ min: 1, max: 399 }),
    west: fc.option(
      fc.nat(4000).map((v) => v / 2),
      { nil: undefined },
    ),
    east: fc.option(
      fc.nat(4000).map((v) => v / 2),
      { nil: undefined },
    ),
    total: fc.option(
      fc.nat(9000).map((v) => v / 2),
      { nil: undefined },
    ),
    people: fc.option(fc.nat(9000), { nil: undefined }),
    rate: fc.option(fc.double({ min: 0, max: 5, noNaN: true }), { nil: undefined }),
    isOwnGiven: fc.boolean(),
  });

  function build(given: typeof townArb extends fc.Arbitrary<infer T> ? T : never) {
    const units = grid(16).map((unit, i) => {
      const own = given.isOwnGiven && i % 3 === 0 ? given.own[i] : undefined;
      return own === undefined ? unit : { ...unit, households: own };
    });
    const estates = given.estates.map(({ place: [x, y], width, ...properties }, i) =>
      estate(`e${i}`, area(x, y, x + width, y + 40), properties),
    );
    const buildings = given.buildings?.map(({ place: [x, y], kind, levels }, i) => ({
      ...building(`b${i}`, 0, kind, levels),
      geometry: area(x, y, x + 10, y + 10),
    }));
    const communities = [
      town('W', area(0, 0, given.cut, 400), { households: given.west }),
      town('E', area(given.cut, 0, 400, 400), { households: given.east }),
    ];
    const options = {
      ...(given.total === undefined ? {} : { totalHouseholds: given.total }),
      ...(given.people === undefined ? {} : { totalPopulation: given.people }),
      ...(given.rate === undefined ? {} : { personsPerHousehold: given.rate }),
    };
    return { units, estates, buildings, communities, options };
  }

  it('keeps totals, knows no negative and no NaN, and does not depend on the order', () => {
    fc.assert(
      fc.property(townArb, (given) => {
        const { units, estates, buildings, communities, options } = build(given);
        const more = buildings === undefined ? {} : { buildings };
        const allocation = allocateHouseholds(units, { communities, estates, ...more }, options);
        const { report } = allocation;
        for (const quantity of [report.households, report.population]) {
          for (const share of quantity.areas) {
            expect(share.counted).toBeGreaterThanOrEqual(0);
            expect(share.estimated).toBeGreaterThanOrEqual(0);
            if (share.given === null) continue;
            expect(share.counted + share.estimated + share.difference).toBe(share.given);
            const isConflict = report.notes.some(
              ({ kind }) => kind === 'exceeds-total' || kind === 'nobody-to-take',
            );
            if (share.difference !== 0) expect(isConflict).toBe(true);
          }
        }
        let sum = 0;
        for (const [i, unit] of allocation.units.entries()) {
          expect(unit.id).toBe(units[i]!.id);
          for (const value of [unit.households ?? 0, unit.population ?? 0]) {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(Number.isInteger(2 * value)).toBe(true);
          }
          sum += unit.households ?? 0;
          if (units[i]!.households !== undefined)
            expect(unit.households).toBe(units[i]!.households);
        }
        expect(sum).toBe(report.households.allocated);
        if (report.households.unitsUnknown === 0) {
          expect(sum).toBe(report.households.counted + report.households.estimated);
        }
        const turned = allocateHouseholds(
          units.toReversed(),
          {
            communities: communities.toReversed(),
            estates: estates.toReversed(),
            ...(buildings === undefined ? {} : { buildings: buildings.toReversed() }),
          },
          options,
        );
        expect(turned.units.toReversed()).toEqual(allocation.units);
        expect(turned.report).toEqual(report);
      }),
      { numRuns: 150 },
    );
  });
});
