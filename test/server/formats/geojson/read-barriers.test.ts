import { describe, expect, test } from 'vitest';
import { readBarriers } from '../../../../server/formats/geojson/read-barriers.ts';
import { loadTagTable } from '../../../../server/services/import/load-tag-table.ts';

const table = loadTagTable();
const LINE = {
  type: 'LineString',
  coordinates: [
    [120, 30],
    [120.01, 30],
  ],
};

const collection = (...features: object[]) => ({
  type: 'FeatureCollection',
  features: features.map((one) => ({ type: 'Feature', geometry: LINE, properties: {}, ...one })),
});
const withProperties = (...list: object[]) =>
  collection(...list.map((properties) => ({ properties })));

function read(document: unknown) {
  const result = readBarriers(document, table);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

describe('classes of our own', () => {
  test('in English and Chinese, with names and what units need to know', () => {
    const { barriers, notes } = read(
      withProperties(
        {
          id: 'B1',
          class: 'arterial',
          name: '文一西路',
          nameEn: 'Wenyi West Road',
          oneway: true,
          layer: 1,
        },
        { id: 'B2', class: '河流', name: '余杭塘河' },
        { id: 'B3', class: ' Ridge ', structure: 'tunnel', link: true },
      ),
    );
    expect(barriers).toEqual([
      {
        id: 'B1',
        class: 'arterial',
        name: '文一西路',
        nameEn: 'Wenyi West Road',
        oneway: true,
        layer: 1,
        kind: 'class=arterial',
        geometry: LINE,
      },
      { id: 'B2', class: 'river', name: '余杭塘河', kind: 'class=河流', geometry: LINE },
      {
        id: 'B3',
        class: 'ridge',
        structure: 'tunnel',
        link: true,
        kind: expect.any(String),
        geometry: LINE,
      },
    ]);
    expect(notes).toEqual([]);
  });

  test('the name may stand under another word', () => {
    expect(read(withProperties({ class: 'canal', 名称: '运河' })).barriers[0]?.name).toBe('运河');
  });
});

describe('tags of OpenStreetMap', () => {
  test.each([
    [
      'as properties',
      { highway: 'trunk_link', 'name:en': 'Ramp' },
      { class: 'expressway', link: true },
    ],
    [
      'a bare value as class',
      { class: 'tertiary', oneway: 'yes' },
      { class: 'collector', oneway: true },
    ],
    [
      'key and value as class',
      { class: 'natural=water' },
      { class: 'river', kind: 'natural=water' },
    ],
    [
      'GDAL’s other_tags',
      { waterway: 'canal', other_tags: '"tunnel"=>"culvert","layer"=>"-1"' },
      { class: 'canal', structure: 'tunnel', layer: -1 },
    ],
    ['a railway', { railway: 'rail', bridge: 'yes' }, { class: 'railway', structure: 'bridge' }],
  ])('%s', (_, properties, barrier) => {
    expect(read(withProperties(properties)).barriers).toMatchObject([barrier]);
  });

  test('ids are those of OpenStreetMap, however the file has them', () => {
    const { barriers } = read(
      collection(
        { properties: { osm_type: 'way', osm_id: 7, class: 'primary' } },
        { properties: { osm_type: 'relation', osm_id: 7, class: 'primary' } },
        { properties: { osm_type: 'way', osm_id: 7, class: 'primary' } },
      ),
    );
    expect(barriers.map(({ id }) => id)).toEqual(['way/7', 'relation/7', 'way/7~2']);
    expect(
      read(collection({ id: 'way/8', properties: { highway: 'primary' } })).barriers[0]?.id,
    ).toBe('way/8');
  });
});

describe('what is left out is counted, never classed by guess', () => {
  test('unknown classes, none at all, what the table ignores, points and empty geometries', () => {
    const { barriers, unknown, ignored, notes } = read(
      collection(
        { properties: { class: 'arterial' } },
        { properties: { class: 'boulevard' } },
        { properties: { class: 'boulevard' } },
        { properties: { remark: 'what is it?' } },
        { properties: { highway: 'service', service: 'driveway' } },
        { properties: { class: 'path', service: 'driveway' } },
        {
          properties: { highway: 'crossing' },
          geometry: { type: 'Point', coordinates: [120, 30] },
        },
        { properties: { class: 'river' }, geometry: null },
      ),
    );
    expect(barriers).toHaveLength(1);
    expect(unknown.map(({ kind, count }) => [kind, count])).toEqual([
      ['class=boulevard', 2],
      ['(class)', 1],
    ]);
    expect(ignored.reduce((sum, { count }) => sum + count, 0)).toBe(2);
    expect(notes.map(({ en }) => en)).toEqual([
      expect.stringMatching(/^2 features left out by the tag table: /),
      '3 features of unknown class left out: class=boulevard 2, (class) 1',
      '2 features are points or have no geometry, and were left out',
    ]);
    expect(notes.every(({ zh }) => /\p{Script=Han}/u.test(zh))).toBe(true);
  });

  test('when nothing is left the problem says why, and what is wanted', () => {
    const result = readBarriers(
      withProperties({ class: 'boulevard' }, { class: 'boulevard' }),
      table,
    );
    if (result.ok) throw new Error('it was read');
    expect(result.error[0]).toMatchObject({ code: 'no-barriers', pointer: '' });
    expect(result.error[0]?.message.en).toContain(
      '(2 features of unknown class left out: class=boulevard 2)',
    );
    expect(result.error[0]?.message.en).toContain('expressway, arterial, collector');
  });

  test('a faulty geometry is a problem with its place', () => {
    const result = readBarriers(
      collection({
        properties: { class: 'river' },
        geometry: { type: 'LineString', coordinates: [[120, 30]] },
      }),
      table,
    );
    expect(result).toMatchObject({
      ok: false,
      error: [{ code: 'short-line', pointer: '/features/0/geometry/coordinates' }],
    });
  });
});
