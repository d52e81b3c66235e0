import fc from 'fast-check';
import polylabel from 'polylabel';
import { describe, expect, it } from 'vitest';
import { inscribedCircle } from '#engine/geometry/inscribed-circle.ts';
import { largestCircle } from '#engine/geometry/largest-circle.ts';
import { at, box, ring } from '../../helpers/squares.ts';

describe('inscribedCircle', () => {
  it.each([
    ['a square', box(0, 0, 100, 100), 100],
    ['a strip 60 times as long as wide', box(0, 0, 600, 10), 10],
    ['a thread 1 km long and 5 mm wide', box(0, 0, 1000, 0.005), 0.005],
    [
      'a slanting thread',
      ring([0, 0], [1000, 700], [1000, 700.5], [0, 0.5]),
      0.5 * Math.cos(Math.atan(0.7)),
    ],
    // Radius of the incircle: area / half the perimeter.
    ['a triangle', ring([0, 0], [300, 0], [0, 400]), 200],
    [
      'a needle',
      ring([0, 0], [1000, 0], [500, 2]),
      (2 * 2 * 1000) / (1000 + 2 * Math.hypot(500, 2)),
    ],
  ])('%s', (_, shell, diameter) => {
    const circle = inscribedCircle([shell]);
    expect(circle.diameterMetres / diameter).toBeGreaterThan(0.985);
    expect(circle.diameterMetres / diameter).toBeLessThan(1.005);
  });

  it('a hole counts as a side', () => {
    const circle = inscribedCircle([box(0, 0, 100, 100), box(40, 40, 60, 60).reverse()]);
    // Corner region between two sides and the nearest corner of the hole: r(1 + √2) = 40√2.
    expect(circle.diameterMetres).toBeCloseTo((2 * 40 * Math.SQRT2) / (1 + Math.SQRT2), 0);
  });

  it('both methods agree on a crooked thread', () => {
    const wave = Array.from({ length: 61 }, (_, i): [number, number] => [
      i * 10,
      3 * Math.sin(i / 4),
    ]);
    const width = (i: number): number => 0.4 + 0.3 * Math.sin(i / 15);
    const back = wave.map(([x, y], i): [number, number] => [x, y + width(i)]).reverse();
    const shell = ring(...wave, ...back);
    const [east, north] = [at(1, 0)[0]! - 120, at(0, 1)[1]! - 30];
    const flat = shell.map(([x, y]): [number, number] => [(x! - 120) / east, (y! - 30) / north]);
    const reference = 2 * polylabel([flat], 0.001).distance;
    expect(inscribedCircle([shell]).diameterMetres / reference).toBeGreaterThan(0.98);
    expect(inscribedCircle([shell]).diameterMetres / reference).toBeLessThan(1.01);
  });

  it('random shapes with holes: as large as polylabel finds it, and inside', () => {
    const seeds = fc.integer({ min: 0, max: 2 ** 30 });
    fc.assert(
      fc.property(seeds, fc.integer({ min: 3, max: 80 }), fc.boolean(), (seed, size, hasHole) => {
        const random = randomFrom(seed);
        const star = (radius: number): [number, number][] =>
          Array.from({ length: size }, (_, i) => {
            const angle = (2 * Math.PI * i) / size;
            const r = radius * (0.4 + 0.6 * random());
            return [r * Math.cos(angle), r * Math.sin(angle)];
          });
        const rings = [star(500), ...(hasHole ? [star(150)] : [])].map((points) => [
          ...points,
          points[0]!,
        ]);
        const flat = {
          xs: Float64Array.from(rings.flat().map(([x]) => x)),
          ys: Float64Array.from(rings.flat().map(([, y]) => y)),
          ringStart: [0, size + 1, 2 * size + 2].slice(0, rings.length + 1),
        };
        const circle = largestCircle(flat, 0.5);
        expect(Math.abs(circle.radius - polylabel(rings, 0.5).distance)).toBeLessThanOrEqual(0.5);
        expect(circle.radius).toBeCloseTo(borderDistance(rings, circle.x, circle.y), 6);
      }),
      { numRuns: 200 },
    );
  });
});

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Distance of a place from the nearest of all edges. */
function borderDistance(rings: readonly [number, number][][], x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = ring[i - 1]!;
      const [bx, by] = ring[i]!;
      const length = (bx - ax) ** 2 + (by - ay) ** 2;
      const share = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length;
      const t = Math.max(0, Math.min(1, share));
      least = Math.min(least, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
    }
  }
  return least;
}
