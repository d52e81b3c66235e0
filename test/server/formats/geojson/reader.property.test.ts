import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGeoJson } from '../../../../server/formats/geojson/parse-geojson.ts';
import { readCommunities } from '../../../../server/formats/geojson/read-communities.ts';
import { bytesOf, collection, feature } from './collections.ts';

const degrees = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true });
const position = fc.tuple(degrees(180), degrees(90)).map(([lon, lat]): number[] => [lon, lat]);
const ring = fc
  .array(position, { minLength: 3, maxLength: 8 })
  .map((open) => [...open, open[0] ?? []]);
const polygonCoordinates = fc.array(ring, { minLength: 1, maxLength: 3 });
const area = fc.oneof(
  polygonCoordinates.map((coordinates) => ({ type: 'Polygon', coordinates })),
  fc
    .array(polygonCoordinates, { minLength: 1, maxLength: 3 })
    .map((coordinates) => ({ type: 'MultiPolygon', coordinates })),
);
const attributes = fc.dictionary(
  fc.string().filter((key) => key !== '__proto__'),
  fc.oneof(
    fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\u0000')),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  ),
  { maxKeys: 4 },
);
const cleanKeys = attributes.filter((record) =>
  Object.keys(record).every((key) => !key.includes('\u0000')),
);
const collections = fc
  .array(fc.tuple(area, cleanKeys), { minLength: 1, maxLength: 5 })
  .map((rows) => collection(rows.map(([geometry, properties]) => feature(geometry, properties))));

/** `-0` and `0` are the same place; JSON does not keep the sign. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('the reader', () => {
  test('keeps every geometry and attribute of a valid collection', () => {
    fc.assert(
      fc.property(collections, (document) => {
        const parsed = parseGeoJson(bytesOf(JSON.stringify(document)));
        if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
        const read = readCommunities(parsed.value.document);
        if (!read.ok) throw new Error(JSON.stringify(read.error));
        const { communities } = read.value;
        const expected = plain(document.features) as { geometry: unknown; properties: unknown }[];
        expect(communities.map(({ geometry }) => geometry)).toEqual(
          expected.map(({ geometry }) => geometry),
        );
        expect(communities.map(({ properties }) => properties)).toEqual(
          expected.map(({ properties }) => properties),
        );
        expect(new Set(communities.map(({ id }) => id)).size).toBe(communities.length);
      }),
      { numRuns: 200 },
    );
  });

  test('answers any JSON value with a result, never an exception, and each problem with a code and two texts', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), collections, fc.nat(), (junk, document, seed) => {
        const result = readCommunities(withJunk(document, junk, seed), { allowNullGeometry: true });
        if (result.ok) return;
        expect(result.error.length).toBeGreaterThan(0);
        for (const { code, message, pointer } of result.error) {
          expect(code).toMatch(/^[a-z-]+$/);
          expect(message.zh).not.toBe('');
          expect(message.en).not.toBe('');
          expect(pointer).toMatch(/^(\/|$)/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('answers any bytes with a result, and a syntax error with its line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.string().map(bytesOf)), (bytes) => {
        const parsed = parseGeoJson(bytes);
        if (parsed.ok) expect(() => JSON.parse(new TextDecoder().decode(bytes))).not.toThrow();
        else if (
          parsed.error[0]?.code === 'not-json' &&
          bytes[0] !== 0x50 &&
          bytes[0] !== 0x1f &&
          bytes[0] !== 0
        ) {
          expect(parsed.error[0]).toMatchObject({
            line: expect.any(Number),
            column: expect.any(Number),
          });
        }
      }),
      { numRuns: 500 },
    );
  });

  test('finds the fault of a text that was cut anywhere', () => {
    fc.assert(
      fc.property(collections, fc.double({ min: 0, max: 1, noNaN: true }), (document, share) => {
        const text = JSON.stringify(document);
        const cut = text.slice(0, Math.max(1, Math.floor(share * (text.length - 1))));
        const parsed = parseGeoJson(bytesOf(cut));
        expect(parsed).toMatchObject({ ok: false });
        if (!parsed.ok)
          expect(['not-json', 'lone-surrogate', 'wrong-encoding']).toContain(parsed.error[0]?.code);
      }),
    );
  });
});

/** Replaces some value inside the document by the junk. */
function withJunk(document: Record<string, unknown>, junk: unknown, seed: number): unknown {
  const copy = structuredClone(document);
  const places: [Record<string, unknown> | unknown[], string | number][] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      places.push([value as Record<string, unknown>, key]);
      visit((value as Record<string, unknown>)[key]);
    }
  };
  visit(copy);
  const [holder, key] = places[seed % places.length] ?? [copy, 'type'];
  (holder as Record<string | number, unknown>)[key] = junk;
  return copy;
}
