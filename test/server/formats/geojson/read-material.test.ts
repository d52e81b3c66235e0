import { describe, expect, test } from 'vitest';
import { readBuildings } from '../../../../server/formats/geojson/read-buildings.ts';
import { readEstates } from '../../../../server/formats/geojson/read-estates.ts';
import { readUnits } from '../../../../server/formats/geojson/read-units.ts';
import { box } from '../../../helpers/squares.ts';

const SQUARE = { type: 'Polygon', coordinates: [box(0, 0, 100, 100)] };
const collection = (...list: object[]) => ({
  type: 'FeatureCollection',
  features: list.map((properties) => ({ type: 'Feature', geometry: SQUARE, properties })),
});

describe('readUnits', () => {
  const read = (document: unknown, options = {}) => {
    const result = readUnits(document, options);
    if (!result.ok) throw new Error(JSON.stringify(result.error));
    return result.value.units;
  };

  test('figures, community and estates; what is not there stays unknown', () => {
    const [one, two, three] = read(
      collection(
        {
          id: 'a',
          community: 'C1',
          households: 12.5,
          population: '30',
          estate: 'E1',
          landUse: 'x',
        },
        { id: 'b', community: null, households: null, householdsEstimated: '是' },
        { id: 'c', estates: ['E2', 'E3'] },
      ),
    );
    expect(one).toMatchObject({
      id: 'a',
      community: 'C1',
      households: 12.5,
      population: 30,
      estates: ['E1'],
    });
    expect(one?.properties).toMatchObject({ landUse: 'x' });
    expect(two).toMatchObject({ community: null, householdsEstimated: true });
    expect(two).not.toHaveProperty('households');
    expect(three).not.toHaveProperty('community');
    expect(three?.estates).toEqual(['E2', 'E3']);
  });

  test('other fields by name', () => {
    const options = {
      idField: 'GEOID',
      householdsField: 'HH',
      populationField: 'POP',
      communityField: 'WARD',
    };
    const [unit] = read(collection({ GEOID: 7, HH: 3, POP: 9, WARD: 2 }), options);
    expect(unit).toMatchObject({ id: '7', households: 3, population: 9, community: '2' });
    const result = readUnits(collection({ id: 1 }), { householdsField: 'HH' });
    expect(result).toMatchObject({ ok: false, error: [{ code: 'unknown-field' }] });
  });

  test('a figure that is none is a problem with its place', () => {
    expect(readUnits(collection({ id: 'a' }, { id: 'b', households: '1,200' }))).toMatchObject({
      ok: false,
      error: [{ code: 'bad-value', pointer: '/features/1/properties/households', id: 'b' }],
    });
  });

  test('repeated ids of a field that was asked for are refused', () => {
    expect(readUnits(collection({ k: 'a' }, { k: 'a' }), { idField: 'k' })).toMatchObject({
      ok: false,
      error: [{ code: 'duplicate-id' }],
    });
  });
});

test('readEstates keeps an estate without a shape: its households count all the same', () => {
  const document = collection(
    { id: 'E1', name: '金色家园', dwellings: 100 },
    { id: 'E2', name: '乙' },
  );
  (document.features[1] as { geometry: unknown }).geometry = null;
  const read = readEstates(document);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  expect(read.value.estates).toMatchObject([
    { id: 'E1', name: '金色家园', properties: { dwellings: 100 } },
    { id: 'E2', geometry: null },
  ]);
});

test('readBuildings takes storeys and kinds under several names, and counts what is no footprint', () => {
  const document = collection(
    { levels: 6, kind: 'apartments' },
    { 'building:levels': '3', building: 'house' },
    { class: 'yes', levels: 'many' },
    { 层数: 0 },
  );
  document.features.push({
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [1, 2] } as never,
    properties: {},
  });
  const read = readBuildings(document);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  expect(read.value.buildings.map(({ levels, kind }) => [levels, kind])).toEqual([
    [6, 'apartments'],
    [3, 'house'],
    [undefined, 'yes'],
    [undefined, undefined],
  ]);
  expect(read.value.notes).toMatchObject([
    { en: expect.stringContaining('1 feature has no footprint') },
  ]);
});
