import { describe, expect, test } from 'vitest';
import { parseGeoJson } from '../../../../server/formats/geojson/parse-geojson.ts';
import {
  type GeoJsonProblemCode,
  problemStage,
} from '../../../../server/formats/geojson/problem-codes.ts';
import { readCommunities } from '../../../../server/formats/geojson/read-communities.ts';
import { bytesOf } from './collections.ts';

/** The whole way of a file: bytes → communities. */
function codesOf(
  text: string,
  options: { maxBytes?: number; maxVertices?: number } = {},
): GeoJsonProblemCode[] {
  const parsed = parseGeoJson(bytesOf(text), options);
  const result = parsed.ok ? readCommunities(parsed.value.document, options) : parsed;
  return result.ok ? [] : result.error.map(({ code }) => code);
}

const STATUS = { unreadable: 400, limit: 413, invalid: 422 };
const geometry = (json: string): string =>
  `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":${json}}]}`;
const ring = '[[1,1],[2,1],[2,2],[1,1]]';

describe('input that hurts (DESIGN §9): each gets its answer, and nothing is thrown', () => {
  test.each<[string, string, GeoJsonProblemCode, number, object?]>([
    ['a body over the limit', `[${'0,'.repeat(1000)}0]`, 'too-large', 413, { maxBytes: 1000 }],
    [
      'truncated JSON',
      geometry(`{"type":"Polygon","coordinates":[${ring}`).slice(0, -4),
      'not-json',
      400,
    ],
    ['arrays 2 million deep', '['.repeat(2_000_000), 'json-too-deep', 400],
    ['a __proto__ key', geometry('{"__proto__":{"type":"Polygon"}}'), 'forbidden-key', 400],
    [
      'type constructor',
      geometry('{"type":"constructor","coordinates":[]}'),
      'unsupported-geometry',
      422,
    ],
    [
      'type __proto__',
      geometry('{"type":"__proto__","coordinates":[]}'),
      'unsupported-geometry',
      422,
    ],
    [
      '1e400',
      geometry('{"type":"Polygon","coordinates":[[[1e400,1],[2,1],[2,2],[1e400,1]]]}'),
      'number-not-finite',
      400,
    ],
    [
      'NaN',
      geometry('{"type":"Polygon","coordinates":[[[NaN,1],[2,1],[2,2],[NaN,1]]]}'),
      'not-json',
      400,
    ],
    [
      'NUL in a string',
      geometry('{"type":"Polygon\\u0000","coordinates":[]}'),
      'nul-character',
      400,
    ],
    [
      'an unclosed ring',
      geometry('{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,2]]]}'),
      'unclosed-ring',
      422,
    ],
    ['an empty ring', geometry('{"type":"Polygon","coordinates":[[]]}'), 'empty-ring', 422],
    [
      'latitude over 90',
      geometry('{"type":"Polygon","coordinates":[[[120,91],[2,1],[2,2],[120,91]]]}'),
      'out-of-range',
      422,
    ],
    [
      'swapped axes',
      geometry('{"type":"Polygon","coordinates":[[[30,120],[31,120],[31,121],[30,120]]]}'),
      'swapped-axes',
      422,
    ],
    [
      'a foreign crs',
      `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:3857"}},"features":[{"type":"Feature","properties":null,"geometry":{"type":"Polygon","coordinates":[${ring}]}}]}`,
      'foreign-crs',
      422,
    ],
    [
      'vertices over the cap',
      geometry(`{"type":"Polygon","coordinates":[${ring}]}`),
      'too-many-vertices',
      413,
      { maxVertices: 3 },
    ],
    [
      'a five-dimensional position with a word',
      geometry('{"type":"Polygon","coordinates":[[[1,1,1,1,"x"],[2,1],[2,2],[1,1]]]}'),
      'bad-position',
      422,
    ],
    [
      'coordinates 50 000 deep',
      geometry(`{"type":"Polygon","coordinates":${'['.repeat(50_000)}${']'.repeat(50_000)}}`),
      'bad-coordinates',
      422,
    ],
  ])('%s', (_name, text, code, status, options) => {
    const codes = codesOf(text, options);
    expect(codes[0]).toBe(code);
    expect(STATUS[problemStage(codes.map((each) => ({ code: each })))]).toBe(status);
  });

  test('a collection of collections 20 000 deep, as a geometry and as the document', () => {
    const deep = `${'{"type":"GeometryCollection","geometries":['.repeat(20_000)}${']}'.repeat(20_000)}`;
    expect(codesOf(geometry(deep))).toEqual(['unsupported-geometry']);
    expect(codesOf(deep)).toEqual(['unsupported-type']);
  });

  test('a limit outranks an unreadable text, and that an invalid content', () => {
    expect(
      problemStage([
        { code: 'foreign-crs' },
        { code: 'number-not-finite' },
        { code: 'too-many-vertices' },
      ]),
    ).toBe('limit');
    expect(problemStage([{ code: 'foreign-crs' }, { code: 'number-not-finite' }])).toBe(
      'unreadable',
    );
    expect(problemStage([{ code: 'some-later-code' }])).toBe('invalid');
  });
});
