import { describe, expect, test } from 'vitest';
import type { AreaGeometry, JurisdictionInput, Position } from '#engine/coverage/types.ts';
import { describeBoundary } from '#engine/describe/describe-boundary.ts';
import { multiPolygon, polygon, ring } from '../../helpers/squares.ts';
import {
  AROUND,
  describeFirst,
  limitsOf,
  line,
  nameless,
  type Place,
  SQUARE,
  towns,
  turned,
} from './town-pieces.ts';

/** A ring of positions in degrees. */
const degrees = (...positions: Position[]): AreaGeometry => polygon([...positions, positions[0]!]);

describe('a square between four roads', () => {
  const description = describeFirst(towns({ a: SQUARE }), AROUND);

  test('has a road on each side', () => {
    expect(limitsOf(description)).toEqual(['东路', '南路', '西河', '北路']);
    expect(description.text.limits).toEqual({
      zh: '东至东路，南至南路，西至西河，北至北路。',
      en: 'Bounded on the east by 东路, on the south by 南路, on the west by 西河, and on the north by 北路.',
    });
  });

  test('each side is as long as it is', () => {
    for (const { lengthMetres, coveredShare, from } of Object.values(description.limits)) {
      expect(lengthMetres).toBeCloseTo(800, 0);
      expect(coveredShare).toBe(1);
      expect(from).toBe('side');
    }
  });

  test.each([90, 180, 270])('turned by %i° its sides change places', (degrees) => {
    const roads = AROUND.map(({ name, class: kind, geometry }, i) => ({
      ...line(name!, kind, ...turned(ENDS[i]!, degrees)),
      geometry: { ...geometry, ...line('', kind, ...turned(ENDS[i]!, degrees)).geometry },
    }));
    const limits = limitsOf(describeFirst(towns({ a: turned(SQUARE, degrees) }), roads));
    // Counterclockwise: what lay in the south lies in the east.
    const order = ['东路', '南路', '西河', '北路'];
    const shift = degrees / 90;
    expect(limits).toEqual(order.map((_, i) => order[(i + shift) % 4]));
  });
});

const ENDS: readonly (readonly Place[])[] = [
  [
    [800, -200],
    [800, 1000],
  ],
  [
    [-200, 0],
    [1000, 0],
  ],
  [
    [0, -200],
    [0, 1000],
  ],
  [
    [-200, 800],
    [1000, 800],
  ],
];

describe('shapes', () => {
  test('a long north-eastern diagonal belongs to the side it mostly faces', () => {
    // From the north-west corner to the south-east: steep, so it faces east.
    const steep: Place[] = [
      [0, 0],
      [700, 0],
      [300, 1000],
      [0, 1000],
    ];
    const limits = limitsOf(
      describeFirst(towns({ a: steep }), [
        line('斜路', 'arterial', [700, 0], [300, 1000]),
        line('南路', 'local', [0, 0], [700, 0]),
        line('西路', 'local', [0, 0], [0, 1000]),
        line('北路', 'local', [0, 1000], [300, 1000]),
      ]),
    );
    expect(limits).toEqual(['斜路', '南路', '西路', '北路']);
  });

  test('a wedge ends in a crossing', () => {
    const wedge: Place[] = [
      [0, 0],
      [1500, 400],
      [0, 800],
    ];
    const { limits } = describeFirst(towns({ a: wedge }), [
      line('上路', 'arterial', [0, 800], [1500, 400], [1875, 300]),
      line('下路', 'arterial', [0, 0], [1500, 400], [1875, 500]),
      line('西路', 'arterial', [0, -100], [0, 900]),
    ]);
    expect(limits.east.text.zh).toBe('上路与下路交叉口');
    expect(limits.east.from).toBe('point');
    expect(limits.north.text.zh).toBe('上路');
    expect(limits.south.text.zh).toBe('下路');
  });

  test('a notch in a corner gives two of its sides two roads, in order', () => {
    const notched: Place[] = [
      [0, 0],
      [1000, 0],
      [1000, 500],
      [500, 500],
      [500, 1000],
      [0, 1000],
    ];
    const limits = limitsOf(
      describeFirst(towns({ a: notched }), [
        line('外东路', 'local', [1000, 0], [1000, 500]),
        line('内北路', 'local', [1000, 500], [500, 500]),
        line('内东路', 'local', [500, 500], [500, 1000]),
        line('外北路', 'local', [500, 1000], [0, 1000]),
        line('西路', 'local', [0, 1000], [0, 0]),
        line('南路', 'local', [0, 0], [1000, 0]),
      ]),
    );
    // Eastern side from north to south, northern side from west to east.
    expect(limits).toEqual(['内东路、外东路', '南路', '西路', '外北路、内北路']);
  });

  test('the flanks of a recess are not told: nobody sees them from the side', () => {
    const recessed: Place[] = [
      [0, 0],
      [900, 0],
      [900, 900],
      [600, 900],
      [600, 300],
      [300, 300],
      [300, 900],
      [0, 900],
    ];
    const limits = limitsOf(
      describeFirst(towns({ a: recessed }), [
        line('东路', 'local', [900, 0], [900, 900]),
        line('西路', 'local', [0, 0], [0, 900]),
        line('南路', 'local', [0, 0], [900, 0]),
        line('北路', 'local', [0, 900], [300, 900]),
        line('湾西路', 'local', [300, 900], [300, 300]),
        line('湾底路', 'local', [300, 300], [600, 300]),
        line('湾东路', 'local', [600, 300], [600, 900]),
        line('北二路', 'local', [600, 900], [900, 900]),
      ]),
    );
    expect(limits).toEqual(['东路', '南路', '西路', '北路、湾底路、北二路']);
  });

  test('a winding river is one limit', () => {
    const winding: Place[] = Array.from({ length: 41 }, (_, i) => [
      800 + 25 * Math.sin(i),
      800 - 20 * i,
    ]);
    const limits = limitsOf(
      describeFirst(towns({ a: [[0, 0], [0, 800], ...winding] }), [
        line('东河', 'river', ...winding),
        ...AROUND.slice(1),
      ]),
    );
    expect(limits).toEqual(['东河', '南路', '西河', '北路']);
  });
});

describe('what is left out, and what stands in', () => {
  test('a short road on a side', () => {
    const roads = [
      ...AROUND.slice(1),
      line('东路', 'local', [800, 100], [800, 1000]),
      line('小路', 'path', [800, -100], [800, 100]),
    ];
    expect(limitsOf(describeFirst(towns({ a: SQUARE }), roads))[0]).toBe('东路');
  });

  test('a nameless road is told by its class and its neighbour', () => {
    const east: Place[] = [
      [800, 0],
      [1600, 0],
      [1600, 800],
      [800, 800],
    ];
    const roads = [...AROUND.slice(1), nameless('local', [800, 0], [800, 800])];
    const { limits } = describeFirst(towns({ a: SQUARE, b: east }), roads);
    expect(limits.east.text).toEqual({
      zh: '无名道路（与b社区交界）',
      en: 'an unnamed road (towards b社区)',
    });
    expect(limits.east.items[0]!.beyond).toBe('b');
  });

  test('a nameless path says less than the neighbour beyond it', () => {
    const east: Place[] = [
      [800, 0],
      [1600, 0],
      [1600, 800],
      [800, 800],
    ];
    const roads = [...AROUND.slice(1), nameless('path', [800, 0], [800, 800])];
    expect(limitsOf(describeFirst(towns({ a: SQUARE, b: east }), roads))[0]).toBe('b社区界');
  });

  test('off any barrier: the neighbour, the outline, a gap, coordinates', () => {
    const south: Place[] = [
      [0, -800],
      [800, -800],
      [800, 0],
      [0, 0],
    ];
    const communities = towns({ a: SQUARE, b: south });
    const outline: Place[] = [
      [-400, -800],
      [800, -800],
      [800, 800],
      [-400, 800],
    ];
    expect(limitsOf(describeFirst(communities, [], outline))).toEqual([
      '栖澜街道界',
      'b社区界',
      '未划入任何社区的地块',
      '栖澜街道界',
    ]);
    const unknown = describeFirst(communities, []);
    expect(limitsOf(unknown)).toEqual([
      '东经120°00′29.8″',
      'b社区界',
      '东经120°00′00.0″',
      '北纬30°00′26.0″',
    ]);
    expect(unknown.notes.map(({ zh }) => zh.slice(0, 2))).toEqual(['东侧', '西侧', '北侧']);
  });

  test('named barriers on half of a side stand alone; below that, the neighbour is told as well', () => {
    const east: Place[] = [
      [800, 0],
      [1600, 0],
      [1600, 800],
      [800, 800],
    ];
    const withRoad = (from: number) =>
      limitsOf(
        describeFirst(towns({ a: SQUARE, b: east }), [
          ...AROUND.slice(1),
          line('东路', 'local', [800, from], [800, 800]),
        ]),
      )[0];
    expect(withRoad(300)).toBe('东路');
    expect(withRoad(550)).toBe('东路、b社区界');
  });

  test('lines of one name are one limit', () => {
    const roads = [
      ...AROUND.slice(1),
      { ...line('东路', 'local', [800, 0], [800, 300]), id: 'east-1' },
      { ...line('东路', 'arterial', [800, 300], [800, 800]), id: 'east-2' },
    ];
    const { limits } = describeFirst(towns({ a: SQUARE }), roads);
    expect(limits.east.text.zh).toBe('东路');
    expect(limits.east.items).toHaveLength(1);
    expect(limits.east.items[0]!.along).toMatchObject({ barrier: { id: 'east-2' } });
  });

  test('an English name that only one line of a road has stands for all', () => {
    const roads = [
      ...AROUND.slice(1),
      { ...line('东路', 'local', [800, 0], [800, 700]), id: 'east-1' },
      { ...line('东路', 'local', [800, 700], [800, 800]), id: 'east-2', nameEn: 'East Road' },
    ];
    expect(describeFirst(towns({ a: SQUARE }), roads).limits.east.text.en).toBe('East Road');
  });
});

describe('parts and holes', () => {
  const exclave = ring([2000, 0], [2300, 0], [2300, 300], [2000, 300]);
  const square = ring(...SQUARE);

  test('the main part is described first, exclaves apart', () => {
    const [a] = towns({ a: SQUARE });
    const description = describeFirst(
      [{ ...a!, geometry: multiPolygon([exclave], [square]) }],
      AROUND,
    );
    expect(description.parts).toHaveLength(2);
    expect(limitsOf(description)).toEqual(['东路', '南路', '西河', '北路']);
    const [main, detached] = description.text.limits.zh.split('\n');
    expect(main).toBe('主体部分：东至东路，南至南路，西至西河，北至北路。');
    expect(detached).toMatch(/^飞地（约0\.09平方千米）：东至东经120°01′/);
    expect(description.notes[0]!.zh).toBe('由2块互不相连的部分组成，飞地另行描述');
  });

  test('a community in a hole is named as not belonging', () => {
    const inner: Place[] = [
      [300, 300],
      [500, 300],
      [500, 500],
      [300, 500],
    ];
    const hole = ring(...inner);
    const [a, b] = towns({ a: SQUARE, b: inner });
    const holed = { ...a!, geometry: multiPolygon([square, hole]) };
    const description = describeFirst([holed, b!], AROUND);
    expect(description.parts[0]!.enclosed).toEqual(['b']);
    expect(description.notes.map(({ zh }) => zh)).toEqual(['范围之内的b社区不属于本社区']);
    const empty = describeFirst([holed], AROUND, SQUARE);
    expect(empty.parts[0]!.emptyHoles.count).toBe(1);
    expect(empty.notes[0]!.zh).toMatch(/^范围之内有1处未划入任何社区的地块（约0\.04平方千米）/);
  });

  test('a hole is no blind spot where it lies outside the jurisdiction, or nothing is known of that', () => {
    const hole = ring([300, 300], [500, 300], [500, 500], [300, 500]);
    const [a] = towns({ a: SQUARE });
    const holed = { ...a!, geometry: polygon(ring(...SQUARE), hole) };
    const notes = (jurisdiction?: JurisdictionInput): string[] =>
      describeBoundary(holed, {
        communities: [holed],
        barriers: AROUND,
        ...(jurisdiction === undefined ? {} : { jurisdiction }),
      }).notes.map(({ zh }) => zh);
    expect(notes()).toEqual([
      '范围之内有1处地块（约0.04平方千米）不属于本社区，也不在其他所给社区之内',
    ]);
    expect(notes({ name: '栖澜街道', geometry: holed.geometry })).toEqual([
      '范围之内有1处地块（约0.04平方千米）在辖区界之外，不属于本社区',
    ]);
  });

  test('a community in a hole with a gap of a metre around it is still found', () => {
    const hole = ring([300, 300], [500, 300], [500, 500], [300, 500]);
    const [a, b] = towns({
      a: SQUARE,
      b: [
        [305, 305],
        [495, 305],
        [495, 495],
        [305, 495],
      ],
    });
    const holed = { ...a!, geometry: polygon(ring(...SQUARE), hole) };
    expect(describeFirst([holed, b!], AROUND).parts[0]!.enclosed).toEqual(['b']);
  });

  test('a shape across the antimeridian is refused, an invalid one told', () => {
    const across = { id: 'x', geometry: degrees([179.99, 0], [-179.99, 0], [-179.99, 0.01]) };
    expect(() => describeBoundary(across, { communities: [], barriers: [] })).toThrow(
      'it spans 360° of longitude; areas across the antimeridian',
    );
    const crossed = { id: 'x', geometry: degrees([0, 0], [0.01, 0.01], [0.01, 0], [0, 0.02]) };
    const { notes } = describeBoundary(crossed, { communities: [], barriers: [] });
    expect(notes[0]!.en).toMatch(/^its shape is invalid, and the text may be wrong: .*crosses/);
    expect(notes[1]!.zh).toBe('四侧界线均未查得可依的道路、河流，界外情况不明，以坐标表示');
  });

  test('a corner beside a segment without length, at a pole, does not end the course', () => {
    const polar = { id: 'x', geometry: degrees([0, 90], [90, 90], [90, 89.9], [0, 89.9]) };
    const { course } = describeBoundary(polar, { communities: [], barriers: [] });
    expect(course.lengthMetres).toBeGreaterThan(30_000);
    expect(course.text.en).not.toMatch(/NaN|undefined/);
  });

  test('a community without a shape is refused, in words', () => {
    const [a] = towns({ a: SQUARE });
    expect(() => describeFirst([{ ...a!, geometry: null }], [])).toThrow(
      'a社区 has no boundary to describe: its shape is missing, or has no area',
    );
    const flat = multiPolygon([ring([0, 0], [800, 0], [400, 0])]);
    expect(() => describeFirst([{ ...a!, geometry: flat }], [])).toThrow(/has no area/);
  });
});
