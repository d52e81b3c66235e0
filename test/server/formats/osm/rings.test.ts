import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assembleRings } from '../../../../server/formats/osm/assemble-rings.ts';
import { nestRings } from '../../../../server/formats/osm/nest-rings.ts';

type Position = number[];
const square = (west: number, south: number, size: number): Position[] => [
  [west, south],
  [west + size, south],
  [west + size, south + size],
  [west, south + size],
  [west, south],
];

const area = (ring: readonly Position[]): number =>
  ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i]![0]! * y! - x! * ring[i]![1]!, 0) / 2;

/** A ring in pieces, some of them turned round, in any order. */
const inPieces = (ring: readonly Position[]) =>
  fc
    .tuple(
      fc.uniqueArray(fc.integer({ min: 1, max: ring.length - 2 }), { maxLength: ring.length - 2 }),
      fc.array(fc.boolean(), { minLength: ring.length, maxLength: ring.length }),
    )
    .map(([cuts, turned]) => {
      const ends = [0, ...cuts.sort((a, b) => a - b), ring.length - 1];
      return ends.slice(1).map((end, i) => {
        const piece = ring.slice(ends[i], end + 1);
        return turned[i] ? piece.reverse() : piece;
      });
    });

const polygon = (corners: number, x: number, y: number): Position[] => {
  const ring = Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners;
    return [x + Math.cos(angle), y + Math.sin(angle)];
  });
  return [...ring, ring[0]!];
};

describe('assembleRings', () => {
  test('whatever the pieces, their order and direction, the ring comes back', () => {
    const ring = polygon(12, 0, 0);
    fc.assert(
      fc.property(
        inPieces(ring).chain((pieces) => fc.shuffledSubarray(pieces, { minLength: pieces.length })),
        (pieces) => {
          const { rings, open } = assembleRings(pieces);
          expect(open).toEqual([]);
          expect(rings).toHaveLength(1);
          expect(rings[0]).toHaveLength(13);
          expect(Math.abs(area(rings[0]!))).toBeCloseTo(Math.abs(area(ring)), 12);
        },
      ),
    );
  });

  test('rings that share an end come apart there', () => {
    const { rings, open } = assembleRings([
      [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
      [
        [1, 1],
        [2, 1],
        [2, 2],
      ],
      [
        [2, 2],
        [1, 2],
        [1, 1],
      ],
      [
        [1, 1],
        [0, 1],
        [0, 0],
      ],
    ]);
    expect(open).toEqual([]);
    expect(rings.map((ring) => Math.abs(area(ring)))).toEqual([1, 1]);
  });

  test('a course that does not close is told as such', () => {
    const { rings, open } = assembleRings([
      square(5, 5, 1),
      [
        [0, 0],
        [1, 0],
      ],
      [
        [2, 0],
        [1, 0],
      ],
    ]);
    expect(rings).toHaveLength(1);
    expect(open).toEqual([
      [
        [0, 0],
        [1, 0],
        [2, 0],
      ],
    ]);
  });

  test('courses of one position or none are nothing', () => {
    expect(assembleRings([[], [[1, 1]]])).toEqual({ rings: [], open: [] });
  });
});

describe('nestRings', () => {
  test('shells run counterclockwise, holes clockwise, parts on islands stand for themselves', () => {
    const rings = [square(4, 4, 1), square(0, 0, 10).reverse(), square(3, 3, 3), square(20, 0, 2)];
    const polygons = nestRings(rings);
    expect(polygons.map((one) => one.map(area))).toEqual([[100, -9], [4], [1]]);
  });

  test('the area does not depend on order or direction', () => {
    const rings = [
      square(0, 0, 10),
      square(1, 1, 2),
      square(5, 5, 4),
      square(6, 6, 1),
      square(30, 30, 1),
    ];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(rings, { minLength: 5 }),
        fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        (shuffled, turned) => {
          const given = shuffled.map((ring, i) => (turned[i] ? [...ring].reverse() : ring));
          const total = nestRings(given)
            .flat()
            .reduce((sum, ring) => sum + area(ring), 0);
          expect(total).toBeCloseTo(100 - 4 - 16 + 1 + 1, 9);
        },
      ),
    );
  });

  test('rings without area are dropped', () => {
    expect(
      nestRings([
        [
          [0, 0],
          [1, 1],
          [2, 2],
          [0, 0],
        ],
        [
          [0, 0],
          [1, 0],
          [0, 0],
        ],
      ]),
    ).toEqual([]);
  });
});
