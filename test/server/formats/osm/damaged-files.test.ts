import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBarrierFile } from '../../../../server/formats/osm/read-barrier-file.ts';
import { loadTagTable } from '../../../../server/services/import/load-tag-table.ts';
import { asOverpassBody, TOWN } from './small-town.ts';
import { frame, message, writeBlob, writePbf } from './write-pbf.ts';

const table = loadTagTable();
const read = (bytes: Uint8Array) => readBarrierFile(bytes, table);
const json = (document: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(document));

const WHOLE = writePbf(TOWN);
const HEADER = writePbf([]);
const withBlock = (blob: Uint8Array): Uint8Array => new Uint8Array(Buffer.concat([HEADER, blob]));

/** The code of the first problem, with its English words. */
function problemOf(bytes: Uint8Array): string {
  const result = read(bytes);
  if (result.ok) throw new Error('it was read');
  const [problem] = result.error;
  expect(problem?.message.zh).toMatch(/\p{Script=Han}/u);
  return `${problem?.code}: ${problem?.message.en}`;
}

describe('a PBF file', () => {
  test('that is cut off anywhere says so, and never throws', () => {
    for (let length = 16; length < WHOLE.length; length++) {
      const result = read(WHOLE.subarray(0, length));
      // At the end of a block nothing is missing that the file tells of.
      if (!result.ok) expect(['truncated-file', 'not-osm']).toContain(result.error[0]?.code);
      else expect(length).toBeGreaterThanOrEqual(HEADER.length);
    }
    expect(problemOf(WHOLE.subarray(0, WHOLE.length - 1))).toMatch(
      /^truncated-file: the file is cut off: the block at byte \d+ reaches beyond its end \(\d+ bytes\)/,
    );
  });

  test('with any byte changed is read or refused with a problem; nothing is thrown', () => {
    const plain = writePbf(TOWN, { packed: false });
    fc.assert(
      fc.property(
        fc.constantFrom(WHOLE, plain),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 4,
        }),
        (file, changes) => {
          const bytes = Uint8Array.from(file);
          for (const [at, value] of changes) bytes[15 + (at % (bytes.length - 15))] = value;
          const result = read(bytes);
          if (result.ok) return;
          expect(result.error[0]?.code).toMatch(/^[a-z-]+$/);
          expect(result.error[0]?.message.zh).not.toBe('');
        },
      ),
      { numRuns: 400 },
    );
  });

  test('with a block that does not unpack names the block and its place', () => {
    const blob = message((pbf) => pbf.writeBytesField(3, Uint8Array.of(1, 2, 3)));
    expect(problemOf(withBlock(frame('OSMData', blob)))).toMatch(
      new RegExp(`^damaged-block: block 2, at byte ${HEADER.length}, is damaged`),
    );
  });

  test('with a block that unpacks to more than the format allows', () => {
    const bomb = deflateSync(new Uint8Array(40 * 1024 * 1024));
    const blob = message((pbf) => pbf.writeBytesField(3, bomb));
    expect(problemOf(withBlock(frame('OSMData', blob)))).toContain('unpacks to more than 32 MiB');
  });

  test('of many blocks that each unpack to a thousand times their size', () => {
    const raw = message((pbf) => pbf.writeBytesField(99, new Uint8Array(30 * 1024 * 1024)));
    const blob = writeBlob('OSMData', raw);
    const bytes = new Uint8Array(Buffer.concat([HEADER, ...Array<Uint8Array>(12).fill(blob)]));
    expect(problemOf(bytes)).toBe(
      'too-large: the file unpacks to more than 100 times its size; no sensible data does, and it is not read',
    );
  });

  test.each([
    [6, 'LZ4'],
    [7, 'Zstandard'],
  ])('packed in another way (field %i) says how to convert it', (field, name) => {
    const blob = message((pbf) => pbf.writeBytesField(field, Uint8Array.of(1)));
    const problem = problemOf(withBlock(frame('OSMData', blob)));
    expect(problem).toContain(`unsupported-compression: the file is packed with ${name}`);
    expect(problem).toContain('osmium cat');
  });

  test('with the history of its elements says how to take one day out of it', () => {
    const bytes = writePbf(TOWN, { features: ['OsmSchema-V0.6', 'HistoricalInformation'] });
    expect(problemOf(bytes)).toMatch(/^unsupported-feature: .*osmium time-filter/);
    expect(problemOf(writePbf(TOWN, { features: ['Quantum'] }))).toContain(
      'not supported here: Quantum',
    );
  });

  test('whose names are not UTF-8 is refused: a replacement character would be a silent loss', () => {
    const block = message((pbf) => {
      pbf.writeBytesField(
        1,
        message((texts) => {
          texts.writeStringField(1, '');
          texts.writeStringField(1, 'highway');
          texts.writeBytesField(1, Uint8Array.of(0xb3, 0xc9));
        }),
      );
      pbf.writeBytesField(
        2,
        message((group) => {
          group.writeBytesField(
            3,
            message((way) => {
              way.writeVarintField(1, 1);
              way.writePackedVarint(2, [1]);
              way.writePackedVarint(3, [2]);
            }),
          );
        }),
      );
    });
    expect(problemOf(withBlock(writeBlob('OSMData', block)))).toContain('a text is not UTF-8');
  });

  test('whose nodes lie nowhere on the globe names the node', () => {
    const far = TOWN.map((element) =>
      element.type === 'node' ? { ...element, lat: 95 } : element,
    );
    const result = read(writePbf(far));
    expect(result).toMatchObject({
      ok: false,
      error: [{ code: 'out-of-range', id: expect.stringContaining('node/') }],
    });
  });

  test('of a header alone is a file without barriers', () => {
    expect(read(HEADER)).toMatchObject({ ok: true, value: { barriers: [], vertices: 0 } });
  });
});

describe('an Overpass answer', () => {
  test('whose query the server gave up is not taken for all there is', () => {
    const remark = 'runtime error: Query timed out in "query" at line 3 after 26 seconds.';
    expect(problemOf(json({ ...asOverpassBody(TOWN), remark }))).toMatch(
      /^server-remark: .*timed out/,
    );
  });

  test.each([
    [{ type: 'node', id: 1 }, '/elements/0', 'longitude and latitude'],
    [{ type: 'node', id: 1, lon: 190, lat: 3 }, '/elements/0', 'out of range'],
    [{ type: 'way', id: 1, nodes: ['a'] }, '/elements/0/nodes', 'ids of nodes'],
    [{ type: 'way', id: 1.5 }, '/elements/0/id', 'whole number'],
    [{ type: 'way', id: 1, geometry: [null, { lat: 1 }] }, '/elements/0/geometry/1', 'longitude'],
    [{ type: 'way', id: 1, tags: { highway: 3 } }, '/elements/0/tags', 'texts'],
    [
      { type: 'relation', id: 1, members: [{ type: 'way' }] },
      '/elements/0/members/0',
      'type and a ref',
    ],
    ['nothing', '/elements/0', 'an element of OpenStreetMap'],
  ])('%j', (element, pointer, words) => {
    const result = read(json({ elements: [element] }));
    expect(result).toMatchObject({
      ok: false,
      error: [{ pointer, message: { en: expect.stringContaining(words) } }],
    });
  });

  test('of ten thousand faults lists a hundred and counts the rest', () => {
    const result = read(json({ elements: Array(10_000).fill(0) }));
    if (result.ok) throw new Error('it was read');
    expect(result.error).toHaveLength(101);
    expect(result.error.at(-1)?.message.en).toBe('and 9900 more not listed');
  });
});

describe('other files', () => {
  test('OSM XML: says what to convert it with', () => {
    const xml = '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6"></osm>';
    expect(problemOf(new TextEncoder().encode(xml))).toMatch(/^not-osm: this is an XML file/);
  });

  test('nothing at all', () => {
    expect(problemOf(new Uint8Array())).toMatch(/^empty-file/);
  });

  test('keys of prototypes are tags like any other', () => {
    const town = TOWN.map((element) =>
      element.type === 'way' && element.id === 103
        ? { ...element, tags: { ...element.tags, constructor: 'x', toString: 'y' } }
        : element,
    );
    expect(read(writePbf(town))).toMatchObject({ ok: true });
    const odd = [{ type: 'way', id: 7, nodes: [], tags: { highway: 'constructor' } }];
    expect(read(json({ elements: odd }))).toMatchObject({
      ok: true,
      value: { barriers: [], unknown: [{ kind: 'highway=constructor' }] },
    });
  });
});
