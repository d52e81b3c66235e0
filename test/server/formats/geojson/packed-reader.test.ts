import { afterEach, describe, expect, test, vi } from 'vitest';
import { unpackArea } from '#engine/geometry/packed-areas.ts';
import { ByteWindow } from '../../../../server/formats/geojson/packed/byte-window.ts';
import { createPackedReader } from '../../../../server/formats/geojson/packed/create-packed-reader.ts';
import {
  readPackedCommunities,
  readPackedCommunitiesFrom,
} from '../../../../server/formats/geojson/packed/read-packed-communities.ts';
import {
  packedOutcome,
  readAgainInChunks,
  readInChunks,
  referenceOutcome,
} from '../../../helpers/packed-equality.ts';
import { bytesOf, collection, feature, only, polygon, square } from './collections.ts';

afterEach(() => vi.restoreAllMocks());

const RING = '[[1,1],[2,1],[2,2],[1,1]]';
const AREA = `{"type":"Polygon","coordinates":[${RING}]}`;
const inCollection = (item: string): string => `{"type":"FeatureCollection","features":[${item}]}`;
const inFeature = (geometry: string, properties = '{}'): string =>
  inCollection(`{"type":"Feature","properties":${properties},"geometry":${geometry}}`);

/** Reads a document that must be sound, and tells what texts went through JSON.parse meanwhile. */
function readSound(text: string): { outcome: unknown; parsed: string[] } {
  const expected = referenceOutcome(bytesOf(text));
  expect(expected).toMatchObject({ ok: true });
  const parse = vi.spyOn(JSON, 'parse');
  const read = readPackedCommunities(bytesOf(text));
  const parsed = parse.mock.calls.map(([piece]) => piece);
  parse.mockRestore();
  const outcome = packedOutcome(read);
  expect(outcome).toEqual(expected);
  return { outcome, parsed };
}

describe('what files usually hold never goes through JSON.parse with its coordinates', () => {
  test.each([
    ['members in the usual order', inFeature(AREA)],
    ['geometry first', inCollection(`{"geometry":${AREA},"properties":{"id":1},"type":"Feature"}`)],
    ['coordinates before the type', inFeature(`{"coordinates":[${RING}],"type":"Polygon"}`)],
    [
      'features before the type',
      `{"features":[{"type":"Feature","properties":null,"geometry":${AREA}}],"type":"FeatureCollection"}`,
    ],
    [
      'a MultiPolygon',
      inFeature(`{"type":"MultiPolygon","coordinates":[[${RING}],[${RING},${RING}]]}`),
    ],
    [
      'heights',
      inFeature('{"type":"Polygon","coordinates":[[[1,1,5],[2,1,5.25],[2,2,-1e3,7],[1,1,5]]]}'),
    ],
    [
      'printed in lines',
      JSON.stringify(JSON.parse(inFeature(AREA)), null, '\t').replaceAll('\n', '\r\n'),
    ],
    ['Chinese attributes', inFeature(AREA, '{"名称":"朝阳“社区”","code":"\\u4e2d\\ud83d\\ude00"}')],
    ['a byte order mark', `\ufeff${inFeature(AREA)}`],
    [
      'a known crs and bbox',
      `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"bbox":[1,1,2,2],"features":[{"type":"Feature","bbox":[1,1,2,2],"properties":{},"geometry":${AREA}}]}`,
    ],
    [
      'other members',
      inCollection(
        `{"type":"Feature","properties":{"coordinates":[1,2],"geometry":{"coordinates":"x"}},"coordinates":[[3,4]],"geometry":${AREA},"tags":["}",{"]":1}]}`,
      ),
    ],
    [
      'fifteen decimals',
      inFeature(
        '{"type":"Polygon","coordinates":[[[116.390625000000007,39.900000000000006],[117.123456789012345,40],[117,-0],[116.390625000000007,39.900000000000006]]]}',
      ),
    ],
  ])('%s', (_name, text) => {
    const { parsed } = readSound(text);
    expect(parsed.length).toBeGreaterThan(0);
    for (const piece of parsed) {
      expect(piece).not.toContain('[[[');
      expect(piece.length).toBeLessThan(text.length);
    }
  });
});

describe('what is unusual is read all the same', () => {
  test.each([
    ['a name written with escapes', inFeature(`{"type":"Polygon","coor\\u0064inates":[${RING}]}`)],
    [
      'both spellings of a name',
      inFeature(
        `{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]]],"coor\\u0064inates":[${RING}]}`,
      ),
    ],
    [
      'coordinates twice',
      inFeature(
        `{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]]],"coordinates":[${RING}]}`,
      ),
    ],
    [
      'coordinates twice, the first unsound',
      inFeature(`{"type":"Polygon","coordinates":[[7]],"coordinates":[${RING}]}`),
    ],
    [
      'geometry twice',
      inCollection(
        `{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]]]},"geometry":${AREA}}`,
      ),
    ],
    [
      'properties twice',
      inCollection(
        `{"type":"Feature","properties":{"id":1},"properties":{"id":2},"geometry":${AREA}}`,
      ),
    ],
    [
      'properties twice, once with escapes',
      inCollection(
        `{"type":"Feature","properties":{"id":1},"propertie\\u0073":{"id":2},"geometry":${AREA}}`,
      ),
    ],
    [
      'features twice',
      `{"type":"FeatureCollection","features":[7,{"type":"Feature","properties":{"id":1},"geometry":${AREA}}],"features":[{"type":"Feature","properties":{"id":2},"geometry":${AREA}}]}`,
    ],
    [
      'the type twice',
      inCollection(`{"type":"Feature","properties":{},"geometry":${AREA}}`).replace(
        '{',
        '{"type":"Topology",',
      ),
    ],
    [
      'null for a height',
      inFeature('{"type":"Polygon","coordinates":[[[1,1,null],[2,1],[2,2],[1,1]]]}'),
    ],
    ['a bare geometry', AREA],
    ['a single feature', `{"type":"Feature","id":7,"properties":null,"geometry":${AREA}}`],
  ])('%s', (_name, text) => {
    readSound(text);
  });
});

describe('what is no sound area, or no JSON, has the problems of the other way', () => {
  test.each([
    '[[01,1],[2,1],[2,2],[01,1]]',
    '[[-01.5,1],[2,1],[2,2],[-01.5,1]]',
    '[[1.,1],[2,1],[2,2],[1.,1]]',
    '[[.5,1],[2,1],[2,2],[.5,1]]',
    '[[+1,1],[2,1],[2,2],[+1,1]]',
    '[[1 1],[2,1],[2,2],[1 1]]',
    '[[1,1],[2,1],[2,2],[1,1],]',
    '[[1,1,],[2,1],[2,2],[1,1,]]',
    '[[1,1],,[2,1],[2,2],[1,1]]',
    '[[1,1][2,1],[2,2],[1,1]]',
    '[[1,1],[2,1],[2,2],[1,1]',
    '[[1,1],[2,1],[2,2],[1,1]]]',
    '[[1,1],[2,1],[2,2],[1,2]]',
    '[[1,1],[2,1],[2,2],[1.5,1]]',
    '[[1,1],[2,1],[1,1]]',
    '[[181,1],[2,1],[2,2],[181,1]]',
    '[[-180.0000001,1],[2,1],[2,2],[-180.0000001,1]]',
    '[[1,90.5],[2,1],[2,2],[1,90.5]]',
    '[[1,-91],[2,1],[2,2],[1,-91]]',
    '[[1,1234567],[2,1],[2,2],[1,1234567]]',
    '[[1e400,1],[2,1],[2,2],[1e400,1]]',
    '[[1,1,"x"],[2,1],[2,2],[1,1,"x"]]',
    '[[1],[2,1],[2,2],[1]]',
    '[[],[2,1],[2,2],[]]',
    '[[[1,1]],[2,1],[2,2],[1,1]]',
    '[]',
    '[null]',
    '[[1,1\u000b],[2,1],[2,2],[1,1]]',
    '[[1,1\u00a0],[2,1],[2,2],[1,1]]',
  ])('%s', (ring) => {
    for (const text of [
      inFeature(`{"type":"Polygon","coordinates":[${RING},${ring}]}`),
      inFeature(`{"type":"MultiPolygon","coordinates":[[${RING}],[${ring}]]}`),
    ]) {
      const reference = referenceOutcome(bytesOf(text));
      expect(reference).toMatchObject({ ok: false });
      expect(packedOutcome(readPackedCommunities(bytesOf(text)))).toEqual(reference);
    }
  });
});

test('areas, ids, names and attributes come in the order of the features', () => {
  const bytes = bytesOf(
    JSON.stringify(
      collection([
        feature(polygon(square(1, 1)), { code: 'A', 名称: '甲', nameEn: 'Jia', households: 12 }),
        feature(null, { code: 'B' }),
        feature(
          { type: 'MultiPolygon', coordinates: [[square(2, 2), square(2.004, 2.004, 0.001)]] },
          { code: 'C', 名称: '丙' },
        ),
      ]),
    ),
  );
  const read = readPackedCommunities(bytes, { allowNullGeometry: true });
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  bytes.fill(0);
  const { areas, ids, names, namesEn, properties, vertices, idSource } = read.value;
  expect(ids).toEqual(['A', 'B', 'C']);
  expect(idSource.en).toBe('property “code”');
  expect(names).toEqual(['甲', null, '丙']);
  expect(namesEn).toEqual(['Jia', null, null]);
  expect(properties(0)).toEqual({ code: 'A', 名称: '甲', nameEn: 'Jia', households: 12 });
  expect(properties(1)).toEqual({ code: 'B' });
  expect(() => properties(3)).toThrow(RangeError);
  expect(vertices).toBe(15);
  expect(unpackArea(areas, 0)).toEqual(polygon(square(1, 1)));
  expect(unpackArea(areas, 1)).toBeNull();
  expect(unpackArea(areas, 2)).toEqual({
    type: 'MultiPolygon',
    coordinates: [[square(2, 2), square(2.004, 2.004, 0.001)]],
  });
});

test('rings larger than the first allocation, and many small ones', () => {
  const circle = Array.from({ length: 30_000 }, (_, index) => {
    const angle = (index * 2 * Math.PI) / 30_000;
    return [10 + Math.cos(angle), 10 + Math.sin(angle)];
  });
  const small = Array.from({ length: 3000 }, (_, index) =>
    feature(polygon(square(index / 100, 3)), { id: index }),
  );
  const bytes = bytesOf(
    JSON.stringify(
      collection([
        ...small,
        feature(polygon([...circle, circle[0]]), { id: 'O' }),
        ...small.slice(0, 9).map((item, index) => ({ ...item, properties: { id: `x${index}` } })),
      ]),
    ),
  );
  const expected = referenceOutcome(bytes);
  expect(expected).toMatchObject({ ok: true });
  expect(packedOutcome(readPackedCommunities(bytes))).toEqual(expected);
  expect(readInChunks(bytes, [0.001, 0.2, 0.7], {}, { batchBytes: 100 })).toEqual(expected);
});

describe('a stream', () => {
  const text = inFeature(AREA, '{"名称":"朝阳","note":"a\\"]}"}');
  const bytes = bytesOf(`\ufeff${text}\n`);

  test('may come byte by byte', () => {
    const reader = createPackedReader({}, { batchBytes: 1 });
    for (const byte of bytes) reader.write(Uint8Array.of(byte));
    expect(packedOutcome(reader.end())).toEqual(referenceOutcome(bytes));
  });

  test('that was cut off has the fault of the text that came', () => {
    for (let length = 0; length < bytes.length - 2; length++) {
      const cut = bytes.slice(0, length);
      const reference = referenceOutcome(cut);
      expect(reference).toMatchObject({ ok: false });
      expect(packedOutcome(readPackedCommunities(cut))).toEqual(reference);
      expect(readInChunks(cut, [0.3, 0.8], {}, { batchBytes: 8 })).toEqual(reference);
    }
  });

  test('may be asynchronous, and is left when it is longer than allowed', async () => {
    let given = 0;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (; given < bytes.length; given += 10) yield bytes.subarray(given, given + 10);
    }
    expect(packedOutcome(await readPackedCommunitiesFrom(chunks()))).toEqual(
      referenceOutcome(bytes),
    );
    given = 0;
    const refused = await readPackedCommunitiesFrom(chunks(), { maxBytes: 35 });
    expect(refused).toMatchObject({ ok: false, error: [{ code: 'too-large' }] });
    expect(given).toBe(30);
  });

  test('that fails, fails', async () => {
    // biome-ignore lint/correctness/useYield: it fails before it gives anything
    async function* broken(): AsyncGenerator<Uint8Array> {
      throw new Error('the disk is gone');
    }
    await expect(readPackedCommunitiesFrom(broken())).rejects.toThrow('the disk is gone');
  });
});

describe('a document too large for JSON.parse', () => {
  const first = '{"type":"FeatureCollection",\n"features":[\n';
  const sound = `{"type":"Feature","properties":{"名":"😀"},"geometry":${AREA}}`;
  const problemOf = (text: string, cuts: number[] = []): unknown => {
    const setting = { batchBytes: 20, wholeBytes: 0 };
    const outcome = readInChunks(bytesOf(text), cuts, {}, setting);
    expect(outcome.ok).toBe(false);
    // A file that can be read again, of which nothing is kept, counted its lines from the second piece on.
    expect(readAgainInChunks(bytesOf(text), cuts, {}, setting)).toEqual(outcome);
    return outcome.ok ? null : outcome.error[0];
  };

  test.each([
    ['a missing comma', `${first}${sound} ${sound}]}`, 'not-json', 3, sound.length + 2],
    [
      'a fault inside of a feature',
      `${first}${sound},${sound.replace('2,2', '2 2')}]}`,
      'not-json',
      3,
      sound.length + 2 + sound.indexOf('2,2') + 2,
    ],
    [
      'a text that was cut off',
      `${first}${sound},\n${sound.slice(0, -3)}`,
      'not-json',
      4,
      sound.length - 2,
    ],
    [
      'a forbidden name',
      `${first}${sound},\n\n${sound.replace('"名"', '"__proto__"')}]}`,
      'forbidden-key',
      5,
      sound.indexOf('"名"') + 1,
    ],
    ['something behind the end', `${first}${sound}]}\n{}`, 'not-json', 4, 1],
  ])('has its faults with line and column: %s', (_name, text, code, line, column) => {
    for (const cuts of [[], [0.5], [0.1, 0.4, 0.9]]) {
      expect(problemOf(text, cuts)).toMatchObject({ code, line, column });
    }
  });

  test('has its faults on the first line behind a byte order mark', () => {
    const text = `\ufeff${sound} x`;
    const cut = `\ufeff{"type":"FeatureCollection","features":[${sound} ${sound}]}`;
    expect(problemOf(text)).toMatchObject({ code: 'too-large' });
    for (const cuts of [[], [0.4], [0.01, 0.02]]) {
      const column = cut.indexOf(`${sound}]`);
      expect(problemOf(cut, cuts)).toMatchObject({ code: 'not-json', line: 1, column });
    }
  });

  test('has bytes that are no UTF-8 with line and column', () => {
    const bytes = bytesOf(`${first}${sound},\n${sound.replace('😀', '????')}]}`);
    bytes[bytes.lastIndexOf(0x3f)] = 0xff;
    const outcome = readInChunks(bytes, [0.3], {}, { batchBytes: 20, wholeBytes: 0 });
    expect(outcome).toMatchObject({
      ok: false,
      error: [{ code: 'wrong-encoding', line: 4, column: sound.indexOf('😀') + 4 }],
    });
  });

  test('has all problems of its features, with their pointers and ids', () => {
    const open = sound.replace('[1,1]]', '[1,2]]');
    const text = `${first}${sound},${open},${sound.replace('"Polygon"', '"Point"')}]}`;
    const outcome = readInChunks(bytesOf(text), [0.5], {}, { batchBytes: 20, wholeBytes: 0 });
    expect(outcome).toEqual(referenceOutcome(bytesOf(text)));
    expect(outcome).toMatchObject({
      error: [
        { code: 'unclosed-ring', pointer: '/features/1/geometry/coordinates/0/3', id: '#2' },
        { code: 'unsupported-geometry', pointer: '/features/2/geometry/type', id: '#3' },
      ],
    });
  });

  test('must be a FeatureCollection', () => {
    expect(problemOf(sound)).toMatchObject({ code: 'too-large' });
  });
});

test('the nesting that is allowed is that of the whole document', () => {
  const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  for (let levels = 5; levels <= 12; levels++) {
    for (const text of [
      inFeature(AREA, `{"a":${nested(levels)}}`),
      inCollection(nested(levels)),
      inFeature(AREA).replace('{', `{"a":${nested(levels)},`),
    ]) {
      const bytes = bytesOf(text);
      const read = readPackedCommunities(bytes, { maxDepth: 10 });
      expect(packedOutcome(read)).toEqual(referenceOutcome(bytes, { maxDepth: 10 }));
    }
  }
});

test('coordinates beyond the limit of vertices are not kept, and the problem is that of the limit', () => {
  const bytes = bytesOf(
    JSON.stringify(collection([1, 2, 3].map((lon) => feature(polygon(square(lon, 1)))))),
  );
  expect(packedOutcome(readPackedCommunities(bytes, { maxVertices: 9 }))).toEqual(
    referenceOutcome(bytes, { maxVertices: 9 }),
  );
  expect(readPackedCommunities(bytes, { maxVertices: 9 })).toMatchObject({
    ok: false,
    error: [{ code: 'too-many-vertices', pointer: '/features/1' }],
  });
});

test('a file that is too large in one piece is told with its size', () => {
  const bytes = bytesOf(JSON.stringify(only(polygon(square(1, 1)))));
  const reference = referenceOutcome(bytes, { maxBytes: 50 });
  expect(packedOutcome(readPackedCommunities(bytes, { maxBytes: 50 }))).toEqual(reference);
});

describe('the window onto a stream', () => {
  test('holds what was not consumed, and knows the last } that a scan may rely on', () => {
    // A fixed sequence of numbers that looks random.
    let state = 7;
    const below = (limit: number): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state % limit;
    };
    const window = new ByteWindow();
    let left: number[] = [];
    let consumed = 0;
    for (let round = 0; round < 5000; round++) {
      const piece = Uint8Array.from({ length: below(9) }, () => (below(4) === 0 ? 0x7d : 0x20));
      if (below(2) === 0) window.append(piece);
      else {
        window.reserve(piece.length + below(3)).set(piece);
        window.commit(piece.length);
      }
      left.push(...piece);
      expect([...window.bytes.subarray(window.at, window.end)]).toEqual(left);
      const last = window.bytes.subarray(window.at, window.end - 3).lastIndexOf(0x7d);
      if (window.length >= 4 && last !== -1) expect(window.stop).toBe(window.at + last);
      else expect(window.stop).toBeLessThan(window.at);
      const taken = below(left.length + 1);
      window.at += taken;
      consumed += taken;
      left = left.slice(taken);
      expect(window.consumed).toBe(consumed);
    }
  });
});
