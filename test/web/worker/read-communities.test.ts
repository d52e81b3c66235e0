import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from '#engine/coverage/types.ts';
import { parseGeoJson } from '../../../server/formats/geojson/parse-geojson.ts';
import { readCommunities as readOnServer } from '../../../server/formats/geojson/read-communities.ts';
import { findJsonFault } from '../../../web/worker/find-json-fault.ts';
import { readCommunities } from '../../../web/worker/read-communities.ts';
import { arbitraryDocument } from '../../helpers/arbitrary-geojson.ts';
import { arbitraryMutation } from '../../helpers/arbitrary-mutation.ts';
import { box } from '../../helpers/squares.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function onServer(content: Uint8Array) {
  const parsed = parseGeoJson(content);
  return parsed.ok ? readOnServer(parsed.value.document, { allowNullGeometry: true }) : parsed;
}

const feature = (properties: object | null, geometry: unknown, id?: unknown) => ({
  type: 'Feature',
  ...(id === undefined ? {} : { id }),
  properties,
  geometry,
});
const square = { type: 'Polygon', coordinates: [box(0, 0, 10, 10)] };
const collectionOf = (...features: unknown[]) => ({ type: 'FeatureCollection', features });
const notesOfCrs = (notes: readonly Message[]) =>
  notes.filter(({ en }) => en.includes('taken as WGS 84'));
/** A wrong box is not used; the others are faults of attributes, or of what a database can hold. */
const NOT_LOOKED_AT = new Set([
  'bad-bbox',
  'number-not-finite',
  'properties-too-deep',
  'forbidden-key',
  'nul-character',
  'lone-surrogate',
]);
const collection = (...features: unknown[]): string =>
  JSON.stringify({ type: 'FeatureCollection', features });

describe('reading a file in the browser', () => {
  it.each(['communities', 'units', 'estates'])('gives the %s that the server reads', (name) => {
    const file = readFileSync(new URL(`../../../data/sample/${name}.geojson`, import.meta.url));
    const [here, there] = [readCommunities(file), onServer(file)];
    if (!here.ok || !there.ok) throw new Error('not read');
    expect(here.value.communities).toEqual(there.value.communities);
    expect(here.value.communities.length).toBeGreaterThan(10);
  });

  it('agrees with the server on whatever the server accepts', () => {
    let accepted = 0;
    fc.assert(
      fc.property(arbitraryDocument, (text) => {
        const there = onServer(bytes(text));
        if (!there.ok) return;
        accepted += 1;
        const here = readCommunities(bytes(text));
        expect(here).toMatchObject({ ok: true });
        if (!here.ok) return;
        expect(here.value.communities).toEqual(there.value.communities);
        // What was assumed is said here as well; where ids come from is not.
        const assumed = there.value.notes.filter((note) =>
          / taken as WGS 84|dropped$/.test(note.en),
        );
        expect(here.value.notes).toEqual(assumed);
      }),
      { numRuns: 400 },
    );
    expect(accepted).toBeGreaterThan(40);
  });

  it('accepts nothing that the server refuses, but for faults of what an audit does not look at', () => {
    let refused = 0;
    fc.assert(
      fc.property(
        arbitraryDocument,
        fc.array(arbitraryMutation, { maxLength: 1 }),
        (text, changes) => {
          const content = changes.reduce<Uint8Array>((all, change) => change(all), bytes(text));
          const there = onServer(content);
          if (there.ok || there.error.every(({ code }) => NOT_LOOKED_AT.has(code))) return;
          refused += 1;
          expect(readCommunities(content)).toMatchObject({ ok: false });
        },
      ),
      { numRuns: 1500 },
    );
    expect(refused).toBeGreaterThan(300);
  });

  it.each([
    'urn:ogc:def:crs:EPSG::4490',
    'EPSG:4326',
    'EPSG:4547',
    'urn:ogc:def:crs:OGC:1.3:84',
    4,
  ])(
    'judges the coordinate system %s as the server does, of the file and of a geometry',
    (name) => {
      const crs = { type: 'name', properties: { name } };
      const sound = feature({ id: 'a' }, square);
      for (const document of [
        { type: 'FeatureCollection', crs, features: [sound] },
        collectionOf(feature({ id: 'a' }, { ...square, crs })),
        { type: 'FeatureCollection', crs: null, features: [sound] },
      ]) {
        const content = bytes(JSON.stringify(document));
        const [here, there] = [readCommunities(content), onServer(content)];
        expect(here.ok).toBe(there.ok);
        if (here.ok && there.ok) expect(here.value.notes).toEqual(notesOfCrs(there.value.notes));
        if (!here.ok && !there.ok) {
          expect(here.error.map(({ pointer }) => pointer)).toEqual(
            there.error.map(({ pointer }) => pointer),
          );
        }
      }
    },
  );

  const ring = box(0, 0, 10, 10);
  const polygon = (...rings: unknown[]) => ({ type: 'Polygon', coordinates: rings });
  it.each([
    ['an open ring', collection(feature({ id: 'a' }, polygon(ring.slice(0, 4))))],
    ['a short ring', collection(feature({ id: 'a' }, polygon([ring[0], ring[1], ring[0]])))],
    ['an empty ring', collection(feature({ id: 'a' }, polygon([])))],
    ['swapped axes', collection(feature({ id: 'a' }, polygon(ring.map(([x, y]) => [y, x]))))],
    ['metres', collection(feature({ id: 'a' }, polygon(ring.map(() => [500_000, 3_300_000]))))],
    ['500°', collection(feature({ id: 'a' }, polygon(ring.map(() => [500, 30]))))],
    ['texts', collection(feature({ id: 'a' }, polygon(ring.map(([x, y]) => [`${x}`, y]))))],
    ['one ordinate', collection(feature({ id: 'a' }, polygon(ring.map(([x]) => [x]))))],
    ['no nesting', collection(feature({ id: 'a' }, { type: 'Polygon', coordinates: ring }))],
    ['too much', collection(feature({ id: 'a' }, polygon([ring])))],
    ['a line', collection(feature({ id: 'a' }, { type: 'LineString', coordinates: ring }))],
    ['an empty part', collection(feature({}, { type: 'MultiPolygon', coordinates: [[]] }))],
    ['a foreign feature', collection(feature({}, square), 7)],
    ['properties that are none', collection({ ...feature({}, square), properties: 'x' })],
    ['no features', collection()],
    ['no GeoJSON', '{"a":1}'],
    ['a number', '12'],
    ['a point', '{"type":"Point","coordinates":[1,2]}'],
    ['TopoJSON', '{"type":"Topology"}'],
    [
      'another system',
      JSON.stringify({
        type: 'FeatureCollection',
        crs: { type: 'name', properties: { name: 'EPSG:3857' } },
        features: [feature({ id: 'a' }, square)],
      }),
    ],
    ['nothing', ' '],
    ['half a text', collection(feature({ id: 'a' }, square)).slice(0, 60)],
    ['a missing comma', '{"type":"FeatureCollection"\n "features":[]}'],
    ['a trailing comma', '{"type":"FeatureCollection",\n "features":[],}'],
    ['two texts', '{}\n{}'],
    ['a ZIP archive', 'PK\u0003\u0004xx'],
  ])('finds the fault that the server finds in %s', (_name, text) => {
    const [here, there] = [readCommunities(bytes(text)), onServer(bytes(text))];
    if (here.ok || there.ok) throw new Error('was read');
    const place = ({ code, pointer, line, column, id }: (typeof here.error)[number]) => ({
      code,
      pointer,
      line,
      column,
      id,
    });
    expect(here.error.map(place)).toEqual(there.error.map(place));
    for (const { message } of here.error) expect(message.zh).not.toBe(message.en);
  });

  it('says that a text is not UTF-8', () => {
    const gbk = Uint8Array.from([0x7b, 0x22, 0xc9, 0xe7, 0xc7, 0xf8, 0x22, 0x3a, 0x31, 0x7d]);
    const read = readCommunities(gbk);
    expect(read).toMatchObject({ ok: false, error: [{ code: 'wrong-encoding' }] });
  });

  it('lists a hundred problems and counts the rest', () => {
    const read = readCommunities(bytes(collection(...Array.from({ length: 130 }, () => 0))));
    if (read.ok) throw new Error('was read');
    expect(read.error).toHaveLength(101);
    expect(read.error.at(-1)).toMatchObject({ code: 'more-problems' });
  });
});

describe('the place at which a text is no longer JSON', () => {
  it('is nowhere in what is JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(findJsonFault(text)).toBeNull();
      }),
    );
  });

  it('is found behind a text of millions of characters', () => {
    const text = `{"a":"${'x'.repeat(12_000_000)}\\n" 1}`;
    expect(findJsonFault(text)).toEqual({ line: 1, column: text.length - 1, found: '1}' });
  });

  it('is found in whatever JSON.parse refuses', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '}', ']', '"', 'x', '0'),
        (json, n, put) => {
          const at = n % (json.length + 1);
          const text = json.slice(0, at) + put + json.slice(at + 1);
          let isJson = true;
          try {
            JSON.parse(text);
          } catch {
            isJson = false;
          }
          expect(findJsonFault(text) === null).toBe(isJson);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
