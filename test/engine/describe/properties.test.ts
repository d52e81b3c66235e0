import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Barrier } from '#engine/barriers/types.ts';
import type { CommunityInput, Position } from '#engine/coverage/types.ts';
import { SIDES } from '#engine/describe/compass.ts';
import { type DescribeContext, describeBoundary } from '#engine/describe/describe-boundary.ts';
import { ringMeasure } from '#engine/geometry/geodesic.ts';
import { community, polygon, ring } from '../../helpers/squares.ts';
import { limitsOf, line, type Place, towns, turned } from './town-pieces.ts';

/** Star-shaped around the origin, with deep bays and long points. */
const star = fc
  .array(fc.double({ min: 120, max: 1500, noNaN: true }), { minLength: 3, maxLength: 30 })
  .map((radii) =>
    radii.map((radius, i): Place => {
      const angle = (2 * Math.PI * i) / radii.length;
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    }),
  );

const place = fc.tuple(
  fc.double({ min: -1600, max: 1600, noNaN: true }),
  fc.double({ min: -1600, max: 1600, noNaN: true }),
);

/** Lines along stretches of the border, and others across. */
const barriersOf = (shape: readonly Place[]): fc.Arbitrary<Barrier[]> =>
  fc
    .tuple(
      fc.array(fc.tuple(fc.nat(shape.length - 1), fc.integer({ min: 1, max: 6 })), {
        maxLength: 6,
      }),
      fc.array(fc.array(place, { minLength: 2, maxLength: 4 }), { maxLength: 3 }),
    )
    .map(([along, across]) => [
      ...along.map(([from, count], i) =>
        line(
          `路${i}`,
          i % 2 === 0 ? 'arterial' : 'river',
          ...Array.from({ length: count + 1 }, (_, k) => shape[(from + k) % shape.length]!),
        ),
      ),
      ...across.map((places, i) => line(`横路${i}`, 'local', ...places)),
    ]);

const scene = star.chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    barriers: barriersOf(shape),
    start: fc.nat(shape.length - 1),
    neighbours: fc.boolean(),
  }),
);

function contextOf(shape: readonly Place[], barriers: Barrier[], neighbours: boolean) {
  const around: Record<string, readonly Place[]> = neighbours
    ? {
        东: [
          [0, -3000],
          [3000, -3000],
          [3000, 3000],
          [0, 3000],
        ],
      }
    : {};
  const [own, ...others] = towns({ own: shape, ...around });
  return { own: own!, context: { communities: [own!, ...others], barriers } };
}

describe('any star-shaped community between any lines', () => {
  test('has four limits and a course that closes and is as long as its border', () => {
    fc.assert(
      fc.property(scene, ({ shape, barriers, neighbours }) => {
        const { own, context } = contextOf(shape, barriers, neighbours);
        const { limits, course, text } = describeBoundary(own, context);
        for (const side of SIDES) {
          expect(limits[side].items.length).toBeGreaterThan(0);
          expect(limits[side].items.length).toBeLessThanOrEqual(3);
          for (const item of limits[side].items) {
            expect(item.text.zh).not.toBe('');
            expect(item.text.en).not.toBe('');
            expect(item.share).toBeGreaterThan(0);
          }
        }
        expect(`${text.limits.zh}${text.limits.en}${text.course.zh}${text.course.en}`).not.toMatch(
          /undefined|NaN|null/,
        );
        const { perimeter } = ringMeasure(ring(...shape));
        expect(Math.abs(course.lengthMetres - perimeter)).toBeLessThan(1e-6 * perimeter);
        const sum = [0, 0];
        course.steps.forEach((step, i) => {
          expect(step.to).toEqual(course.steps[(i + 1) % course.steps.length]!.from);
          expect(step.directions.length).toBeGreaterThan(0);
          expect(step.directions.length).toBeLessThanOrEqual(3);
          sum[0]! += step.to[0]! - step.from[0]!;
          sum[1]! += step.to[1]! - step.from[1]!;
        });
        expect(Math.hypot(sum[0]!, sum[1]!)).toBeLessThan(1e-9);
      }),
      { numRuns: 150 },
    );
  });

  test('is described the same whatever the start and direction of its ring and the order of features', () => {
    fc.assert(
      fc.property(scene, ({ shape, barriers, start, neighbours }) => {
        const { own, context } = contextOf(shape, barriers, neighbours);
        const expected = describeBoundary(own, context);
        const closed = ring(...shape);
        const open = closed.slice(0, -1);
        const shifted = [...open.slice(start), ...open.slice(0, start)];
        const variants: Position[][] = [
          [...shifted, shifted[0]!],
          [...closed].reverse(),
          // Every vertex twice.
          closed.flatMap((position) => [position, [...position]]),
        ];
        for (const variant of variants) {
          const other: CommunityInput = community('own', polygon(variant));
          const turnedContext: DescribeContext = {
            communities: [...context.communities.filter(({ id }) => id !== 'own'), other].reverse(),
            barriers: [...context.barriers].reverse(),
          };
          expect(describeBoundary(other, turnedContext)).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('a rectangle between four roads, turned by 90°, has its limits in the next places', () => {
  const ends = (w: number, h: number): Place[][] => [
    [
      [w, -100],
      [w, h + 100],
    ],
    [
      [-100, 0],
      [w + 100, 0],
    ],
    [
      [0, -100],
      [0, h + 100],
    ],
    [
      [-100, h],
      [w + 100, h],
    ],
  ];
  const limits = (w: number, h: number, degrees: number): string[] => {
    const roads = ends(w, h).map((places, i) =>
      line(`${'甲乙丙丁'[i]}路`, 'arterial', ...turned(places, degrees)),
    );
    const corners: Place[] = [
      [0, 0],
      [w, 0],
      [w, h],
      [0, h],
    ];
    const communities = towns({ own: turned(corners, degrees) });
    return limitsOf(describeBoundary(communities[0]!, { communities, barriers: roads }));
  };
  const side = fc.integer({ min: 300, max: 1500 });
  fc.assert(
    fc.property(side, side, fc.integer({ min: -42, max: 42 }), (w, h, degrees) => {
      const upright = limits(w, h, degrees);
      expect(upright).toEqual(['甲路', '乙路', '丙路', '丁路']);
      expect(limits(w, h, degrees + 90)).toEqual([...upright.slice(1), upright[0]]);
    }),
    { numRuns: 60 },
  );
});
