import { describe, expect, test } from 'vitest';
import { findInvalid } from '#engine/coverage/find-invalid.ts';
import { readFeatures } from '../../../../server/formats/geojson/read-features.ts';
import { readJurisdiction } from '../../../../server/formats/geojson/read-jurisdiction.ts';
import { collection, feature, polygon, square } from './collections.ts';

const shape = polygon(square(120, 30));
const other = { type: 'MultiPolygon', coordinates: [[square(121, 30)], [square(122, 30)]] };

describe('readJurisdiction', () => {
  test.each([
    ['a bare geometry', shape],
    ['a feature', feature(shape)],
    ['a collection of one', collection([feature(shape)])],
  ])('%s stays what it is', (_name, document) => {
    expect(readJurisdiction(document)).toMatchObject({
      ok: true,
      value: { jurisdiction: { geometry: shape } },
    });
  });

  test('keeps id and name of a single feature', () => {
    const document = collection([feature(shape, { code: '330110', name: '良渚街道' })]);
    expect(readJurisdiction(document)).toMatchObject({
      ok: true,
      value: { jurisdiction: { id: '330110', name: '良渚街道' } },
    });
  });

  test('several features become the parts of one MultiPolygon', () => {
    const read = readJurisdiction(collection([feature(shape), feature(other)]));
    expect(read).toMatchObject({
      ok: true,
      value: {
        jurisdiction: {
          geometry: {
            type: 'MultiPolygon',
            coordinates: [shape.coordinates, ...other.coordinates],
          },
        },
        vertices: 15,
      },
    });
  });

  test('features that border or overlap one another are merged', () => {
    const bordering = [
      polygon(square(120, 30)),
      polygon(square(120.01, 30)),
      polygon(square(120.015, 30)),
    ];
    const read = readJurisdiction(collection(bordering.map((each) => feature(each))));
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    const { geometry } = read.value.jurisdiction;
    expect(geometry.type).toBe('Polygon');
    const corners = new Set((geometry.coordinates as number[][][])[0]?.map(String));
    for (const corner of ['120,30', '120.025,30', '120.025,30.01', '120,30.01'])
      expect(corners).toContain(corner);
    expect(findInvalid(geometry)).toEqual([]);
  });

  test('an invalid feature among them is not repaired but left for the audit to name', () => {
    const tie = polygon([
      [120, 30],
      [121, 31],
      [121, 30],
      [120, 31],
      [120, 30],
    ]);
    const read = readJurisdiction(collection([feature(tie), feature(shape)]));
    expect(read).toMatchObject({
      ok: true,
      value: { jurisdiction: { geometry: { coordinates: [tie.coordinates, shape.coordinates] } } },
    });
  });

  test.each([
    ['no geometry', collection([feature(null)]), 'missing-geometry'],
    ['nothing', collection([]), 'no-features'],
    ['a line', feature({ type: 'LineString', coordinates: square(1, 1) }), 'unsupported-geometry'],
  ])('refuses %s', (_name, document, code) => {
    expect(readJurisdiction(document)).toMatchObject({ ok: false, error: [{ code }] });
  });
});

describe('readFeatures reads material of other geometry types', () => {
  test.each([
    ['Point', [1, 2, 3], [1, 2]],
    ['MultiPoint', [[1, 2, 3]], [[1, 2]]],
    [
      'LineString',
      [
        [1, 2],
        [3, 4, 5],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    ],
    [
      'MultiLineString',
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ],
  ] as const)('%s', (type, coordinates, expected) => {
    expect(readFeatures(feature({ type, coordinates }, { name: 'a' }), [type])).toMatchObject({
      ok: true,
      value: { features: [{ id: 'a', name: 'a', geometry: { type, coordinates: expected } }] },
    });
  });

  test.each([
    [
      'a line of one vertex',
      { type: 'LineString', coordinates: [[1, 2]] },
      'short-line',
      '/geometry/coordinates',
    ],
    [
      'a point of none',
      { type: 'Point', coordinates: {} },
      'bad-coordinates',
      '/geometry/coordinates',
    ],
    ['a polygon among lines', shape, 'unsupported-geometry', '/geometry/type'],
  ])('%s is refused', (_name, geometry, code, pointer) => {
    expect(readFeatures(feature(geometry), ['LineString', 'Point'])).toMatchObject({
      ok: false,
      error: [{ code, pointer }],
    });
  });
});
