import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openPbf } from '../../../../server/formats/osm/pbf/open-pbf.ts';
import {
  type BarrierFile,
  readBarrierFile,
} from '../../../../server/formats/osm/read-barrier-file.ts';
import { readOsm } from '../../../../server/formats/osm/read-osm.ts';
import { loadTagTable } from '../../../../server/services/import/load-tag-table.ts';
import { asOverpassBody, asOverpassGeom, TOWN } from './small-town.ts';
import { writePbf } from './write-pbf.ts';

const table = loadTagTable();
const json = (document: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(document));

function read(bytes: Uint8Array): BarrierFile {
  const result = readBarrierFile(bytes, table);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

/** In the order of ids: blocks and passes set the order of the rest. */
const sorted = ({ barriers, buildings, ignored, unknown, notes }: BarrierFile) => ({
  barriers: [...barriers].sort((a, b) => (a.id < b.id ? -1 : 1)),
  buildings: [...buildings].sort((a, b) => (a.id < b.id ? -1 : 1)),
  ignored,
  unknown,
  notes,
});

const GOLDEN = new URL('../../../fixtures/osm/small-town.output.json', import.meta.url);

test('the small town reads as the golden file has it', () => {
  const { barriers, buildings, ...rest } = sorted(read(writePbf(TOWN)));
  const lines = (items: readonly object[]) => items.map((item) => JSON.stringify(item)).join(',\n');
  const text = `{"barriers":[\n${lines(barriers)}\n],"buildings":[\n${lines(buildings)}\n],
${JSON.stringify(rest, null, 1).slice(2, -2)}\n}\n`;
  if (process.env.UPDATE) writeFileSync(GOLDEN, text);
  expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(GOLDEN, 'utf8')));
});

describe('every way of writing the same elements reads alike', () => {
  const expected = sorted(read(writePbf(TOWN)));
  test.each([
    ['plain nodes', writePbf(TOWN, { dense: false })],
    ['not packed', writePbf(TOWN, { packed: false })],
    ['one element a block', writePbf(TOWN, { blockSize: 1 })],
    ['one block', writePbf(TOWN, { blockSize: 1000 })],
    ['another granularity', writePbf(TOWN, { granularity: 1000 })],
    ['relations first', writePbf([...TOWN].reverse())],
    ['Overpass with nodes', json(asOverpassBody(TOWN))],
    ['Overpass with courses', json(asOverpassGeom(TOWN))],
  ])('%s', (_, bytes) => {
    expect(sorted(read(bytes))).toEqual(expected);
  });

  test('in any order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(TOWN, { minLength: TOWN.length }), (shuffled) => {
        expect(sorted(read(writePbf(shuffled)))).toMatchObject({
          barriers: expected.barriers,
          buildings: expected.buildings,
        });
      }),
      { numRuns: 30 },
    );
  });

  test('places with the ways (LocationsOnWays), where every node is there', () => {
    const whole = TOWN.filter(({ id }) => id !== 114 && id !== 115);
    const plain = sorted(read(writePbf(whole)));
    const located = sorted(read(writePbf(whole, { locationsOnWays: true })));
    expect(located).toEqual(plain);
  });

  test('an element that stands twice counts once', () => {
    expect(sorted(read(writePbf([...TOWN, ...TOWN]))).barriers).toEqual(expected.barriers);
  });
});

describe('what becomes of elements', () => {
  const { barriers, buildings, ignored, unknown, notes } = read(writePbf(TOWN));
  const barrier = (id: string) => barriers.find((one) => one.id === id);

  test('a one-way road against its course is turned round', () => {
    expect(barrier('way/102')).toEqual({
      id: 'way/102',
      class: 'expressway',
      geometry: {
        type: 'LineString',
        coordinates: [
          [116.002, 40.007],
          [116.002, 40.008],
        ],
      },
      oneway: true,
      link: true,
      kind: 'highway=trunk_link',
    });
  });

  test('in a Chinese file the Chinese name goes before a mixed one', () => {
    expect(barrier('way/103')?.name).toBe('成府路');
    expect(barrier('way/301')).toMatchObject({ name: '万泉河', nameEn: 'Wanquan River' });
  });

  test('a road without a name is called by its number; layer and bridge are kept', () => {
    expect(barrier('way/104')).toMatchObject({ name: 'X001/X002', layer: 1, structure: 'bridge' });
  });

  test('a roundabout is one-way, a motorway that says it is not is not', () => {
    expect(barrier('way/105')?.oneway).toBe(true);
    expect(barrier('way/112')).toMatchObject({
      class: 'expressway',
      structure: 'tunnel',
      layer: -1,
    });
    expect(barrier('way/112')).not.toHaveProperty('oneway');
  });

  test('of several tags the better barrier counts', () => {
    expect(barrier('way/113')).toMatchObject({ class: 'wall', kind: 'barrier=city_wall' });
    expect(barrier('way/201')).toMatchObject({ class: 'railway', kind: 'railway=rail' });
  });

  test('the lake has its island as a hole and the pond on it as a part, whatever the roles say', () => {
    const { geometry } = barrier('relation/401')!;
    expect(geometry.type).toBe('MultiPolygon');
    const parts = geometry.coordinates as number[][][][];
    expect(parts.map((polygon) => polygon.length)).toEqual([2, 1]);
    expect(parts[0]![0]).toHaveLength(5);
  });

  test('a river area whose other shore is missing keeps the shore it has, as a line', () => {
    expect(barrier('relation/402')?.geometry).toEqual({
      type: 'LineString',
      coordinates: [
        [116.001, 40.005],
        [116.005, 40.005],
        [116.005, 40.009],
      ],
    });
  });

  test('a road that leaves the extract is kept as far as it goes, and said', () => {
    expect(barrier('way/114')?.geometry).toEqual({
      type: 'MultiLineString',
      coordinates: [
        [
          [116.003, 40.003],
          [116.003, 40.004],
        ],
        [
          [116.003, 40.006],
          [116.003, 40.007],
        ],
      ],
    });
    expect(barrier('way/115')).toBeUndefined();
    const text = notes.map(({ en }) => en).join('\n');
    expect(text).toContain('2 barriers reach beyond the extract');
    expect(text).toContain(
      '1 element was left out, their nodes being elsewhere (way/115, for one)',
    );
  });

  test('what is left out is counted by tag, on purpose and for want of an entry', () => {
    expect(ignored.map(({ kind, count }) => `${kind} ${count}`)).toEqual([
      'highway=footway, footway=sidewalk 1',
      'highway=pedestrian, area=yes 1',
      'highway=proposed 1',
      'highway=service, service=parking_aisle 1',
      'railway=rail, service=yard 1',
      'railway=tram 1',
      'waterway=ditch 1',
    ]);
    expect(unknown).toEqual([
      { kind: 'highway=corridoor', count: 1, example: 'way/109', why: null },
    ]);
  });

  test('buildings have their storeys where they are a number', () => {
    expect(buildings.map(({ id, levels, kind }) => [id, levels, kind])).toEqual([
      ['way/501', 6, 'apartments'],
      ['way/502', undefined, 'yes'],
    ]);
  });

  test('ids beyond 32 bits survive', () => {
    const far = TOWN.map((element) => {
      const up = (id: number): number => id + 10_000_000_000;
      if (element.type === 'node') return { ...element, id: up(element.id) };
      if (element.type === 'way') return { ...element, nodes: element.nodes.map(up) };
      return element;
    });
    expect(sorted(read(writePbf(far))).barriers).toEqual(sorted(read(writePbf(TOWN))).barriers);
  });

  test('more positions than allowed are refused, with a way out', () => {
    const result = readOsm(() => openPbf(writePbf(TOWN)), table, { maxVertices: 20 });
    expect(result).toMatchObject({ ok: false, error: [{ code: 'too-many-vertices' }] });
  });
});
