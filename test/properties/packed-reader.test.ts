import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPackedCommunities } from '../../server/formats/geojson/packed/read-packed-communities.ts';
import { scanNumber } from '../../server/formats/geojson/packed/scan-number.ts';
import { problemStage } from '../../server/formats/geojson/problem-codes.ts';
import type { GeoJsonProblem } from '../../server/formats/geojson/problem-collector.ts';
import {
  arbitraryDocument,
  positionsAlike,
  printedDouble,
  spelledNumber,
} from '../helpers/arbitrary-geojson.ts';
import { arbitraryMutation, share } from '../helpers/arbitrary-mutation.ts';
import {
  firstProblem,
  packedOutcome,
  readAgainInChunks,
  readInChunks,
  referenceOutcome,
} from '../helpers/packed-equality.ts';
import { propertyRuns } from '../helpers/property-runs.ts';

/**
 * The packed reader against `JSON.parse` and the ordinary readers: the same communities to the last
 * bit, or the same problems, whatever the document looks like and wherever a stream is cut.
 */

const encoder = new TextEncoder();

describe('a number', () => {
  const read = (text: string): { value: number; end: number } => {
    const place = { end: -1 };
    const value = scanNumber(encoder.encode(`[${text}]`), 1, place);
    return { value, end: place.end };
  };

  test('of any spelling is the double that JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.oneof(spelledNumber, printedDouble), (text) => {
        expect(read(text)).toEqual({ value: JSON.parse(text), end: text.length + 1 });
      }),
      { numRuns: propertyRuns(20_000) },
    );
  });

  test.each([
    '1e-7',
    '120.12345678901234567',
    '-0',
    '1E5',
    '1.0',
    '0.1e1',
    '-0.0',
    '9007199254740993',
    '179.99999999999997',
    '116.390625000000007105427357601',
    '0.000000000000000000000000000001',
    '1e400',
  ])('%s', (text) => {
    expect(read(text).value).toBe(JSON.parse(text));
  });

  test.each(['', '-', '+1', '01', '-01', '1.', '.5', '1e', '1e+', '0x10', 'NaN', '00.5'])(
    'is not %s',
    (text) => {
      const place = { end: -1 };
      const value = scanNumber(encoder.encode(`${text}]`), 0, place);
      expect(Number.isNaN(value) || place.end < text.length).toBe(true);
    },
  );
});

const usual = fc.record(
  {
    allowNullGeometry: fc.boolean(),
    allowEmpty: fc.boolean(),
    uniqueIds: fc.boolean(),
    maxProblems: fc.integer({ min: 0, max: 3 }),
  },
  { requiredKeys: [] },
);
const fields = fc.record(
  {
    idField: fc.constantFrom('id', 'name', '名称', 'none'),
    nameField: fc.constantFrom('name', '名称', 'none'),
  },
  { requiredKeys: [] },
);
const limits = fc.oneof(
  fc.record({ maxVertices: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ maxDepth: fc.integer({ min: 1, max: 14 }) }),
  fc.record({ maxBytes: fc.integer({ min: 100, max: 4000 }) }),
);
const options = fc.oneof(
  { weight: 4, arbitrary: usual },
  { weight: 1, arbitrary: fields },
  { weight: 1, arbitrary: limits },
);

const placeOf = ({ code, line, column }: GeoJsonProblem): Partial<GeoJsonProblem> => ({
  code,
  ...(line === undefined || column === undefined ? {} : { line, column }),
});

describe('the packed reader gives what JSON.parse and readCommunities give', () => {
  test('for documents of any layout, in one piece', () => {
    let sound = 0;
    fc.assert(
      fc.property(arbitraryDocument, options, (text, given) => {
        const bytes = encoder.encode(text);
        const reference = referenceOutcome(bytes, given);
        if (reference.ok) sound++;
        expect(packedOutcome(readPackedCommunities(bytes, given))).toEqual(reference);
      }),
      { numRuns: propertyRuns(3000) },
    );
    // The property would hold of a generator that makes nothing but faults.
    expect(sound).toBeGreaterThan(propertyRuns(100));
  });

  test('for positions that are written like the ones before, to the last bit', () => {
    const outcomes = { sound: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(positionsAlike, { minLength: 1, maxLength: 3 }), (rings) => {
        const text = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[${rings.join(',')}]}}]}`;
        const bytes = encoder.encode(text);
        const reference = referenceOutcome(bytes);
        outcomes[reference.ok ? 'sound' : 'refused']++;
        expect(packedOutcome(readPackedCommunities(bytes))).toEqual(reference);
      }),
      { numRuns: propertyRuns(4000) },
    );
    expect(outcomes.sound).toBeGreaterThan(propertyRuns(500));
    expect(outcomes.refused).toBeGreaterThan(propertyRuns(500));
  });

  test('for spoilt bytes, in one piece', () => {
    fc.assert(
      fc.property(
        arbitraryDocument,
        fc.array(arbitraryMutation, { minLength: 1, maxLength: 2 }),
        (text, changes) => {
          const bytes = changes.reduce<Uint8Array>(
            (all, change) => change(all),
            encoder.encode(text),
          );
          expect(packedOutcome(readPackedCommunities(bytes))).toEqual(referenceOutcome(bytes));
        },
      ),
      { numRuns: propertyRuns(3000) },
    );
  });

  test('for streams and files cut anywhere', () => {
    fc.assert(
      fc.property(
        arbitraryDocument,
        fc.array(arbitraryMutation, { maxLength: 1 }),
        fc.array(share, { maxLength: 12 }),
        fc.constantFrom(1, 16, 100, 1000),
        (text, changes, cuts, batchBytes) => {
          const bytes = changes.reduce<Uint8Array>(
            (all, change) => change(all),
            encoder.encode(text),
          );
          const given = { allowNullGeometry: true };
          const reference = referenceOutcome(bytes, given);
          expect(readInChunks(bytes, cuts, given, { batchBytes })).toEqual(reference);
          expect(readAgainInChunks(bytes, cuts, given, { batchBytes })).toEqual(reference);
        },
      ),
      { numRuns: propertyRuns(3000) },
    );
  });

  test('for documents too large for JSON.parse, as far as their text is sound; else its first fault', () => {
    const compared = { same: 0, otherFault: 0, noCollection: 0 };
    fc.assert(
      fc.property(
        arbitraryDocument,
        fc.array(arbitraryMutation, { maxLength: 1 }),
        fc.array(share, { maxLength: 12 }),
        (text, changes, cuts) => {
          const bytes = changes.reduce<Uint8Array>(
            (all, change) => change(all),
            encoder.encode(text),
          );
          const setting = { batchBytes: 16, wholeBytes: 0 };
          const read = readInChunks(bytes, cuts, {}, setting);
          expect(readAgainInChunks(bytes, cuts, {}, setting)).toEqual(read);
          const reference = referenceOutcome(bytes);
          const [mine, theirs] = [firstProblem(read), firstProblem(reference)];
          if (mine?.code === 'too-large') {
            compared.noCollection++;
            return;
          }
          // `parseGeoJson` looks at the whole text for each kind of fault in turn.
          if (mine !== undefined && theirs !== undefined && mine.code !== theirs.code) {
            compared.otherFault++;
            expect(problemStage([mine])).toBe('unreadable');
            expect([mine.line, mine.column]).toEqual([expect.any(Number), expect.any(Number)]);
            return;
          }
          compared.same++;
          if (theirs?.code === 'wrong-encoding') {
            // Which other encoding it may be is guessed from the bytes at hand, here sixteen; one that
            // is wide all through has no place.
            expect(mine).toMatchObject({ code: 'wrong-encoding' });
            if (mine?.line !== undefined) expect(mine).toMatchObject(placeOf(theirs));
          } else expect(read).toEqual(reference);
        },
      ),
      { numRuns: propertyRuns(3000) },
    );
    expect(compared.otherFault + compared.noCollection).toBeLessThan(compared.same / 3);
  });
});
