import { describe, expect, it } from 'vitest';
import type { BarrierClass, BarrierSource } from '#engine/barriers/types.ts';
import { InconsistentCoverageError } from '#engine/coverage/label-faces.ts';
import { TooTangledError } from '#engine/coverage/node-edges.ts';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import type { EstateInput } from '#engine/material/types.ts';
import { type BuildUnitsInput, buildUnits } from '#engine/units/build-units.ts';
import type { UnitNote, UnitSet } from '#engine/units/types.ts';
import { failedNote } from '#engine/units/unit-notes.ts';
import type { UnitOptions } from '#engine/units/unit-options.ts';
import { at, box, community, multiPolygon, polygon, ring } from '../../helpers/squares.ts';
import { expectTiling } from './tiling-checks.ts';

type Metres = readonly [number, number];

function line(
  id: string,
  barrierClass: BarrierClass,
  points: readonly Metres[],
  more: Partial<BarrierSource> = {},
): BarrierSource {
  return {
    id,
    class: barrierClass,
    name: id,
    ...more,
    geometry: { type: 'LineString', coordinates: points.map(([x, y]) => at(x, y)) },
  };
}

const estate = (id: string, geometry: AreaGeometry | null): EstateInput => ({ id, geometry });
const SQUARE = polygon(box(0, 0, 600, 600));

/** Two streets each way, 200 m apart. */
const GRID = [
  line('一号路', 'arterial', [
    [-10, 200],
    [610, 200],
  ]),
  line('二号路', 'local', [
    [-10, 400],
    [610, 400],
  ]),
  line('甲街', 'local', [
    [200, -10],
    [200, 610],
  ]),
  line('乙街', 'local', [
    [400, -10],
    [400, 610],
  ]),
];

/** Units of a ground that tiles, checked. */
function cut(
  input: Partial<BuildUnitsInput> & { ground?: AreaGeometry },
  options: UnitOptions = {},
): UnitSet {
  const { ground = SQUARE, ...rest } = input;
  const set = buildUnits({ jurisdiction: { geometry: ground }, barriers: [], ...rest }, options);
  expectTiling(set, ground);
  return set;
}

const notesOf = (set: UnitSet, kind: UnitNote['kind']): UnitNote[] =>
  set.report.notes.filter((note): note is UnitNote => note.kind === kind);
const areas = (set: UnitSet): number[] =>
  set.units.map(({ geometry }) => Math.round(geodesicArea(geometry)));
const circle = (x: number, y: number, radius: number, corners = 24): Metres[] =>
  Array.from({ length: corners + 1 }, (_, i) => {
    const angle = (2 * Math.PI * (i % corners)) / corners;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });

describe('blocks', () => {
  it('a grid of streets: nine blocks, numbered from the north-west, borders named', () => {
    const set = cut({ barriers: GRID });
    expect(set.units.map(({ id }) => id)).toEqual(
      Array.from({ length: 9 }, (_, i) => `U000${i + 1}`),
    );
    expect(areas(set)).toEqual(Array(9).fill(expect.closeTo(40_000, -1)));
    const inner = set.borders.filter(({ units }) => units[1] !== null);
    expect(inner).toHaveLength(12);
    for (const { stretches, lengthMetres } of inner) {
      expect(stretches).toHaveLength(1);
      expect(stretches[0]!.barrier!.name).toMatch(/[路街]/);
      expect(lengthMetres).toBeCloseTo(200, 1);
    }
    expect(set.report).toMatchObject({ units: 9, crumbsAbsorbed: 0, borderShareOnBarriers: 1 });
    expect(set.report.borderLengthByClass.arterial).toBeCloseTo(600, 0);
    expect(set.report.borderLengthByClass.local).toBeCloseTo(1800, 0);
    expect(set.report.barriers).toMatchObject({ given: 4, used: 4 });
    const [first, last] = [set.units[0]!, set.units[8]!];
    expect((first.geometry.coordinates as Position[][]).flat()).toContainEqual(at(0, 600));
    expect((last.geometry.coordinates as Position[][]).flat()).toContainEqual(at(600, 0));
  });

  it('no barriers: the ground as it was given', () => {
    const set = cut({});
    expect(set.units).toHaveLength(1);
    expect(set.units[0]!.geometry).toEqual(set.outline);
    expect(new Set(set.units[0]!.geometry.coordinates[0]!.map(String))).toEqual(
      new Set(SQUARE.coordinates[0]!.map(String)),
    );
    expect(set.units[0]).not.toHaveProperty('community');
  });

  it('a cul-de-sac bounds nothing and leaves no vertex', () => {
    const close = line('里弄', 'local', [
      [300, -10],
      [300, 250],
      [350, 250],
    ]);
    const set = cut({ barriers: [close] });
    expect(set.units).toHaveLength(1);
    expect(set.units[0]!.geometry.coordinates[0]).toHaveLength(5);
  });

  it('a lake in a block: a hole, and a unit in it', () => {
    const lake = line('镜湖', 'river', circle(300, 300, 100, 48));
    const set = cut({ barriers: [lake] });
    expect(set.units).toHaveLength(2);
    expect(set.units.map(({ geometry }) => geometry.coordinates.length).sort()).toEqual([1, 2]);
    const between = set.borders.find(({ units }) => units[1] !== null)!;
    expect(between.stretches[0]!.barrier).toMatchObject({ class: 'river', name: '镜湖' });
  });

  it('a river that winds across the outline: nothing outside, no crumbs in its bends', () => {
    const winding = Array.from(
      { length: 121 },
      (_, i): Metres => [25 * Math.sin(i / 4), 5 * i + 1.3],
    );
    const set = cut({ barriers: [line('曲河', 'river', winding)], ground: SQUARE });
    expect(set.units).toHaveLength(1);
    const wide = winding.map(([x, y]): Metres => [6 * x, y]);
    const across = cut({ barriers: [line('曲河', 'river', wide)] });
    expect(across.units.length).toBeGreaterThan(2);
    expect(Math.min(...areas(across))).toBeGreaterThanOrEqual(2000);
  });

  it('two parts of the ground: no unit reaches over', () => {
    const ground = multiPolygon([box(0, 0, 300, 300)], [box(500, 0, 800, 300)]);
    const street = line('横路', 'local', [
      [-20, 150],
      [820, 150],
    ]);
    const set = cut({ ground, barriers: [street] });
    expect(set.units).toHaveLength(4);
    expect(set.outline!.type).toBe('MultiPolygon');
  });

  it('the outline is told with the barrier that it follows', () => {
    const beside = line('环城河', 'river', [
      [-8, -50],
      [-8, 650],
    ]);
    const set = cut({ barriers: [beside] });
    const [outer] = set.borders;
    expect(outer!.units).toEqual([0, null]);
    const named = outer!.stretches.filter(({ barrier }) => barrier?.name === '环城河');
    expect(named.reduce((sum, { lengthMetres }) => sum + lengthMetres, 0)).toBeCloseTo(600, -2);
    expect(
      buildUnits({ jurisdiction: { geometry: SQUARE }, barriers: [beside] }, { toleranceMetres: 0 })
        .borders[0]!.stretches[0]!.barrier,
    ).toBeNull();
  });
});

describe('crumbs', () => {
  const cross = [
    line('东西街', 'collector', [
      [-10, 300],
      [610, 300],
    ]),
    line('南北街', 'collector', [
      [300, -10],
      [300, 610],
    ]),
  ];

  it('a roundabout’s island joins a block', () => {
    const set = cut({ barriers: [...cross, line('环岛', 'collector', circle(300, 300, 14))] });
    expect(set.units).toHaveLength(4);
    expect(set.report.crumbsAbsorbed).toBeGreaterThanOrEqual(1);
    expect(set.report.crumbAreaSquareMetres).toBeLessThan(2000);
  });

  it('the ground between two carriageways joins one side', () => {
    const carriageways = [
      line('大道东行', 'arterial', [
        [-10, 294],
        [610, 294],
      ]),
      line('大道西行', 'arterial', [
        [-10, 306],
        [610, 306],
      ]),
    ];
    const options = { prepare: { mergeCarriagewaysWithinMetres: 0 } };
    const set = cut({ barriers: carriageways }, options);
    expect(set.units).toHaveLength(2);
    expect(set.report.crumbsAbsorbed).toBe(1);
    const between = set.borders.find(({ units }) => units[1] !== null)!;
    expect(between.stretches).toHaveLength(1);
    expect(between.lengthMetres).toBeCloseTo(600, 0);
  });

  it('a strip that is wide at one end only is a crumb all the same', () => {
    const fork = [
      line('大道', 'arterial', [
        [-10, 300],
        [610, 300],
      ]),
      line('辅道', 'local', [
        [-10, 308],
        [540, 308],
        [560, 328],
        [610, 328],
      ]),
    ];
    const options = { prepare: { mergeCarriagewaysWithinMetres: 0 } };
    expect(cut({ barriers: fork }, options).units).toHaveLength(2);
  });

  it('join across the weakest border, never the river while a street is left', () => {
    // Between the river and the road the street cuts off a wedge; its river bank is the longest side.
    const barriers = [
      line('大河', 'river', [
        [-10, 300],
        [610, 300],
      ]),
      line('斜街', 'local', [
        [250, 300],
        [300, 320],
        [350, 300],
      ]),
    ];
    const set = cut({ barriers });
    expect(set.units).toHaveLength(2);
    expect(set.report.borderLengthByClass).toEqual({ river: expect.closeTo(600, 0) });
  });

  it('a river island too small for a unit joins across the river: there is no other way', () => {
    const barriers = [line('心洲', 'river', circle(300, 300, 20, 40))];
    const set = cut({ barriers, ground: SQUARE }, { prepare: { closeWithinMetres: 0 } });
    expect(set.units).toHaveLength(1);
    expect(set.report.crumbsAbsorbed).toBe(1);
  });

  it('thresholds are the caller’s', () => {
    const set = cut({ barriers: GRID }, { minAreaSquareMetres: 40_001 });
    expect(set.units.length).toBeLessThan(9);
    expect(Math.min(...areas(set))).toBeGreaterThan(40_000);
    const none = cut(
      { barriers: [...cross, line('环岛', 'collector', circle(300, 300, 14))] },
      { minAreaSquareMetres: 0, minWidthMetres: 0 },
    );
    expect(none.units).toHaveLength(8);
  });

  it('one that is all there is of a community stays, and is noted', () => {
    const tiny = community('小', polygon(box(600, 0, 630, 30)));
    const rest = community('大', SQUARE);
    const set = buildUnits({ communities: [rest, tiny], barriers: [] });
    expect(set.units.map((unit) => unit.community)).toEqual(['大', '小']);
    const [note] = notesOf(set, 'crumb-kept');
    expect(note).toMatchObject({ units: ['U0002'], communities: ['小'] });
    expect(note!.message.zh).toContain('予以保留');
  });
});

describe('estates', () => {
  const street = line('东西街', 'arterial', [
    [-10, 300],
    [610, 300],
  ]);
  const across = estate('E1', polygon(box(100, 250, 200, 350)));

  it('blocks that an estate lies in are joined', () => {
    expect(cut({ barriers: [street] }).units).toHaveLength(2);
    const set = cut({ barriers: [street], estates: [across] });
    expect(set.units).toHaveLength(1);
    expect(set.units[0]!.estates).toEqual(['E1']);
    expect(set.report.estatesKeptWhole).toBe(1);
  });

  it('an estate that only touches a street, or reaches over by a hair, joins nothing', () => {
    const beside = estate('E2', polygon(box(100, 300, 200, 400)));
    const hair = estate('E3', polygon(box(100, 299.97, 200, 400)));
    const set = cut({ barriers: [street], estates: [beside, hair] });
    expect(set.units).toHaveLength(2);
    expect(set.units.map(({ estates }) => estates)).toEqual([['E2', 'E3'], []]);
    expect(set.report.estatesKeptWhole).toBe(0);
  });

  it.each(['river', 'expressway', 'railway'] as const)(
    '%s: not joined across, but noted',
    (kind) => {
      const barrier = line('大界', kind, [
        [-10, 300],
        [610, 300],
      ]);
      const set = cut({ barriers: [barrier], estates: [across] });
      expect(set.units.map(({ estates }) => estates)).toEqual([['E1'], ['E1']]);
      const [note] = notesOf(set, 'estate-divided');
      expect(note).toMatchObject({
        estates: ['E1'],
        units: ['U0001', 'U0002'],
        barriers: ['大界'],
      });
      expect(note!.message.zh).toContain('“大界”两侧');
    },
  );

  it('joined by way of a street where the river does not reach', () => {
    // The river ends in a dam street: both banks are joined around it.
    const barriers = [
      line('支流', 'river', [
        [-10, 300],
        [300, 300],
      ]),
      line('坝街', 'local', [
        [300, -10],
        [300, 610],
      ]),
    ];
    const wide = estate('E4', polygon(box(200, 200, 400, 400)));
    const set = cut({ barriers, estates: [wide] });
    expect(set.units).toHaveLength(1);
    expect(notesOf(set, 'estate-divided')).toEqual([]);
  });

  it('a border of communities stays: noted', () => {
    const west = community('西', polygon(box(0, 0, 150, 600)));
    const east = community('东', polygon(box(150, 0, 600, 600)));
    const set = cut({ communities: [west, east], estates: [across] });
    expect(set.units.map((unit) => unit.community)).toEqual(['西', '东']);
    expect(notesOf(set, 'estate-divided')[0]!.message.zh).toContain('跨越社区边界');
  });

  it('parts far apart, no shape, outside: each is said', () => {
    const apart = estate('E5', multiPolygon([box(10, 10, 60, 60)], [box(500, 500, 590, 590)]));
    const set = cut({
      barriers: GRID,
      estates: [apart, estate('E6', null), estate('E7', polygon(box(900, 0, 950, 50)))],
    });
    expect(set.units).toHaveLength(9);
    expect(notesOf(set, 'estate-divided')[0]!.message.en).toContain('not next to each other');
    expect(notesOf(set, 'estate-unchecked')[0]!.estates).toEqual(['E6']);
    expect(notesOf(set, 'estate-outside')[0]!.estates).toEqual(['E7']);
  });
});

describe('communities', () => {
  const west = community('西', polygon(box(0, 0, 250, 600)));
  const east = community('东', polygon(box(250, 0, 600, 600)));

  it('no unit lies in two of them', () => {
    const set = cut({ barriers: GRID, communities: [west, east] });
    // The border cuts the middle column; both of its halves are wide enough to stay.
    expect(set.units).toHaveLength(12);
    expect(set.units.filter((unit) => unit.community === '西')).toHaveLength(6);
    const middle = set.borders.filter(({ units: [a, b] }) => {
      const other = b === null ? undefined : set.units[b]!.community;
      return other !== undefined && other !== set.units[a]!.community;
    });
    expect(middle).toHaveLength(3);
    expect(middle.every(({ stretches }) => stretches[0]!.barrier === null)).toBe(true);
  });

  it('an exclave inside another community is a unit of its own community', () => {
    const parts = community('西', multiPolygon([box(0, 0, 250, 600)], [box(400, 200, 500, 300)]));
    const around = community(
      '东',
      polygon(box(250, 0, 600, 600), [...box(400, 200, 500, 300)].reverse()),
    );
    const set = cut({ communities: [parts, around] });
    expect(set.units.map((unit) => unit.community).sort()).toEqual(['东', '西', '西']);
  });

  it('ground that two claim goes to the smaller, and is noted', () => {
    const wider = community('西', polygon(box(0, 0, 300, 600)));
    const set = cut({ communities: [wider, east] });
    expect(areas(set)).toEqual([expect.closeTo(180_000, -2), expect.closeTo(180_000, -2)]);
    const [note] = notesOf(set, 'community-overlap');
    expect(note).toMatchObject({ communities: ['东', '西'] });
    expect(note!.areaSquareMetres).toBeCloseTo(50 * 600, -1);
  });

  it('a gap is units without a community; a crumb of a gap joins a neighbour', () => {
    const far = community('东', polygon(box(350, 0, 600, 600)));
    const gap = cut({ communities: [west, far] });
    expect(gap.units.map((unit) => unit.community)).toEqual(['西', null, '东']);
    expect(notesOf(gap, 'community-gap')[0]).toMatchObject({ units: ['U0002'] });

    const near = community('东', polygon(box(252, 0, 600, 600)));
    const sliver = cut({ communities: [west, near] });
    expect(sliver.units.map((unit) => unit.community)).toEqual(['西', '东']);
    const [note] = notesOf(sliver, 'community-gap');
    expect(note!.areaSquareMetres).toBeCloseTo(1200, 0);
    expect(note!.message.en).toContain('too little for a unit');
  });

  it('what lies outside the jurisdiction is in no unit, and is noted', () => {
    const beyond = community('东', polygon(box(250, 0, 700, 600)));
    const set = cut({ communities: [west, beyond] });
    expect(notesOf(set, 'community-outside')[0]!.areaSquareMetres).toBeCloseTo(60_000, -1);
  });

  it('without a jurisdiction their outline is taken, with the gaps they enclose', () => {
    const holed = community(
      '东',
      polygon(box(250, 0, 600, 600), [...box(400, 200, 500, 300)].reverse()),
    );
    const set = buildUnits({ communities: [west, holed], barriers: GRID });
    expectTiling(set, polygon(ring([0, 0], [250, 0], [600, 0], [600, 600], [250, 600], [0, 600])));
    expect(set.units.filter((unit) => unit.community === null)).toHaveLength(1);
    expect(notesOf(set, 'outline-assumed')).toHaveLength(1);
  });

  it('one without a valid shape is said', () => {
    const bowTie = community('结', polygon(ring([300, 0], [600, 600], [600, 0], [300, 600])));
    const set = cut({ communities: [west, bowTie, community('空', null)] });
    const notes = notesOf(set, 'invalid-area');
    expect(notes.map(({ communities }) => communities)).toEqual([['结'], ['空']]);
    expect(set.units.filter((unit) => unit.community === '结')).toHaveLength(2);
  });
});

describe('the call', () => {
  it('does not depend on the order of anything', () => {
    const communities = [
      community('西', polygon(box(0, 0, 310, 600))),
      community('东', polygon(box(250, 0, 600, 600))),
    ];
    const estates = [
      estate('E1', polygon(box(150, 150, 250, 250))),
      estate('E2', polygon(box(350, 450, 450, 550))),
    ];
    const jurisdiction = { id: '990101', geometry: SQUARE };
    const set = buildUnits({ jurisdiction, barriers: GRID, communities, estates });
    const turned = buildUnits({
      jurisdiction,
      barriers: [...GRID].reverse(),
      communities: [...communities].reverse(),
      estates: [...estates].reverse(),
    });
    expect(turned).toEqual(set);
    expect(set.units[0]!.id).toBe('990101-U0001');
  });

  it('keeps the ids of earlier units when a street is drawn', () => {
    const before = cut({ barriers: GRID });
    const lane = line('新巷', 'local', [
      [0, 500],
      [200, 500],
    ]);
    const after = cut({ barriers: [lane, ...GRID] }, { previous: before.units });
    expect(after.units).toHaveLength(10);
    const places = new Map(before.units.map(({ id, geometry }) => [id, JSON.stringify(geometry)]));
    // The divided block's id goes to one of its halves at most, and the other eight stay what they are.
    const same = after.units.filter(
      ({ id, geometry }) => places.get(id) === JSON.stringify(geometry),
    );
    expect(same.length).toBeGreaterThanOrEqual(6);
    const fresh = after.units.filter(({ id }) => !places.has(id)).map(({ id }) => id);
    expect(fresh).toEqual(fresh.length === 1 ? ['U0010'] : ['U0010', 'U0011']);
    expect(after.units.filter(({ id }) => places.has(id)).length).toBeGreaterThanOrEqual(8);
  });

  it('tells how far it is, ever further, and stops when cancelled', () => {
    const shares: number[] = [];
    buildUnits(
      { jurisdiction: { geometry: SQUARE }, barriers: GRID },
      { onProgress: (share) => shares.push(share) },
    );
    expect(shares.length).toBeGreaterThan(4);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    const controller = new AbortController();
    const stop = () => controller.abort(new Error('enough'));
    expect(() =>
      buildUnits(
        { jurisdiction: { geometry: SQUARE }, barriers: GRID },
        { signal: controller.signal, onProgress: stop },
      ),
    ).toThrow('enough');
  });

  it('refuses options out of range, and no ground at all', () => {
    const input = { jurisdiction: { geometry: SQUARE }, barriers: [] };
    expect(() => buildUnits(input, { minAreaSquareMetres: -1 })).toThrow(
      'minAreaSquareMetres must be a number of at least 0, not -1',
    );
    expect(() => buildUnits(input, { minWidthMetres: Number.NaN })).toThrow(RangeError);
    expect(() => buildUnits({ barriers: [] })).toThrow(TypeError);
  });

  it('ground that cannot be used gives no units, and says why', () => {
    const broken = polygon([
      [0, 0],
      [Number.NaN, 1],
      [1, 1],
      [0, 0],
    ] as Position[]);
    const set = buildUnits({ jurisdiction: { geometry: broken }, barriers: GRID });
    expect(set.units).toEqual([]);
    expect(notesOf(set, 'invalid-area')).toHaveLength(1);
    expect(notesOf(set, 'failed')[0]!.message.zh).toContain('没有可用的辖区范围');
    expect(notesOf(buildUnits({ communities: [], barriers: GRID }), 'failed')).toHaveLength(1);
    expect(set.report.barriers.given).toBe(4);
  });

  it('a step that fails is put into words', () => {
    const note = failedNote(new TooTangledError('more than 2000000 crossings'));
    expect(note).toMatchObject({ kind: 'failed', units: [] });
    expect(note.message.zh).toContain('交叉过多（more than 2000000 crossings）');
    expect(failedNote(new InconsistentCoverageError('x')).message.en).toContain('contradicts');
  });

  it('a bow-tie of a jurisdiction is what it covers by the even–odd rule', () => {
    const bowTie = polygon(ring([0, 0], [600, 600], [600, 0], [0, 600]));
    const set = buildUnits({ jurisdiction: { geometry: bowTie }, barriers: [] });
    expect(set.units).toHaveLength(2);
    expect(notesOf(set, 'invalid-area')[0]!.message.zh).toContain('奇偶规则');
  });
});
