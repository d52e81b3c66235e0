import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import {
  type FeatureFate,
  writeRepaired,
  writeRepairedDocument,
} from '../../../../server/formats/geojson/write-repaired.ts';

const write = (text: string, fates: FeatureFate[]): string =>
  Buffer.concat(writeRepaired(Buffer.from(text), fates)).toString();

const SQUARE: AreaGeometry = {
  type: 'Polygon',
  coordinates: [
    [
      [1, 1],
      [2, 1],
      [2, 2],
      [1, 1],
    ],
  ],
};
const feature = (extra: object = {}) => ({
  type: 'Feature',
  properties: { name: 'a' },
  geometry: SQUARE,
  ...extra,
});

describe('a file whose features are replaced', () => {
  test('nothing changes: the very bytes', () => {
    const bytes = Buffer.from('\uFEFF {"type" : "FeatureCollection","features":[ ] }\n');
    expect(Buffer.concat(writeRepaired(bytes, [])).equals(bytes)).toBe(true);
  });

  test('strings that look like JSON, and braces in names', () => {
    const tricky = { '{"geometry":': '}]},{"\\', a: ['}', { b: ']' }, '\\"}'], '\u{1F600}': '”' };
    const text = JSON.stringify({
      type: 'FeatureCollection',
      note: '"features":[{',
      features: [feature({ properties: tricky }), feature({ foreign: [[tricky]] })],
    });
    const moved: AreaGeometry = { type: 'MultiPolygon', coordinates: [] };
    const out = JSON.parse(write(text, ['same', { geometry: moved }]));
    const given = JSON.parse(text);
    expect(out.features[0]).toEqual(given.features[0]);
    expect(out.features[1]).toEqual({ ...given.features[1], geometry: moved });
    expect(out.note).toBe(given.note);
  });

  test.each<[FeatureFate[], string]>([
    [['dropped', 'same', 'same'], 'bc'],
    [['same', 'dropped', 'same'], 'ac'],
    [['same', 'same', 'dropped'], 'ab'],
    [['same', 'dropped', 'dropped'], 'a'],
    [['dropped', 'dropped', 'same'], 'c'],
    [['dropped', 'dropped', 'dropped'], ''],
  ])('%j', (fates, rest) => {
    const features = ['a', 'b', 'c'].map((id) => feature({ id }));
    const text = JSON.stringify({ features, type: 'FeatureCollection' }, null, 1);
    const out = JSON.parse(write(text, fates));
    expect(out.features.map(({ id }: { id: string }) => id).join('')).toBe(rest);
  });

  test('numbers that a double does not hold stay as they were written', () => {
    const text =
      '{"type":"FeatureCollection","features":[{"type":"Feature","id":12345678901234567890,' +
      '"properties":{"share":1.50},"geometry":{"type":"Polygon","coordinates":[]}}]}';
    const out = write(text, [{ geometry: SQUARE }]);
    expect(out).toContain('"id":12345678901234567890,"properties":{"share":1.50}');
  });

  test('a name that is repeated: the last one counts, as for every reader', () => {
    const text =
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":null,' +
      '"geometry":null,"geometry":{"type":"Polygon","coordinates":[]}}]}';
    const out = JSON.parse(write(text, [{ geometry: SQUARE }]));
    expect(out.features[0].geometry).toEqual(SQUARE);
  });

  test('a name that is written with escapes', () => {
    const text =
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":null,' +
      '"geometr\\u0079":{"type":"Polygon","coordinates":[]}}]}';
    expect(JSON.parse(write(text, [{ geometry: SQUARE }])).features[0].geometry).toEqual(SQUARE);
  });

  test('arrays 100,000 deep beside the features do not matter', () => {
    const deep = '['.repeat(1e5) + ']'.repeat(1e5);
    const text = `{"type":"FeatureCollection","deep":${deep},"features":[${JSON.stringify(feature())}]}`;
    const moved: AreaGeometry = { type: 'Polygon', coordinates: [] };
    expect(write(text, [{ geometry: moved }])).toContain('"coordinates":[]');
  });

  test('is the same document as when it is parsed and written again, however it is laid out', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const name = fc.string({ minLength: 1 }).filter((text) => !RESERVED.has(text));
    const foreign = fc.dictionary(name, value, { maxKeys: 3 });
    const bbox = fc.option(fc.constant({ bbox: [1, 2, 3, 4] }), { nil: {} });
    const features = fc.array(fc.tuple(foreign, bbox, foreign), { maxLength: 6 });
    const fates = fc.infiniteStream(
      fc.constantFrom<FeatureFate>('same', 'same', 'dropped', { geometry: SQUARE }),
    );
    const document = fc.record({ before: foreign, bbox, features, after: foreign });
    fc.assert(
      fc.property(document, fates, fc.infiniteStream(SPACES), (made, stream, spaces) => {
        const { before, after, bbox: box } = made;
        const list = made.features.map(([head, own, tail]) => ({
          ...head,
          ...feature({ ...own, ...tail }),
        }));
        const document = { ...before, type: 'FeatureCollection', ...box, features: list, ...after };
        const chosen = list.map(() => stream.next().value as FeatureFate);
        const text = spaced(document, () => spaces.next().value as string);
        expect(JSON.parse(write(text, chosen))).toEqual(
          JSON.parse(writeRepairedDocument(JSON.parse(text), chosen)),
        );
      }),
      { numRuns: 300 },
    );
  });
});

const RESERVED = new Set(['type', 'features', 'bbox', 'geometry', 'properties', '__proto__']);
const SPACES = fc.constantFrom('', '', ' ', '\n', '\t\r\n  ');

/** JSON with spaces wherever they are allowed. */
function spaced(value: unknown, space: () => string): string {
  if (Array.isArray(value)) {
    const items = value.map((item) => space() + spaced(item, space) + space());
    return `[${items.length === 0 ? space() : items.join(',')}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, member]) =>
      `${space()}${JSON.stringify(name)}${space()}:${space()}${spaced(member, space)}${space()}`,
  );
  return `{${members.length === 0 ? space() : members.join(',')}}`;
}
