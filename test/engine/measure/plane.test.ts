import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { geodesicDistance } from '#engine/geometry/geodesic.ts';
import { convexHull, type Point, signedArea } from '#engine/measure/plane/convex-hull.ts';
import { enclosingCircle } from '#engine/measure/plane/enclosing-circle.ts';
import { EqualAreaPlane } from '#engine/measure/plane/equal-area-plane.ts';
import { smallestRectangle } from '#engine/measure/plane/smallest-rectangle.ts';

/** Metres, to the tenth of a millimetre. */
const coordinate = fc.integer({ min: -1e7, max: 1e7 }).map((value) => value / 1e4);
/** Of few values, so that points repeat and lie on lines. */
const coarse = fc.integer({ min: -3, max: 3 });
const points = (least: number) =>
  fc.oneof(
    fc.array(fc.tuple(coordinate, coordinate), { minLength: least, maxLength: 40 }),
    fc.array(fc.tuple(coarse, coarse), { minLength: least, maxLength: 40 }),
  );

const cross = (o: Point, a: Point, b: Point): number =>
  (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);

describe('convexHull', () => {
  it('is convex, counterclockwise, made of the points and around all of them', () => {
    fc.assert(
      fc.property(points(3), (given) => {
        const hull = convexHull(given);
        fc.pre(hull.length >= 3);
        const known = new Set(given.map((point) => point.join()));
        hull.forEach((corner, i) => {
          expect(known.has(corner.join())).toBe(true);
          const next = hull[(i + 1) % hull.length]!;
          const length = Math.hypot(next[0] - corner[0], next[1] - corner[1]);
          for (const point of given) {
            expect(cross(corner, next, point)).toBeGreaterThanOrEqual(-1e-9 * (1 + length));
          }
        });
        expect(signedArea(hull)).toBeGreaterThan(0);
      }),
    );
  });

  it('leaves points on its sides, repeated ones and inner ones out', () => {
    const square: Point[] = [
      [0, 0],
      [2, 0],
      [2, 2],
      [0, 2],
    ];
    const more: Point[] = [
      [1, 0],
      [2, 1],
      [1, 1],
      [0, 0],
      [0, 1],
    ];
    expect(convexHull([...more, ...square])).toEqual(square);
  });
});

describe('enclosingCircle', () => {
  it('holds all points, and no circle through two or three of them that does is smaller', () => {
    fc.assert(
      fc.property(points(1), (given) => {
        const some = given.slice(0, 12);
        const circle = enclosingCircle(some);
        const most = Math.max(...some.map(([x, y]) => Math.hypot(x - circle.x, y - circle.y)));
        expect(most).toBeLessThanOrEqual(circle.radius * (1 + 1e-9) + 1e-9);
        expect(circle.radius).toBeLessThanOrEqual(smallestByTrying(some) * (1 + 1e-9) + 1e-9);
      }),
    );
  });

  it('of a triangle: the circumcircle when acute, the longest side when obtuse', () => {
    expect(
      enclosingCircle([
        [0, 0],
        [6, 0],
        [3, 1],
      ]),
    ).toMatchObject({ x: 3, y: 0, radius: 3 });
    expect(
      enclosingCircle([
        [-3, 4],
        [3, 4],
        [0, -5],
      ]).radius,
    ).toBeCloseTo(5, 12);
    expect(enclosingCircle([[7, 7]])).toEqual({ x: 7, y: 7, radius: 0 });
  });

  it('takes 50,000 points on one circle', () => {
    const ring = Array.from({ length: 50_000 }, (_, i): Point => {
      const angle = (2 * Math.PI * i) / 50_000;
      return [1e5 + 1000 * Math.cos(angle), 1000 * Math.sin(angle)];
    });
    expect(enclosingCircle(ring).radius).toBeCloseTo(1000, 8);
  });
});

/** By all circles on a diameter and all circumcircles. */
function smallestByTrying(given: readonly Point[]): number {
  let best = given.every(([x, y]) => x === given[0]![0] && y === given[0]![1])
    ? 0
    : Number.POSITIVE_INFINITY;
  const consider = (x: number, y: number): void => {
    best = Math.min(
      best,
      Math.max(...given.map((point) => Math.hypot(point[0] - x, point[1] - y))),
    );
  };
  for (const a of given) {
    for (const b of given) {
      consider((a[0] + b[0]) / 2, (a[1] + b[1]) / 2);
      for (const c of given) {
        const d = 2 * cross(a, b, c);
        if (Math.abs(d) < 1e-9) continue;
        const [b2, c2] = [b, c].map(([x, y]) => (x - a[0]) ** 2 + (y - a[1]) ** 2);
        consider(
          a[0] + ((c[1] - a[1]) * b2! - (b[1] - a[1]) * c2!) / d,
          a[1] + ((b[0] - a[0]) * c2! - (c[0] - a[0]) * b2!) / d,
        );
      }
    }
  }
  return best;
}

describe('smallestRectangle', () => {
  it('has the least area of the rectangles on the sides of the hull', () => {
    fc.assert(
      fc.property(points(3), (given) => {
        const hull = convexHull(given);
        fc.pre(hull.length >= 3);
        const { length, width } = smallestRectangle(hull);
        const areas = hull.map((corner, i) => {
          const next = hull[(i + 1) % hull.length]!;
          const angle = Math.atan2(next[1] - corner[1], next[0] - corner[0]);
          const along = hull.map(([x, y]) => x * Math.cos(angle) + y * Math.sin(angle));
          const across = hull.map(([x, y]) => y * Math.cos(angle) - x * Math.sin(angle));
          const range = (values: number[]) => Math.max(...values) - Math.min(...values);
          return range(along) * range(across);
        });
        // Of rectangles as good as equal the longest is taken.
        const least = Math.min(...areas);
        expect(length * width).toBeGreaterThanOrEqual(least * (1 - 1e-9));
        expect(length * width).toBeLessThanOrEqual(least * (1 + 3e-9));
        expect(length).toBeGreaterThanOrEqual(width);
      }),
    );
  });

  it('of the two of a right-angled triangle, the longer one', () => {
    const { length, width } = smallestRectangle(
      convexHull([
        [0, 0],
        [3, 0],
        [0, 4],
      ]),
    );
    expect(length).toBeCloseTo(5, 12);
    expect(width).toBeCloseTo(2.4, 12);
  });
});

describe('EqualAreaPlane', () => {
  it.each([-80, -33, 0, 30, 53, 70])('keeps distances within 1e-5 for a county at %i°', (lat) => {
    const plane = new EqualAreaPlane(100, lat);
    for (const [lon, other] of [
      [100.3, lat],
      [100, lat + 0.4],
      [99.8, lat - 0.3],
    ] as const) {
      const [x, y] = plane.project([lon, other]);
      const ratio = Math.hypot(x, y) / geodesicDistance([100, lat], [lon, other]);
      expect(Math.abs(ratio - 1)).toBeLessThan(1e-5);
    }
    expect(plane.project([100, lat])).toEqual([0, 0]);
  });
});
