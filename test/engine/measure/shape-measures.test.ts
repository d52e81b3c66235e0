import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { measureAll } from '#engine/measure/measure-all.ts';
import { measure } from '#engine/measure/registry.ts';
import { at, box, closed, community, HOME, type Offset, polygonAt, regular } from './shapes.ts';

const RATIOS = ['polsby-popper', 'reock', 'convex-hull-ratio', 'length-width'] as const;

function value(id: string, geometry: AreaGeometry): number {
  const result = measure(id, community(geometry), { communities: [] });
  if (result.state === 'missing') throw new Error(result.message.en);
  return result.value;
}

describe('area and perimeter', () => {
  const square = box(0, 0, 1000);
  it('of a square kilometre', () => {
    expect(value('area', polygonAt([square])) / 1e6).toBeCloseTo(1, 3);
    expect(value('perimeter', polygonAt([square])) / 4000).toBeCloseTo(1, 4);
  });

  it('a hole takes area away and adds perimeter; parts add both', () => {
    const hole = box(400, 400, 100);
    const pierced = polygonAt([square, hole]);
    expect(value('area', pierced) / 990_000).toBeCloseTo(1, 3);
    expect(value('perimeter', pierced) / 4400).toBeCloseTo(1, 4);
    const parts: AreaGeometry = {
      type: 'MultiPolygon',
      coordinates: [[closed(at(square))], [closed(at(box(3000, 0, 500)))]],
    };
    expect(value('area', parts) / 1_250_000).toBeCloseTo(1, 3);
    expect(value('perimeter', parts) / 6000).toBeCloseTo(1, 4);
  });
});

describe('compactness of known shapes', () => {
  it.each<[string, readonly Offset[], number[]]>([
    ['a circle', regular(720, 800), [1, 1, 1, 1]],
    ['a square', box(0, 0, 900), [Math.PI / 4, 2 / Math.PI, 1, 1]],
    ['a street of 1 : 10', box(0, 0, 1000, 100), [0.2596, 0.1261, 1, 0.1]],
    ['an equilateral triangle', regular(3, 500), [0.6046, 0.4135, 1, 0.866]],
  ])('%s', (_, ring, expected) => {
    RATIOS.forEach((id, i) => {
      expect(value(id, polygonAt([ring])), id).toBeCloseTo(expected[i]!, 3);
    });
  });

  it('a cross is dented: the hull has 7/9 of its square', () => {
    const cross: Offset[] = [
      ...([
        [1, 0],
        [2, 0],
        [2, 1],
        [3, 1],
        [3, 2],
        [2, 2],
      ] as const),
      ...([
        [2, 3],
        [1, 3],
        [1, 2],
        [0, 2],
        [0, 1],
        [1, 1],
      ] as const),
    ].map(([x, y]): Offset => [100 * x, 100 * y]);
    expect(value('convex-hull-ratio', polygonAt([cross]))).toBeCloseTo(5 / 7, 3);
  });

  it('a hole takes area from every ratio, and adds perimeter to Polsby–Popper', () => {
    const pierced = polygonAt([box(0, 0, 1000), box(250, 250, 500)]);
    expect(value('convex-hull-ratio', pierced)).toBeCloseTo(0.75, 3);
    expect(value('reock', pierced)).toBeCloseTo((0.75 * 2) / Math.PI, 3);
    expect(value('length-width', pierced)).toBeCloseTo(1, 3);
    expect(value('polsby-popper', pierced)).toBeCloseTo((4 * Math.PI * 750_000) / 6000 ** 2, 3);
  });

  it('two parts far apart are one shape: one circle, one hull, one rectangle around both', () => {
    const parts: AreaGeometry = {
      type: 'MultiPolygon',
      coordinates: [[closed(at(box(0, 0, 100)))], [closed(at(box(900, 0, 100)))]],
    };
    expect(value('length-width', parts)).toBeCloseTo(0.1, 3);
    expect(value('convex-hull-ratio', parts)).toBeCloseTo(0.2, 3);
    expect(value('reock', parts)).toBeCloseTo(20_000 / (Math.PI * (500 ** 2 + 50 ** 2)), 3);
    expect(value('polsby-popper', parts)).toBeCloseTo((4 * Math.PI * 20_000) / 800 ** 2, 3);
  });
});

/** Star-shaped rings: valid, of any crookedness. */
const star = fc
  .array(fc.double({ min: 0.2, max: 1, noNaN: true }), { minLength: 4, maxLength: 30 })
  .map((radii): Offset[] =>
    radii.map((radius, i) => {
      const angle = (2 * Math.PI * (i + 0.1 * radius)) / radii.length;
      return [500 * radius * Math.cos(angle), 500 * radius * Math.sin(angle)];
    }),
  );
const turned = (ring: readonly Offset[], angle: number, scale = 1): Offset[] =>
  ring.map(([x, y]) => [
    scale * (x * Math.cos(angle) - y * Math.sin(angle)),
    scale * (x * Math.sin(angle) + y * Math.cos(angle)),
  ]);

describe('properties', () => {
  const same = (a: AreaGeometry, b: AreaGeometry, digits: number): void => {
    for (const id of RATIOS) {
      // Which of several rectangles of all but the same area is the smallest, rounding decides.
      if (id === 'length-width') continue;
      expect(value(id, b), id).toBeCloseTo(value(id, a), digits);
    }
  };

  it('between 0 and 1', () => {
    fc.assert(
      fc.property(star, (ring) => {
        for (const id of RATIOS) {
          const ratio = value(id, polygonAt([ring]));
          expect(ratio, id).toBeGreaterThan(0);
          expect(ratio, id).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('rotation, translation and scale change no ratio by more than the frame’s 1e-3', () => {
    const angle = fc.double({ min: 0, max: 6.3, noNaN: true });
    const scale = fc.double({ min: 0.05, max: 4, noNaN: true });
    const place = fc.tuple(
      fc.double({ min: -179, max: 178, noNaN: true }),
      fc.double({ min: -70, max: 70, noNaN: true }),
    );
    fc.assert(
      fc.property(star, angle, scale, place, (ring, turn, size, where) => {
        const there = polygonAt([turned(ring, turn, size)], where as Position);
        same(polygonAt([ring]), there, 2.5);
      }),
    );
  });

  it('a move along the parallel changes nothing but the rounding', () => {
    fc.assert(
      fc.property(star, fc.integer({ min: -100, max: 50 }), (ring, degrees) => {
        const moved: Position = [HOME[0]! + degrees, HOME[1]!];
        same(polygonAt([ring]), polygonAt([ring], moved), 8);
        expect(value('length-width', polygonAt([regular(5, 400)], moved))).toBeCloseTo(
          value('length-width', polygonAt([regular(5, 400)])),
          6,
        );
      }),
    );
  });

  it('direction and first vertex of the rings change nothing but the rounding', () => {
    fc.assert(
      fc.property(star, fc.nat(30), (ring, shift) => {
        const k = shift % ring.length;
        const other = [...ring.slice(k), ...ring.slice(0, k)].reverse();
        same(polygonAt([ring]), polygonAt([other]), 9);
        for (const id of ['area', 'perimeter']) {
          expect(value(id, polygonAt([other])) / value(id, polygonAt([ring]))).toBeCloseTo(1, 9);
        }
      }),
    );
  });
});

describe('what cannot be measured is missing, never 0', () => {
  const bowTie: Offset[] = [
    [0, 0],
    [100, 100],
    [100, 0],
    [0, 100],
  ];
  it.each<[string, AreaGeometry | null, string]>([
    ['no geometry', null, 'no-geometry'],
    ['a bow-tie', polygonAt([bowTie]), 'invalid-geometry'],
    ['an empty polygon', { type: 'Polygon', coordinates: [] }, 'invalid-geometry'],
    [
      'the antimeridian',
      {
        type: 'Polygon',
        coordinates: [
          [
            [-179, 0],
            [179, 0],
            [179, 1],
            [-179, 1],
            [-179, 0],
          ],
        ],
      },
      'too-wide',
    ],
  ])('%s', (_, geometry, reason) => {
    const a = community(geometry, { population: 5, households: 2 });
    const { communities } = measureAll({ communities: [a] });
    const { measures } = communities[0]!;
    for (const id of ['area', 'perimeter', ...RATIOS, 'density']) {
      expect(measures[id], id).toMatchObject({ state: 'missing', reason });
    }
    expect(measures.households).toEqual({ state: 'known', value: 2 });
  });

  it('names the place of the fault in both languages', () => {
    const result = measure('area', community(polygonAt([bowTie])), { communities: [] });
    expect(result).toMatchObject({
      message: {
        en: expect.stringMatching(/^The geometry is invalid: .*120\.0/),
        zh: expect.stringMatching(/^图形无效：.*120\.0/),
      },
    });
  });
});
