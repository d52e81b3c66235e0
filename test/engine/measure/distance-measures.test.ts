import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Barrier, BarrierClass } from '#engine/barriers/types.ts';
import type { Position } from '#engine/coverage/types.ts';
import { geodesicDistance } from '#engine/geometry/geodesic.ts';
import type { EstateInput, FacilityInput, UnitInput } from '#engine/material/types.ts';
import { measure } from '#engine/measure/registry.ts';
import type { MeasureContext } from '#engine/measure/types.ts';
import { WalkingNetwork } from '#engine/measure/walking/walking-network.ts';
import { at, box, community, type Offset, polygonAt } from './shapes.ts';

/** A square kilometre with its corner at the origin. */
const SQUARE = polygonAt([box(0, 0, 1000)]);

const line = (barrierClass: BarrierClass, ...offsets: Offset[]): Barrier => ({
  id: `${barrierClass} ${offsets.join(' ')}`,
  class: barrierClass,
  name: barrierClass,
  geometry: { type: 'LineString', coordinates: at(offsets) },
});
const centre = (x: number, y: number, more: Partial<FacilityInput> = {}): FacilityInput => ({
  id: `centre ${x} ${y}`,
  kind: 'service-centre',
  position: at([[x, y]])[0]!,
  ...more,
});
/** 20 m across, around a place. */
const estate = (id: string, x: number, y: number, properties = {}): EstateInput => ({
  id,
  geometry: polygonAt([box(x - 10, y - 10, 20)]),
  properties,
});
function take(id: string, rest: Partial<MeasureContext>, geometry = SQUARE) {
  const a = community(geometry);
  return measure(id, a, { communities: [a], ...rest });
}
const metres = (value: number) => ({ state: 'known', value: expect.closeTo(value, 0) });

describe('furthest-straight', () => {
  it('to the furthest corner, from the nearest centre', () => {
    expect(take('furthest-straight', { facilities: [centre(0, 0)] })).toMatchObject(
      metres(Math.hypot(1000, 1000)),
    );
    const facilities = [centre(0, 0), centre(1000, 1000)];
    expect(take('furthest-straight', { facilities })).toMatchObject(metres(1000));
  });

  it('is the very geodesic distance to a vertex, however far', () => {
    const far = polygonAt([box(0, 0, 60_000, 80_000)]);
    const facilities = [centre(0, 0)];
    const corner = (far.coordinates as Position[][])[0]!;
    expect(take('furthest-straight', { facilities }, far)).toEqual({
      state: 'known',
      value: geodesicDistance(facilities[0]!.position, corner[2]!),
    });
  });

  it('a centre that names a community serves that one, wherever it lies', () => {
    const facilities = [centre(0, 0, { community: 'B' }), centre(5000, 0, { community: 'A' })];
    expect(take('furthest-straight', { facilities })).toMatchObject(metres(Math.hypot(5000, 1000)));
  });

  it.each<[string, Partial<MeasureContext>, string]>([
    ['facilities unknown', {}, 'no-facilities'],
    ['none here', { facilities: [centre(5000, 0)] }, 'no-service-centre'],
    ['no centre', { facilities: [centre(5, 5, { kind: 'office' })] }, 'no-service-centre'],
  ])('missing: %s', (_, rest, reason) => {
    for (const id of ['furthest-straight', 'furthest-walking']) {
      const barriers = [line('local', [0, 0], [1000, 0])];
      expect(take(id, { barriers, ...rest })).toMatchObject({ state: 'missing', reason });
    }
  });
});

describe('furthest-walking', () => {
  const walk = (
    barriers: Barrier[],
    estates: EstateInput[],
    facilities = [centre(100, 120)],
    more: Partial<MeasureContext> = {},
  ) => take('furthest-walking', { barriers, estates, facilities, ...more });

  it('leg, road, road, leg', () => {
    const roads = [line('arterial', [0, 100], [800, 100]), line('path', [800, 100], [800, 900])];
    expect(walk(roads, [estate('e', 830, 600)])).toMatchObject(metres(20 + 700 + 500 + 30));
    expect(walk(roads, [estate('e', 830, 600), estate('f', 300, 90)])).toMatchObject(metres(1250));
  });

  it('both on one piece of road', () => {
    const roads = [line('local', [0, 100], [800, 100])];
    expect(walk(roads, [estate('e', 400, 150)])).toMatchObject(metres(20 + 300 + 50));
  });

  it('roads that cross in their middles meet, with no vertex there', () => {
    const roads = [line('local', [0, 100], [800, 100]), line('local', [500, 0], [500, 900])];
    expect(walk(roads, [estate('e', 520, 700)])).toMatchObject(metres(20 + 400 + 600 + 20));
  });

  it('a road that ends on another, or up to 5 m before it, joins it; 6 m before it, it does not', () => {
    for (const [gap, reached] of [
      [0, true],
      [4.9, true],
      [6, false],
    ] as const) {
      const roads = [
        line('local', [0, 100], [800, 100]),
        line('local', [500, 100 + gap], [500, 500], [520, 900]),
      ];
      const result = walk(roads, [estate('e', 480, 400)]);
      if (reached) expect(result).toMatchObject(metres(20 + 400 + 300 + 20));
      else expect(result).toMatchObject({ state: 'missing', reason: 'unreachable-on-foot' });
    }
  });

  it('a canal between keeps two road ends apart', () => {
    const roads = [
      line('local', [0, 100], [500, 100]),
      line('local', [504, 100], [900, 100]),
      line('canal', [502, 0], [502, 1000]),
    ];
    const result = walk(roads, [estate('e', 800, 110)]);
    expect(result).toMatchObject({ state: 'missing', reason: 'unreachable-on-foot' });
    expect(walk(roads.slice(0, 2), [estate('e', 800, 110)])).toMatchObject(metres(20 + 700 + 10));
  });

  it.each<BarrierClass>(['expressway', 'river', 'canal', 'railway', 'ridge', 'wall'])(
    'a line of class %s is crossed on a road, and by no leg',
    (obstacle) => {
      const roads = [
        line('local', [0, 100], [900, 100]),
        line('local', [900, 100], [900, 300]),
        line('local', [900, 300], [0, 300]),
      ];
      const across = line(obstacle, [0, 150], [1000, 150]);
      const centres = [centre(100, 240)];
      // The road beyond the line is nearer, at 60 m; that on its own side is 140 m away.
      const near = [estate('e', 700, 160)];
      expect(walk(roads, near, centres)).toEqual(metres(60 + 800 + 200 + 200 + 60));
      expect(walk([...roads, across], near, centres)).toEqual(metres(60 + 600 + 140));
      const beyond = [estate('f', 100, 110)];
      expect(walk([...roads, across], beyond, centres)).toEqual(metres(60 + 800 + 200 + 800 + 10));
    },
  );

  it('a bend 3 m short of another road is no junction', () => {
    const roads = [
      line('local', [0, 100], [800, 100]),
      line('local', [300, 900], [400, 103], [500, 900]),
    ];
    expect(walk(roads, [estate('e', 330, 800)])).toMatchObject({ reason: 'unreachable-on-foot' });
  });

  it('nobody walks along an expressway or a river', () => {
    const roads = [
      line('local', [0, 100], [300, 100]),
      line('expressway', [300, 100], [800, 100]),
      line('local', [800, 100], [900, 100]),
    ];
    expect(walk(roads, [estate('e', 880, 110)])).toMatchObject({ reason: 'unreachable-on-foot' });
  });

  it('says who cannot be reached, and how far the others are', () => {
    const roads = [line('local', [0, 100], [900, 100]), line('river', [0, 500], [1000, 500])];
    const estates = [estate('near', 200, 110), { ...estate('far', 200, 900), name: '岛上小区' }];
    expect(walk(roads, estates)).toEqual({
      state: 'missing',
      reason: 'unreachable-on-foot',
      message: {
        zh: '2 处住处（楼盘、地块）中有 1 处从服务中心步行走不到：“岛上小区”；其余最远 130 米。',
        en: '1 of 2 estates and units with homes cannot be reached on foot from the service centre: 岛上小区; the furthest of the others is 130 m away.',
      },
    });
  });

  it('the nearest of several centres', () => {
    const roads = [line('local', [0, 100], [1000, 100])];
    const centres = [centre(0, 100), centre(1000, 100)];
    expect(walk(roads, [estate('e', 600, 100)], centres)).toMatchObject(metres(400));
  });

  it('homes: estates here, and units with households that have none; empty ones are no homes', () => {
    const roads = [line('local', [0, 100], [1000, 100])];
    const estates = [
      estate('here', 200, 100),
      estate('elsewhere', 200, -300),
      estate('empty', 900, 100, { households: 0 }),
    ];
    const unit = (id: string, x: number, more: Partial<UnitInput>): UnitInput => ({
      id,
      geometry: polygonAt([box(x - 10, 90, 20)]),
      community: 'A',
      ...more,
    });
    const units = [
      unit('with an estate', 900, { households: 40, estates: ['here'] }),
      unit('field', 950, { households: 0 }),
      unit('unknown', 950, {}),
      unit('of B', 950, { households: 5, community: 'B' }),
    ];
    // What may be a home for all that is known is told.
    expect(walk(roads, estates, [centre(100, 100)], { units })).toEqual({
      ...metres(100),
      note: { zh: '未计入 1 个户数不明的地块', en: 'without 1 unit whose households are unknown' },
    });
    const known = units.filter(({ id }) => id !== 'unknown');
    expect(walk(roads, estates, [centre(100, 100)], { units: known })).toEqual(metres(100));
    const scattered = [...units, unit('farm', 700, { households: 1 })];
    expect(walk(roads, estates, [centre(100, 100)], { units: scattered })).toMatchObject(
      metres(600),
    );
  });

  it('without homes: the vertices of the border, and it says so', () => {
    const roads = [line('local', [0, 0], [1000, 0], [1000, 1000], [0, 1000])];
    const rest = { barriers: roads, facilities: [centre(0, 0)] };
    expect(take('furthest-walking', rest)).toMatchObject({
      ...metres(3000),
      note: { en: 'measured to the vertices of the border, as no homes are known in it' },
    });
  });

  it('estates that nobody knows the place of are not passed over', () => {
    const roads = [line('local', [0, 0], [1000, 0])];
    const nowhere: EstateInput = { ...estate('e', 0, 0), name: '甲苑', geometry: null };
    const crossed: EstateInput = {
      ...estate('f', 0, 0),
      geometry: polygonAt([
        [
          [0, 0],
          [20, 20],
          [20, 0],
          [0, 30],
        ],
      ]),
    };
    const empty = { ...nowhere, id: 'g', properties: { households: 0 } };
    const estates = [estate('h', 500, 50), nowhere, crossed, empty];
    const told = { zh: '未计入图形缺失或无效的楼盘：“甲苑”、“f”' };
    const rest = { barriers: roads, facilities: [centre(0, 0)] };
    expect(take('furthest-walking', { ...rest, estates })).toMatchObject({ note: told });
    const alone = take('furthest-walking', { ...rest, estates: [crossed] });
    expect(alone).toMatchObject({
      note: {
        en: 'measured to the vertices of the border, as no homes are known in it; without f, whose shape is missing or invalid',
      },
    });
    expect(take('furthest-walking', { ...rest, estates: [estates[0]!, empty] })).not.toHaveProperty(
      'note',
    );
  });

  it('a border vertex on the river’s own line is on both banks', () => {
    const roads = [line('local', [0, 900], [1000, 900]), line('river', [0, 1000], [1000, 1000])];
    const strip = polygonAt([box(0, 900, 1000, 100)]);
    const rest = { barriers: roads, facilities: [centre(0, 900)] };
    expect(take('furthest-walking', rest, strip)).toMatchObject(metres(1100));
  });

  it.each<[string, Barrier[] | undefined, string]>([
    ['barriers unknown', undefined, 'no-barriers'],
    ['no barriers', [], 'no-roads'],
    ['rivers alone', [line('river', [0, 0], [9, 9])], 'no-roads'],
    ['roads too far away', [line('local', [5000, 0], [5000, 9])], 'centre-off-network'],
  ])('missing: %s', (_, barriers, reason) => {
    const rest = {
      facilities: [centre(100, 100)],
      ...(barriers === undefined ? {} : { barriers }),
    };
    expect(take('furthest-walking', rest)).toMatchObject({ state: 'missing', reason });
  });

  it('on a lattice with streets left out, as by Floyd and Warshall', () => {
    const size = 5;
    const streets = fc.array(fc.boolean(), {
      minLength: 2 * size * size,
      maxLength: 2 * size * size,
    });
    fc.assert(
      fc.property(streets, (isBuilt) => {
        const nodes = size * size;
        const distance = Array.from({ length: nodes }, (_, i) =>
          Array.from({ length: nodes }, (_, j) => (i === j ? 0 : Number.POSITIVE_INFINITY)),
        );
        const roads: Barrier[] = [];
        const build = (a: number, b: number): void => {
          distance[a]![b] = 100;
          distance[b]![a] = 100;
          roads.push(line('local', offsetOf(a), offsetOf(b)));
        };
        const offsetOf = (node: number): Offset => [
          100 * (node % size),
          100 * Math.floor(node / size),
        ];
        for (let node = 0; node < nodes; node++) {
          if (isBuilt[2 * node] && node % size < size - 1) build(node, node + 1);
          if (isBuilt[2 * node + 1] && node + size < nodes) build(node, node + size);
        }
        for (let k = 0; k < nodes; k++) {
          for (let i = 0; i < nodes; i++) {
            for (let j = 0; j < nodes; j++) {
              distance[i]![j] = Math.min(distance[i]![j]!, distance[i]![k]! + distance[k]![j]!);
            }
          }
        }
        const network = new WalkingNetwork(roads);
        const on = Array.from({ length: nodes }, (_, node) => node).filter((node) =>
          distance[node]!.some((metres) => metres === 100),
        );
        fc.pre(on.length > 0);
        const accesses = on.map((node) => network.accessOf(at([offsetOf(node)])[0]!)!);
        for (const start of [0, on.length >> 1]) {
          const found = network.distancesTo([accesses[start]!], accesses);
          on.forEach((node, i) => {
            const expected = distance[on[start]!]![node]!;
            if (Number.isFinite(expected)) expect(found[i]).toBeCloseTo(expected, 0);
            else expect(found[i]).toBe(Number.POSITIVE_INFINITY);
          });
        }
      }),
      { numRuns: 30 },
    );
  });
});
