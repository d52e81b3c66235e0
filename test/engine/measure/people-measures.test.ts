import { describe, expect, it } from 'vitest';
import type { FacilityInput, UnitInput } from '#engine/material/types.ts';
import { measure } from '#engine/measure/registry.ts';
import type { MeasureContext } from '#engine/measure/types.ts';
import { box, community, HOME, polygonAt } from './shapes.ts';

const square = polygonAt([box(-500, -500, 1000)]);
const unit = (id: string, figures: Partial<UnitInput>): UnitInput => ({
  id,
  geometry: square,
  community: 'A',
  ...figures,
});
const facility = (id: string, figures: Partial<FacilityInput>): FacilityInput => ({
  id,
  kind: 'service-centre',
  name: id,
  position: HOME,
  ...figures,
});
const take = (
  id: string,
  properties: Record<string, unknown>,
  rest: Partial<MeasureContext> = {},
) => {
  const a = community(square, properties);
  return measure(id, a, { communities: [a], ...rest });
};

describe.each(['households', 'population', 'dwellings'] as const)('%s', (figure) => {
  it('as recorded, before any unit', () => {
    const units = [unit('1', { [figure]: 7 })];
    expect(take(figure, { [figure]: 1234.5 }, { units })).toEqual({
      state: 'known',
      value: 1234.5,
    });
    expect(take(figure, { [figure]: ' 1200 ' })).toEqual({ state: 'known', value: 1200 });
    expect(take(figure, { [figure]: 0 })).toEqual({ state: 'known', value: 0 });
  });

  it.each(['1,200', 'about 900', '-3', Number.NaN, -3])(
    '%j is no figure, and units do not hide it',
    (written) => {
      const units = [unit('1', { [figure]: 7 })];
      expect(take(figure, { [figure]: written }, { units })).toMatchObject({
        state: 'missing',
        reason: `unreadable-${figure}`,
      });
    },
  );

  it('summed from the units that name the community', () => {
    const units = [
      unit('1', { [figure]: 7 }),
      unit('2', { [figure]: 0.5 }),
      unit('3', { [figure]: 100, community: 'B' }),
      unit('4', { [figure]: 100, community: null }),
    ];
    expect(take(figure, {}, { units })).toMatchObject({ state: 'known', value: 7.5 });
  });

  it('a sum that lacks a unit is no figure', () => {
    const result = take(figure, {}, { units: [unit('1', { [figure]: 7 }), unit('2', {})] });
    expect(result).toMatchObject({ state: 'missing', reason: `units-without-${figure}` });
    expect(result).toMatchObject({ message: { en: expect.stringContaining('1 of its 2 units') } });
  });

  it('nothing recorded and no units: missing, in both languages', () => {
    for (const rest of [{}, { units: [] }, { units: [unit('1', { community: 'B' })] }]) {
      const result = take(figure, { [figure]: null }, rest);
      expect(result).toMatchObject({ state: 'missing', reason: `no-${figure}` });
      expect(result).toMatchObject({ message: { zh: expect.stringMatching(/^没有.+。$/) } });
    }
  });
});

describe('estimates', () => {
  const units = [
    unit('1', { households: 7, householdsEstimated: true }),
    unit('2', { households: 1 }),
  ];
  it('one estimated unit makes the sum one, and what follows from it', () => {
    const rest = { units, householdBand: { min: 10, max: 20 } };
    const properties = { serviceSpaceSquareMetres: 4 };
    expect(take('households', {}, rest)).toMatchObject({ value: 8, estimated: true });
    expect(take('household-band-deviation', {}, rest)).toMatchObject({
      value: -2,
      estimated: true,
    });
    const space = take('service-space-per-100-households', properties, rest);
    expect(space).toMatchObject({ value: 50, estimated: true });
  });
  it('people are spread with households, so their sum is one as well; dwellings are not', () => {
    const peopled = units.map((own) => ({ ...own, population: 20, dwellings: 9 }));
    const rest = { units: peopled };
    expect(take('population', {}, rest)).toMatchObject({ value: 40, estimated: true });
    expect(take('density', {}, rest)).toMatchObject({ estimated: true });
    expect(take('dwellings', {}, rest)).not.toHaveProperty('estimated');
  });
  it('a recorded figure is one when the record says so', () => {
    const given = { households: 7, householdsEstimated: true };
    expect(take('households', given)).toEqual({ state: 'known', value: 7, estimated: true });
  });
});

describe('density', () => {
  it('people per km²', () => {
    const result = take('density', { population: 9000 });
    expect(result).toMatchObject({ state: 'known', value: expect.closeTo(9000, -1) });
  });
  it('is missing with the population', () => {
    expect(take('density', {})).toMatchObject({ state: 'missing', reason: 'no-population' });
  });
});

describe('household-band-deviation', () => {
  const householdBand = { min: 1500, max: 3000 };
  it.each([
    [1499.5, -0.5],
    [1500, 0],
    [2000, 0],
    [3000, 0],
    [6200, 3200],
    [0, -1500],
  ])('%d households: %d', (households, deviation) => {
    const result = take('household-band-deviation', { households }, { householdBand });
    expect(result).toEqual({ state: 'known', value: deviation });
  });
  it('missing without a band, and without households', () => {
    expect(take('household-band-deviation', { households: 3 })).toMatchObject({
      reason: 'no-household-band',
    });
    expect(take('household-band-deviation', {}, { householdBand })).toMatchObject({
      reason: 'no-households',
    });
  });
});

describe('service-space-per-100-households', () => {
  const id = 'service-space-per-100-households';
  it('from the recorded space', () => {
    const result = take(id, { households: 2000, serviceSpaceSquareMetres: '1200' });
    expect(result).toMatchObject({ state: 'known', value: 60 });
  });

  it('summed over the premises that serve it, by name or by place, care of the elderly left out', () => {
    const facilities = [
      facility('centre', { community: 'A', spaceSquareMetres: 800, position: [0, 0] }),
      facility('here', { kind: 'culture-sports', spaceSquareMetres: 100 }),
      facility('there', { kind: 'office', spaceSquareMetres: 5000, position: [120.2, 30.3] }),
      facility('of B', { community: 'B', spaceSquareMetres: 5000 }),
      facility('care', { kind: 'elderly-care', spaceSquareMetres: 5000 }),
      facility('cars', { kind: 'car-park', spaceSquareMetres: 5000 }),
    ];
    expect(take(id, { households: 1500 }, { facilities })).toMatchObject({ value: 60 });
  });

  it.each<[string, Record<string, unknown>, FacilityInput[] | undefined, string]>([
    ['no households', { serviceSpaceSquareMetres: 9 }, [], 'no-households'],
    ['0 households', { serviceSpaceSquareMetres: 9, households: 0 }, [], 'zero-households'],
    ['no facilities', { households: 9 }, undefined, 'no-service-space'],
    ['none of them here', { households: 9 }, [], 'no-service-space'],
    [
      'a centre of unknown size',
      { households: 9 },
      [facility('c', {})],
      'facilities-without-space',
    ],
    [
      'no number',
      { households: 9, serviceSpaceSquareMetres: 'big' },
      [],
      'unreadable-service-space',
    ],
  ])('missing: %s', (_, properties, facilities, reason) => {
    const rest = facilities === undefined ? {} : { facilities };
    expect(take(id, properties, rest)).toMatchObject({ state: 'missing', reason });
  });
});
