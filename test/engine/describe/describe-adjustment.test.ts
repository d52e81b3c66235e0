import { describe, expect, test } from 'vitest';
import type { CommunityInput } from '#engine/coverage/types.ts';
import type { AdjustmentContext } from '#engine/describe/adjusted-pieces.ts';
import { describeAdjustment } from '#engine/describe/describe-adjustment.ts';
import { box, multiPolygon, polygon, ring } from '../../helpers/squares.ts';
import { line } from './town-pieces.ts';

type Box = readonly [west: number, south: number, east: number, north: number];

const place = (id: string, bounds: Box, properties = {}): CommunityInput => ({
  id,
  name: `${id}社区`,
  nameEn: `Community ${id}`,
  properties,
  geometry: polygon(box(...bounds)),
});

// Two columns and two rows of 800 m; roads between them and around.
const A = place('A', [0, 0, 800, 800], { households: 380, kind: 'urban' });
const B = place('B', [800, 0, 1600, 800], { households: 2100, kind: 'urban' });
const C = place('C', [0, 800, 800, 1600], { kind: 'village' });
const D = place('D', [800, 800, 1600, 1600]);
const TOWN = [A, B, C, D];

const CONTEXT: AdjustmentContext = {
  barriers: [
    line('西路', 'arterial', [0, -100], [0, 1700]),
    line('中路', 'arterial', [800, -100], [800, 1700]),
    line('东路', 'arterial', [1600, -100], [1600, 1700]),
    line('南河', 'river', [-100, 0], [1700, 0]),
    line('横路', 'arterial', [-100, 800], [1700, 800]),
    line('北路', 'arterial', [-100, 1600], [1700, 1600]),
    line('小街', 'local', [-100, 400], [1700, 400]),
  ],
};

const adjust = (after: readonly CommunityInput[], before = TOWN) =>
  describeAdjustment(before, after, CONTEXT);

const kinds = (after: readonly CommunityInput[]): string[] =>
  adjust(after).items.map(({ kind }) => kind);

describe('what is done', () => {
  test('nothing', () => {
    const { items, unchanged, text } = adjust(TOWN);
    expect(items).toEqual([]);
    expect(unchanged).toEqual(['A', 'B', 'C', 'D']);
    expect(text).toEqual({ zh: '各社区管辖范围均无变化。', en: 'No community changes.' });
  });

  test('a community is abolished and goes to its neighbour', () => {
    const { items, text } = adjust([place('B', [0, 0, 1600, 800]), C, D]);
    expect(items).toMatchObject([{ kind: 'merge', from: ['A'], to: ['B'], abolished: ['A'] }]);
    expect(items[0]!.pieces).toMatchObject([
      { isWhole: true, households: { value: 380, estimated: false }, from: 'A', to: 'B' },
    ]);
    expect(text.zh).toBe(
      '撤销A社区，将横路以南、中路以西、南河以北、西路以东区域（A社区全部辖区，约0.64平方千米，380户）划入B社区管辖。\n' +
        '调整后B社区四至：东至东路，南至南河，西至西路，北至横路。\n' +
        'C社区、D社区管辖范围不变。',
    );
    expect(text.en).toBe(
      'Abolish Community A; the whole of Community A (south of 横路, west of 中路, north of the river 南河 and east of 西路; about 0.64 km², 380 households) passes to Community B.\n'.replace(
        'the river ',
        '',
      ) +
        'Community B is then bounded on the east by 东路, on the south by 南河, on the west by 西路, and on the north by 横路.\n' +
        'Community C and Community D stay as they are.',
    );
  });

  test('a community with an exclave goes wholly, its figure once', () => {
    const divided = {
      ...A,
      geometry: multiPolygon([box(0, 0, 800, 800)], [box(2000, 0, 2300, 300)]),
    };
    const taker = {
      ...B,
      geometry: multiPolygon([box(0, 0, 1600, 800)], [box(2000, 0, 2300, 300)]),
    };
    const { items } = adjust([taker, C, D], [divided, B, C, D]);
    expect(items).toMatchObject([{ kind: 'merge', abolished: ['A'], to: ['B'] }]);
    expect(items[0]!.pieces.map(({ isWhole }) => isWhole)).toEqual([true, true]);
    expect(items[0]!.text.zh).toBe(
      '撤销A社区，将横路以南、中路以西、南河以北、西路以东区域（A社区全部辖区，约0.73平方千米，380户）划入B社区管辖。',
    );
  });

  test('a community that overlapped another goes wholly all the same', () => {
    const wide = { ...A, geometry: polygon(box(0, 0, 900, 800)) };
    const { items } = adjust(
      [place('B', [800, 0, 1600, 800]), place('C', [0, 0, 800, 1600]), D],
      [wide, B, C, D],
    );
    expect(items.map(({ kind }) => kind)).toEqual(['merge', 'resolve']);
    expect(items[1]!.text.zh).toMatch(/^A社区与B社区原交叉重叠的.*明确由B社区管辖。$/);
  });

  test('two are abolished and merged into a new one', () => {
    const { items, text } = adjust([place('N', [0, 0, 1600, 800]), C, D]);
    expect(items).toMatchObject([
      { kind: 'merge', from: ['A', 'B'], to: ['N'], abolished: ['A', 'B'], created: ['N'] },
    ]);
    expect(text.zh).toMatch(
      /^撤销A社区、B社区，合并设立N社区，管辖横路以南.*以及.*2100户）。\nN社区四至：东至东路/,
    );
  });

  test('one stays and a part becomes a community', () => {
    const { items, text } = adjust([
      place('A', [0, 0, 800, 400]),
      place('N', [0, 400, 800, 800]),
      B,
      C,
      D,
    ]);
    expect(items).toMatchObject([
      { kind: 'split', from: ['A'], to: ['A', 'N'], abolished: [], created: ['N'] },
    ]);
    expect(text.zh).toContain('从A社区析出小街以北区域（约0.32平方千米）设立N社区。');
    expect(text.en).toContain(
      'Out of Community A, the part north of 小街 (about 0.32 km²) forms Community N.',
    );
  });

  test('one ceases and becomes two', () => {
    const { items, text } = adjust([
      place('N', [0, 0, 800, 400]),
      place('M', [0, 400, 800, 800]),
      B,
      C,
      D,
    ]);
    expect(items).toMatchObject([
      { kind: 'split', from: ['A'], to: ['M', 'N'], abolished: ['A'], created: ['M', 'N'] },
    ]);
    expect(text.zh).toContain(
      '撤销A社区，分设M社区、N社区：将原A社区小街以北区域（约0.32平方千米）划归M社区，小街以南区域（约0.32平方千米）划归N社区。',
    );
  });

  test('a part passes to a neighbour', () => {
    const { items, text, unchanged } = adjust([
      place('A', [0, 0, 800, 400]),
      { ...B, geometry: polygon(box(800, 0, 1600, 800)) },
      place('C', [0, 400, 800, 1600], { kind: 'village' }),
      D,
    ]);
    expect(items).toMatchObject([{ kind: 'transfer', from: ['A'], to: ['C'] }]);
    expect(items[0]!.pieces[0]!.isWhole).toBe(false);
    // The new border alone tells the piece: its other sides are old borders of A.
    expect(Object.keys(items[0]!.pieces[0]!.distinguishedBy)).toEqual(['south']);
    expect(text.zh).toContain('将A社区小街以北区域（约0.32平方千米）划入C社区管辖。');
    expect(unchanged).toEqual(['B', 'D']);
  });

  test('a corner is told by two sides', () => {
    const corner = { ...A, geometry: { type: 'Polygon' as const, coordinates: [L_OF_A] } };
    const { text } = adjust([corner, place('N', [400, 400, 800, 800]), B, C, D]);
    // East of nothing named: only the street tells, and the map the rest.
    expect(text.zh).toContain('小街以北区域（约0.16平方千米，无道路、河流可依处以附图为准）');
  });

  test('off any barrier, the part of the community is told', () => {
    const [west, east]: CommunityInput[] = [
      place('B', [800, 0, 1250, 800]),
      place('D', [1250, 0, 1600, 1600]),
    ];
    const upper = place('D2', [800, 800, 1250, 1600]);
    const { items } = adjust([A, west!, C, east!, upper]);
    const passed = items.find(({ kind }) => kind === 'transfer')!;
    expect(passed.text.zh).toBe('将B社区东部区域（约0.28平方千米，界线以附图为准）划入D社区管辖。');
  });

  test('one ceases and its ground goes to several', () => {
    const { items, text } = adjust([
      place('B', [400, 0, 1600, 800]),
      place('C', [0, 0, 400, 1600]),
      D,
    ]);
    expect(items.map(({ kind }) => kind)).toContain('abolish');
    expect(text.zh).toMatch(/撤销A社区，将.*划入B社区管辖，将.*划入C社区管辖。/);
  });

  test('a new one is made of ground from several', () => {
    const { items, text } = adjust([
      place('A', [0, 0, 800, 400]),
      place('B', [800, 0, 1600, 400]),
      place('N', [0, 400, 1600, 800]),
      C,
      D,
    ]);
    expect(items).toMatchObject([{ kind: 'create', from: ['A', 'B'], to: ['N'] }]);
    expect(text.zh).toContain(
      '设立N社区，将A社区小街以北区域（约0.32平方千米）以及B社区小街以北区域（约0.32平方千米）划入其管辖。',
    );
  });

  test('a village becomes a community, its range unchanged, whatever its code', () => {
    const converted = { ...C, id: 'X', name: '新C社区', properties: { kind: 'converted' } };
    expect(adjust([A, B, converted, D]).items).toMatchObject([
      { kind: 'convert', from: ['C'], to: ['X'], abolished: [], created: [], pieces: [] },
    ]);
    expect(adjust([A, B, converted, D]).items[0]!.text.zh).toBe(
      'C社区成建制由行政村改为村改社区，更名为新C社区，管辖范围不变。',
    );
  });

  test('a new name, a new code', () => {
    expect(adjust([{ ...A, name: '甲社区' }, B, C, D]).items[0]!.text.zh).toBe(
      'A社区更名为甲社区，管辖范围不变。',
    );
    // With another code and another English name: not the same Chinese name twice.
    const named = { ...A, name: 'A社区', nameEn: 'Old Town' };
    const text = (after: CommunityInput) =>
      adjust([after, B, C, D], [named, B, C, D]).items[0]!.text;
    expect(text({ ...named, id: 'A2', nameEn: 'New Town' })).toEqual({
      zh: 'A社区英文名称改为New Town，编码由A改为A2，管辖范围不变。',
      en: 'Old Town is renamed New Town and changes its code from A to A2; its ground is unchanged.',
    });
    const { nameEn: _, ...plain } = named;
    expect(text({ ...plain, id: 'A2' }).zh).toBe(
      'A社区不再有英文名称，编码由A改为A2，管辖范围不变。',
    );
    expect(text({ ...named, name: '甲社区' })).toEqual({
      zh: 'A社区更名为甲社区，管辖范围不变。',
      en: 'Old Town is named 甲社区 in Chinese; its ground is unchanged.',
    });
    expect(adjust([{ ...A, id: 'A2' }, B, C, D]).items[0]!.text.zh).toBe(
      'A社区编码由A改为A2，管辖范围不变。',
    );
  });

  test('ground of no community is taken in, given up, settled, or claimed twice', () => {
    const gap = [A, B, C];
    expect(adjust([A, B, C, place('D', [800, 800, 1600, 1600])], gap).items[0]!.text.zh).toBe(
      '设立D社区，将北路以南、东路以西、横路以北、中路以东区域（约0.64平方千米）划入其管辖。',
    );
    const larger = place('B', [800, 0, 1600, 1600]);
    expect(kinds([A, larger, C, D])).toEqual(['overlap']);
    expect(adjust(TOWN, [A, larger, C, D]).items.map(({ kind }) => kind)).toEqual(['resolve']);
    expect(adjust([A, larger, C], gap).items.map(({ kind }) => kind)).toEqual(['fill']);
    expect(adjust(gap, [A, larger, C]).items.map(({ kind }) => kind)).toEqual(['release']);
    expect(kinds([A, B, C])).toEqual(['abolish']);
    expect(adjust([A, B, C]).items[0]!.text.zh).toMatch(/^撤销D社区，.*不再划入任何社区。$/);
  });
});

const L_OF_A = [
  box(0, 0, 800, 400)[0]!,
  box(0, 0, 800, 400)[1]!,
  box(0, 0, 800, 400)[2]!,
  box(0, 0, 400, 400)[2]!,
  box(0, 0, 400, 800)[2]!,
  box(0, 0, 400, 800)[3]!,
  box(0, 0, 800, 400)[0]!,
];

describe('what is left out', () => {
  test('slivers, and the text says so', () => {
    const { items, ignored, text } = adjust([
      place('A', [0, 0, 801, 800], { households: 380, kind: 'urban' }),
      { ...B, geometry: polygon(box(801, 0, 1600, 800)) },
      C,
      D,
    ]);
    expect(items).toEqual([]);
    expect(ignored.pieces).toBe(1);
    expect(ignored.areaSquareMetres).toBeCloseTo(800, 0);
    expect(text.zh).toBe(
      '各社区管辖范围均无变化。\n另有1处微小出入（面积不足200平方米或宽度不足3米，合计约800平方米），视为制图误差，未列入。',
    );
    expect(text.en).toContain(
      '1 small difference (under 200 m² or narrower than 3 m, about 800 m² together)',
    );
  });
});

test('households of a piece come from its units, as an estimate where one is cut', () => {
  const unit = (id: string, bounds: Box, households: number) => ({
    id,
    households,
    geometry: polygon(box(...bounds)),
  });
  const after = [place('A', [0, 0, 800, 400]), place('C', [0, 400, 800, 1600]), B, D];
  const figures = (units: ReturnType<typeof unit>[]) =>
    describeAdjustment(TOWN, after, { ...CONTEXT, units }).items.find(
      ({ kind }) => kind === 'transfer',
    )!.pieces[0]!.households;
  expect(
    figures([unit('u', [0, 400, 400, 800], 100), unit('v', [400, 400, 800, 800], 40)]),
  ).toEqual({ value: 140, estimated: false });
  expect(
    figures([unit('u', [0, 300, 400, 800], 100), unit('v', [400, 400, 800, 800], 40)]),
  ).toEqual({ value: 140, estimated: true });
});

test('the order of the communities and of the barriers does not matter', () => {
  const after = [place('A', [0, 0, 800, 400]), place('C', [0, 400, 800, 1600]), B, D];
  const turned = describeAdjustment([...TOWN].reverse(), [...after].reverse(), {
    barriers: [...CONTEXT.barriers].reverse(),
  });
  expect(turned.text).toEqual(adjust(after).text);
  expect(turned.unchanged).toEqual(adjust(after).unchanged);
});

describe('shapes that are missing', () => {
  const shapeless = { ...A, geometry: null };

  test('ground of a community without a shape before is not said to come from nobody', () => {
    const { items, notes, unchanged, text } = adjust(TOWN, [shapeless, B, C, D]);
    expect(items).toEqual([]);
    expect(unchanged).toEqual(['B', 'C', 'D']);
    expect(notes).toEqual([
      {
        zh: '调整前A社区的范围不明，未作比较：图形缺失，或面积为零',
        en: 'the ground of Community A before is unknown and is not compared: its shape is missing, or has no area',
      },
    ]);
    expect(text.zh).toBe('B社区、C社区、D社区管辖范围不变。');
  });

  test('nor is that of one without a shape after left to nobody; an empty shape is none', () => {
    for (const geometry of [null, multiPolygon()]) {
      const { items, notes } = adjust([{ ...A, geometry }, B, C, D]);
      expect(items).toEqual([]);
      expect(notes[0]!.zh).toMatch(/^调整后A社区的范围不明/);
    }
  });

  test('a new community without a shape is created without ground', () => {
    const { text } = adjust([...TOWN, { ...place('E', [0, 0, 1, 1]), geometry: null }]);
    expect(text.zh).toMatch(/^设立E社区。\n/);
    expect(text.en).toMatch(/^Create Community E\.\n/);
  });

  test('where nothing can be compared, it is not said that nothing changes', () => {
    const { text } = adjust([shapeless], [shapeless]);
    expect(text.zh).toBe('没有可供比较的范围。');
  });

  test('a shape across the antimeridian is not compared', () => {
    const across = {
      ...A,
      geometry: polygon([
        [179.99, 0],
        [-179.99, 0],
        [-179.99, 0.01],
        [179.99, 0],
      ]),
    };
    const { items, notes } = adjust([across, B, C, D], [across, B, C, D]);
    expect(items).toEqual([]);
    expect(notes[0]!.en).toContain('spans 360° of longitude');
  });

  test('an invalid shape is compared as it stands, and told', () => {
    const crossed = {
      ...A,
      geometry: polygon(ring([0, 0], [800, 800], [800, 0], [0, 700])),
    };
    const { notes } = adjust([crossed, B, C, D]);
    expect(notes[0]!.zh).toMatch(/^调整后A社区的图形无效，有关文字未必可靠：/);
  });
});

describe('words that say no more than holds', () => {
  test('ground around a corner lies on one side or the other, not on both', () => {
    // A gives all but its south-eastern quarter away: west of 短街, or north of 小街.
    const barriers = [...CONTEXT.barriers, line('短街', 'local', [400, -100], [400, 900])];
    const left = { ...A, geometry: polygon(box(400, 0, 800, 400)) };
    const grown = {
      ...C,
      geometry: polygon(ring([0, 0], [400, 0], [400, 400], [800, 400], [800, 1600], [0, 1600])),
    };
    const { items, text } = describeAdjustment(TOWN, [left, B, grown, D], { barriers });
    expect(text.zh).toMatch(/^将A社区短街以西及小街以北区域（约0\.48平方千米）划入C社区管辖。/);
    expect(text.en).toMatch(/^Of Community A, the part west of 短街 or north of 小街 \(/);
    expect(items[0]!.pieces[0]!.remark).toBeNull();
  });

  test('a limit that holds for a part of the ground is left to the map', () => {
    // South of 小街 but for a corner beyond it.
    const left = {
      ...A,
      geometry: polygon(ring([0, 400], [500, 400], [500, 650], [800, 650], [800, 800], [0, 800])),
    };
    const grown = {
      ...B,
      geometry: polygon(
        ring(
          [0, 0],
          [1600, 0],
          [1600, 800],
          [800, 800],
          [800, 650],
          [500, 650],
          [500, 400],
          [0, 400],
        ),
      ),
    };
    const { items } = describeAdjustment(TOWN, [left, grown, C, D], CONTEXT);
    expect(items[0]!.pieces[0]!.remark).not.toBeNull();
  });

  test('ground around what is left is its outer part, not its middle', () => {
    const left = { ...A, geometry: polygon(box(300, 300, 500, 500)) };
    const grown = {
      ...B,
      geometry: polygon(box(0, 0, 1600, 800), box(300, 300, 500, 500)),
    };
    const { text } = describeAdjustment(TOWN, [left, grown, C, D], { barriers: [] });
    expect(text.zh).toMatch(/^将A社区外围区域（/);
    expect(text.en).toMatch(/^Of Community A, the outer part \(/);
  });

  test('a nameless road tells nothing without the map', () => {
    const { name: _, ...street } = line('小街', 'local', [-100, 400], [1700, 400]);
    const [half, grown] = [
      { ...A, geometry: polygon(box(0, 0, 800, 400)) },
      { ...C, geometry: polygon(box(0, 400, 800, 1600)) },
    ];
    const { items } = describeAdjustment(TOWN, [half, B, grown, D], { barriers: [street] });
    expect(items[0]!.pieces[0]!.remark?.zh).toBe('无名道路、河流的位置以附图为准');
  });

  test('ground of nobody, and a few square metres', () => {
    const hole = { ...A, geometry: polygon(ring([3, 0], [800, 0], [800, 800], [0, 800], [0, 2])) };
    const { text } = describeAdjustment(
      [hole, B, C, D],
      TOWN,
      { barriers: [] },
      {
        minAreaSquareMetres: 0,
        minWidthMetres: 0,
      },
    );
    expect(text.zh).toMatch(/^将未划入任何社区的部分区域（约3平方米，/);
    expect(text.en).toMatch(/^Of ground that belonged to no community, a piece \(about 3 m²,/);
  });

  test('part of a community in English: its name before its limits', () => {
    const E = place('E', [0, 400, 1600, 800]);
    const [a, b] = [
      { ...A, geometry: polygon(box(0, 0, 800, 400)) },
      { ...B, geometry: polygon(box(800, 0, 1600, 400)) },
    ];
    expect(adjust([a, b, C, D, E]).text.en).toContain('the part of Community A north of 小街 (');
  });

  test('exclaves in the limits after: one colon is enough', () => {
    const [half, grown] = [
      { ...A, geometry: polygon(box(0, 0, 800, 400)) },
      { ...D, geometry: multiPolygon([box(800, 800, 1600, 1600)], [box(0, 400, 800, 800)]) },
    ];
    const { limitsAfter } = adjust([half, B, C, grown]);
    expect(limitsAfter.map(({ text }) => text.zh)).toEqual([
      '调整后A社区四至：东至中路，南至南河，西至西路，北至小街。',
      '调整后D社区四至：主体部分东至东路，南至横路，西至中路，北至北路。飞地（约0.32平方千米）东至中路，南至小街，西至西路，北至横路。',
    ]);
  });

  test('units that do not tell the households of a piece: a note', () => {
    const [half, grown] = [
      { ...A, geometry: polygon(box(0, 0, 800, 400)) },
      { ...C, geometry: polygon(box(0, 400, 800, 1600)) },
    ];
    const units = [{ id: 'u', geometry: polygon(box(0, 400, 800, 800)) }];
    const { notes } = describeAdjustment(TOWN, [half, B, grown, D], { ...CONTEXT, units });
    expect(notes[0]!.zh).toBe('1处划转区域的户数不明：所给地块未覆盖该处，或缺少户数');
  });
});

test('two drawings of one town that differ in thousands of slivers', () => {
  // A border drawn twice, with vertices in other places and a little to either side.
  const wave = (phase: number): [number, number][] =>
    Array.from({ length: 6000 }, (_, i) => [
      800 + 0.5 * Math.sin(2.1 * i + phase),
      (i * 800) / 5999,
    ]);
  const state = (phase: number): CommunityInput[] => [
    { ...A, geometry: polygon(ring([0, 0], ...wave(phase), [0, 800])) },
    { ...B, geometry: polygon(ring([1600, 800], ...wave(phase).reverse(), [1600, 0])) },
  ];
  const { items, ignored, text } = describeAdjustment(state(0), state(1), CONTEXT);
  expect(items).toEqual([]);
  expect(ignored.pieces).toBeGreaterThan(2000);
  expect(text.zh).toMatch(/^各社区管辖范围均无变化。\n另有\d+处微小出入/);
});
