import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchCoverage } from '#engine/coverage/residual/match-coverage.ts';
import { matchSegments, NONE, RESIDUAL } from '#engine/coverage/residual/match-segments.ts';
import { signedArea } from '#engine/coverage/residual/ring-figures.ts';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { type PackedAreas, packAreas } from '#engine/geometry/packed-areas.ts';
import { dirtyCoverage } from '../helpers/dirty-coverage.ts';

/** What the matching is to give, by listing who claims each place. */
function expectedMates(packed: PackedAreas): Int32Array {
  const { coordinates, ringStart, polygonRing } = packed;
  const mates = new Int32Array(coordinates.length / 2).fill(NONE);
  const claims = new Map<string, { k: number; onLeft: boolean }[]>();
  for (let p = 0; p < polygonRing.length - 1; p++) {
    for (let r = polygonRing[p]!; r < polygonRing[p + 1]!; r++) {
      const isCounterClockwise = signedArea(coordinates, ringStart[r]!, ringStart[r + 1]!) > 0;
      const isShell = r === polygonRing[p];
      for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++) {
        const from = coordinates.subarray(2 * k, 2 * k + 2).join();
        const to = coordinates.subarray(2 * k + 2, 2 * k + 4).join();
        if (from === to) continue;
        mates[k] = RESIDUAL;
        const key = from < to ? `${from} ${to}` : `${to} ${from}`;
        // On the left of the segment as the key has it.
        const onLeft = (isCounterClockwise === isShell) === from < to;
        claims.set(key, [...(claims.get(key) ?? []), { k, onLeft }]);
      }
    }
  }
  for (const [a, b, ...more] of claims.values()) {
    if (b === undefined || more.length > 0 || a!.onLeft === b.onLeft) continue;
    mates[a!.k] = b.k;
    mates[b.k] = a!.k;
  }
  return mates;
}

function expectSame(geometries: readonly AreaGeometry[]): void {
  const packed = packAreas(geometries);
  const { mate, residual } = matchSegments(packed, () => true);
  const expected = expectedMates(packed);
  expect(mate).toEqual(expected);
  expect(residual).toBe(expected.filter((partner) => partner === RESIDUAL).length);
  // Without comparing all segments with the rest, but with a look at where communities overlap.
  expect(matchCoverage(packed, null).match.mate).toEqual(expected);
}

/**
 * Rectangles with a vertex at every unit. Their western and eastern sides stand on few lines, so that
 * several run along one line, together for a long or a very short stretch.
 */
const rectangles = (columnWidth: number, height: number) =>
  fc.array(
    fc.record({
      column: fc.nat(2),
      south: fc.nat(height),
      columns: fc.integer({ min: 1, max: 2 }),
      height: fc.integer({ min: 1, max: height }),
      columnWidth: fc.constant(columnWidth),
      start: fc.nat(1000),
      isBackwards: fc.boolean(),
      repeats: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  );

interface Box {
  column: number;
  columns: number;
  columnWidth: number;
  south: number;
  height: number;
  start: number;
  isBackwards: boolean;
  repeats: boolean;
}

function toPolygon({ column, columns, columnWidth, south, height, ...box }: Box): AreaGeometry {
  const [west, east] = [column * columnWidth, (column + columns) * columnWidth];
  const north = south + height;
  const ring: Position[] = [];
  const across = (from: number, to: number, step: number, at: (i: number) => Position): void => {
    for (let i = from; i !== to; i += step) ring.push(at(i));
  };
  across(west, east, 1, (x) => [x, south]);
  across(south, north, 1, (y) => [east, y]);
  across(east, west, -1, (x) => [x, north]);
  across(north, south, -1, (y) => [west, y]);
  const from = box.start % ring.length;
  const turned = [...ring.slice(from), ...ring.slice(0, from)].map(([x, y]) => [x! / 16, y! / 16]);
  if (box.repeats) turned.splice(1, 0, turned[1]!, turned[1]!);
  if (box.isBackwards) turned.reverse();
  return { type: 'Polygon', coordinates: [[...turned, turned[0]!]] };
}

describe('matching of segments', () => {
  // Short rings are looked up whole, of longer ones every second, fourth or eighth segment.
  it.each([
    ['short', 2, 4],
    ['longer', 8, 20],
    ['long', 20, 40],
    ['very long', 40, 100],
  ])(
    'equals listing the claims of every place, where many %s rings share lines',
    (_, width, height) => {
      fc.assert(
        fc.property(rectangles(width, height), (boxes) => expectSame(boxes.map(toPolygon))),
        { numRuns: 200 },
      );
    },
  );

  it('sees that two borders lie on one another for a segment or two only', () => {
    const plain = { columns: 1, columnWidth: 20, start: 0, isBackwards: false, repeats: false };
    for (let south = 0; south < 60; south++) {
      const boxes = [0, 1].flatMap((column) => [
        { ...plain, column, south, height: 60 },
        { ...plain, column, south: south + 58, height: 60 },
      ]);
      expectSame(boxes.map(toPolygon));
    }
  });

  it('equals listing the claims of every place, on dirty coverages', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 30 }),
        fc.constantFrom(0, 0.3, 0.9),
        (seed, share) => {
          expectSame(dirtyCoverage(seed, share).communities.map(({ geometry }) => geometry!));
        },
      ),
      { numRuns: 60 },
    );
  });
});
