import { describe, expect, test } from 'vitest';
import { readCommunities } from '../../../../server/formats/geojson/read-communities.ts';
import type { ReadOptions } from '../../../../server/formats/geojson/read-features.ts';
import { collection, feature, only, polygon, square } from './collections.ts';

const read = (document: unknown, options: ReadOptions = {}) => {
  const result = readCommunities(document, options);
  if (!result.ok) throw new Error(`unexpected: ${JSON.stringify(result.error)}`);
  return result.value;
};
const problemsOf = (document: unknown, options: ReadOptions = {}) => {
  const result = readCommunities(document, options);
  if (result.ok) throw new Error('expected problems');
  return result.error;
};
const shape = polygon(square(120, 30));

describe('what is accepted', () => {
  test('a collection, a feature and a bare geometry give the same area', () => {
    const areas = [collection([feature(shape)]), feature(shape), shape].map(
      (document) => read(document).communities[0]?.geometry,
    );
    expect(areas).toEqual([shape, shape, shape]);
  });

  test('a MultiPolygon with a hole', () => {
    const geometry = {
      type: 'MultiPolygon',
      coordinates: [[square(1, 1, 3), square(2, 2)], [square(9, 9)]],
    };
    expect(read(only(geometry))).toMatchObject({
      communities: [{ id: 'W1', geometry }],
      vertices: 15,
    });
  });

  test('either ring orientation, unchanged', () => {
    const clockwise = polygon(square(120, 30).toReversed());
    expect(read(only(clockwise)).communities[0]?.geometry).toEqual(clockwise);
  });

  test('heights and measures are dropped, and that is said', () => {
    const high = polygon(square(120, 30).map(([lon, lat], index) => [lon, lat, index, null]));
    const value = read(only(high));
    expect(value.communities[0]?.geometry).toEqual(shape);
    expect(value.notes.map(({ en }) => en)).toEqual([
      'height (Z) and further ordinates of 1 feature were dropped',
    ]);
  });

  test.each([
    'EPSG:4326',
    'epsg:4326',
    'urn:ogc:def:crs:EPSG::4326',
    'urn:ogc:def:crs:EPSG:6.9:4326',
    'urn:x-ogc:def:crs:EPSG:4326',
    'http://www.opengis.net/def/crs/EPSG/0/4326',
    'https://www.opengis.net/def/crs/OGC/1.3/CRS84',
    'http://www.opengis.net/gml/srs/epsg.xml#4326',
    'urn:ogc:def:crs:OGC:1.3:CRS84',
    'urn:ogc:def:crs:OGC::CRS84',
    'OGC:CRS84',
    'CRS84',
    'CRS:84',
  ])('crs %s', (name) => {
    const crs = { type: 'name', properties: { name } };
    expect(read(collection([feature(shape)], { crs })).notes).toEqual([]);
  });

  test.each([
    'EPSG:4490',
    'urn:ogc:def:crs:EPSG::4490',
    'http://www.opengis.net/def/crs/EPSG/0/4490',
  ])('crs %s, with a note that it is CGCS2000', (name) => {
    const crs = { type: 'name', properties: { name } };
    expect(read(collection([feature(shape)], { crs })).notes[0]?.en).toMatch(/CGCS2000/);
  });

  test('crs of the old kind, and none', () => {
    const old = { type: 'EPSG', properties: { code: 4326 } };
    expect(read(collection([feature(shape)], { crs: old })).notes).toEqual([]);
    expect(read(collection([feature(shape)], { crs: null })).notes[0]?.en).toMatch(/unknown/);
  });

  test('properties that are null or missing', () => {
    const bare = { type: 'Feature', geometry: shape };
    expect(
      read(collection([feature(shape, null), bare])).communities.map(
        ({ properties }) => properties,
      ),
    ).toEqual([{}, {}]);
  });

  test('null and empty geometry, where the caller reports them itself', () => {
    const document = collection([feature(null), feature({ type: 'Polygon', coordinates: [] })]);
    const { communities } = read(document, { allowNullGeometry: true });
    expect(communities.map(({ geometry }) => geometry)).toEqual([null, null]);
    expect(problemsOf(document).map(({ code, pointer }) => [code, pointer])).toEqual([
      ['missing-geometry', '/features/0/geometry'],
      ['missing-geometry', '/features/1/geometry'],
    ]);
  });

  test('no features, where the caller allows it', () => {
    expect(read(collection([]), { allowEmpty: true }).communities).toEqual([]);
    expect(problemsOf(collection([]))[0]?.code).toBe('no-features');
  });
});

describe('faults of the envelope', () => {
  test.each([
    ['null', null, 'not-geojson', ''],
    ['a number', 7, 'not-geojson', ''],
    ['an array', [], 'not-geojson', ''],
    ['no type', {}, 'not-geojson', ''],
    [
      'features that are no list',
      { type: 'FeatureCollection', features: {} },
      'not-geojson',
      '/features',
    ],
    ['a Point', { type: 'Point', coordinates: [1, 2] }, 'unsupported-geometry', '/type'],
    ['TopoJSON', { type: 'Topology', objects: {} }, 'unsupported-type', '/type'],
    ['Esri JSON', { geometryType: 'esriGeometryPolygon', features: [] }, 'not-geojson', ''],
    [
      'a GeometryCollection',
      { type: 'GeometryCollection', geometries: [] },
      'unsupported-type',
      '/type',
    ],
    ['type constructor', { type: 'constructor' }, 'unsupported-type', '/type'],
    ['type __proto__', { type: '__proto__' }, 'unsupported-type', '/type'],
    ['a type that is no text', { type: ['Feature'] }, 'unsupported-type', '/type'],
    ['a geometry among the features', collection([shape]), 'not-a-feature', '/features/0'],
    ['null among the features', collection([feature(shape), null]), 'not-a-feature', '/features/1'],
    [
      'a box of three numbers',
      collection([feature(shape)], { bbox: [1, 2, 3] }),
      'bad-bbox',
      '/bbox',
    ],
    [
      'a box of words',
      collection([feature(shape, {}, { bbox: ['a', 1, 2, 3] })]),
      'bad-bbox',
      '/features/0/bbox',
    ],
    [
      'properties that are a list',
      collection([feature(shape, [1])]),
      'bad-properties',
      '/features/0/properties',
    ],
  ])('%s', (_name, document, code, pointer) => {
    expect(problemsOf(document)).toMatchObject([{ code, pointer }]);
  });

  test.each([
    ['EPSG:3857', { type: 'name', properties: { name: 'EPSG:3857' } }],
    [
      'urn:ogc:def:crs:EPSG::4549',
      { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4549' } },
    ],
    ['EPSG:43260', { type: 'name', properties: { name: 'EPSG:43260' } }],
    ['http://example.org/crs', { type: 'link', properties: { href: 'http://example.org/crs' } }],
    ['EPSG:2437', { type: 'EPSG', properties: { code: 2437 } }],
  ])('foreign crs %s is refused with the way to convert', (name, crs) => {
    const [problem] = problemsOf(collection([feature(shape)], { crs }));
    expect(problem).toMatchObject({ code: 'foreign-crs', pointer: '/crs' });
    expect(problem?.message.en).toContain(`“${name}”`);
    expect(problem?.message.en).toContain('ogr2ogr -t_srs EPSG:4326');
  });

  test('a foreign crs of a single geometry is found too', () => {
    const crs = { type: 'name', properties: { name: 'EPSG:3857' } };
    expect(problemsOf(only({ ...shape, crs }))[0]).toMatchObject({
      code: 'foreign-crs',
      pointer: '/features/0/geometry/crs',
    });
  });

  test('pointers start where the document lies in a larger one', () => {
    expect(problemsOf({}, { pointer: '/communities' })[0]?.pointer).toBe('/communities');
    const [problem] = problemsOf(only(polygon([])), { pointer: '/communities' });
    expect(problem?.pointer).toBe('/communities/features/0/geometry/coordinates/0');
  });
});

describe('faults of a geometry, with their place', () => {
  const open = square(120, 30).slice(0, -1);
  const at = '/features/0/geometry';
  test.each([
    ['an unclosed ring', polygon(open), 'unclosed-ring', `${at}/coordinates/0/3`, [120, 30.01]],
    [
      'an unclosed hole',
      polygon(square(120, 30, 1), open),
      'unclosed-ring',
      `${at}/coordinates/1/3`,
      [120, 30.01],
    ],
    [
      'a ring of three',
      polygon([
        [1, 1],
        [2, 2],
        [1, 1],
      ]),
      'short-ring',
      `${at}/coordinates/0`,
      [1, 1],
    ],
    ['an empty ring', polygon([]), 'empty-ring', `${at}/coordinates/0`, undefined],
    [
      'an empty part',
      { type: 'MultiPolygon', coordinates: [[]] },
      'empty-polygon',
      `${at}/coordinates/0`,
      undefined,
    ],
    ['no coordinates', { type: 'Polygon' }, 'bad-coordinates', `${at}/coordinates`, undefined],
    [
      'coordinates that are text',
      { type: 'Polygon', coordinates: 'x' },
      'bad-coordinates',
      `${at}/coordinates`,
      undefined,
    ],
    ['a ring that is null', polygon(null), 'bad-coordinates', `${at}/coordinates/0`, undefined],
    [
      'a Polygon nested like a MultiPolygon',
      polygon([square(1, 1)]),
      'bad-coordinates',
      `${at}/coordinates/0/0`,
      undefined,
    ],
    [
      'a MultiPolygon nested like a Polygon',
      { type: 'MultiPolygon', coordinates: [square(1, 1)] },
      'bad-coordinates',
      `${at}/coordinates/0/0/0`,
      undefined,
    ],
    [
      'a position of one number',
      polygon([[1], ...square(1, 1)]),
      'bad-position',
      `${at}/coordinates/0/0`,
      undefined,
    ],
    [
      'numbers in quotes',
      polygon([['1', '2'], ...square(1, 1)]),
      'bad-position',
      `${at}/coordinates/0/0`,
      undefined,
    ],
    [
      'a null ordinate',
      polygon([[null, 2], ...square(1, 1)]),
      'bad-position',
      `${at}/coordinates/0/0`,
      undefined,
    ],
    [
      'a height that is text',
      polygon([[1, 2, 'x'], ...square(1, 1)]),
      'bad-position',
      `${at}/coordinates/0/0`,
      undefined,
    ],
    [
      '1e400',
      polygon([[Number.POSITIVE_INFINITY, 2], ...square(1, 1)]),
      'number-not-finite',
      `${at}/coordinates/0/0`,
      undefined,
    ],
    [
      'NaN',
      polygon([[Number.NaN, 2], ...square(1, 1)]),
      'number-not-finite',
      `${at}/coordinates/0/0`,
      undefined,
    ],
    [
      'swapped axes',
      polygon([[30.2, 120.1], ...square(1, 1)]),
      'swapped-axes',
      `${at}/coordinates/0/0`,
      [120.1, 30.2],
    ],
    [
      'projected metres',
      polygon([[517000, 3345000], ...square(1, 1)]),
      'projected-coordinates',
      `${at}/coordinates/0/0`,
      undefined,
    ],
    [
      'latitude 95',
      polygon([[170, 95], ...square(1, 1)]),
      'out-of-range',
      `${at}/coordinates/0/0`,
      undefined,
    ],
    [
      'latitude 500',
      polygon([[1, 500], ...square(1, 1)]),
      'out-of-range',
      `${at}/coordinates/0/0`,
      undefined,
    ],
    [
      'longitude 181',
      polygon([[181, 5], ...square(1, 1)]),
      'out-of-range',
      `${at}/coordinates/0/0`,
      [-179, 5],
    ],
    [
      'a Point',
      { type: 'Point', coordinates: [1, 2] },
      'unsupported-geometry',
      `${at}/type`,
      undefined,
    ],
    [
      'a GeometryCollection',
      { type: 'GeometryCollection', geometries: [shape] },
      'unsupported-geometry',
      `${at}/type`,
      undefined,
    ],
    [
      'type constructor',
      { type: 'constructor', coordinates: [] },
      'unsupported-geometry',
      `${at}/type`,
      undefined,
    ],
    [
      'type __proto__',
      { type: '__proto__', coordinates: [] },
      'unsupported-geometry',
      `${at}/type`,
      undefined,
    ],
    ['no type', { coordinates: [] }, 'unsupported-geometry', `${at}/type`, undefined],
    ['a list for a geometry', [1, 2], 'unsupported-geometry', at, undefined],
  ])('%s', (_name, geometry, code, pointer, location) => {
    const [problem, ...others] = problemsOf(only(geometry));
    expect(problem).toMatchObject({ code, pointer, id: 'W1' });
    expect(problem?.location).toEqual(location);
    expect(others).toEqual([]);
  });

  test('a ring that is both short and open has both said', () => {
    expect(
      problemsOf(
        only(
          polygon([
            [1, 1],
            [2, 2],
          ]),
        ),
      ).map(({ code }) => code),
    ).toEqual(['unclosed-ring', 'short-ring']);
  });

  test('the same fault at every vertex is one line with a number', () => {
    const swapped = polygon(square(120, 30).map(([lon, lat]) => [lat, lon]));
    const problems = problemsOf(only(swapped));
    expect(problems.map(({ code }) => code)).toEqual(['swapped-axes']);
    expect(problems[0]?.message.en).toContain('(and 4 more in this feature)');
    expect(problems[0]?.message.zh).toContain('（该要素中还有 4 处）');
  });

  test('every feature’s faults are reported, up to a cap, and the rest is counted', () => {
    const document = collection(Array.from({ length: 130 }, () => feature(polygon([]))));
    const problems = problemsOf(document);
    expect(problems).toHaveLength(101);
    expect(problems[99]?.pointer).toBe('/features/99/geometry/coordinates/0');
    expect(problems[100]).toMatchObject({
      code: 'more-problems',
      message: { en: expect.stringContaining('30 more') },
    });
  });

  test('more vertices than allowed', () => {
    const document = collection([feature(shape), feature(shape)]);
    expect(problemsOf(document, { maxVertices: 9 })).toMatchObject([
      { code: 'too-many-vertices', pointer: '/features/1' },
    ]);
    expect(read(document, { maxVertices: 10 }).vertices).toBe(10);
  });
});

describe('attributes', () => {
  test('a number too large, with its place', () => {
    const [problem] = problemsOf(
      collection([feature(shape, { id: 'a', 'x/y': { z: [1, Number.POSITIVE_INFINITY] } })]),
    );
    expect(problem).toMatchObject({
      code: 'number-not-finite',
      pointer: '/features/0/properties/x~1y/z/1',
      id: 'a',
    });
  });

  test('nested beyond reason', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 20_000; level++) deep = { deep };
    expect(problemsOf(collection([feature(shape, { deep })]))[0]).toMatchObject({
      code: 'properties-too-deep',
      pointer: '/features/0/properties',
    });
  });

  test('are handed on as they are', () => {
    const properties = { 户数: 1200, tags: ['a'], nested: { b: null }, constructor: 'x' };
    expect(read(collection([feature(shape, properties)])).communities[0]?.properties).toEqual(
      properties,
    );
  });
});
