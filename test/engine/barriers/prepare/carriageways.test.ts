import { describe, expect, it } from 'vitest';
import type { BarrierSource } from '#engine/barriers/types.ts';
import { idsOf, lengthOf, line, type Metres, notesOf, prepare, runsOf } from './town-plan.ts';

const AVENUE = { class: 'arterial', name: '成府路', oneway: true } as const;

const pair = (gap: number, rest: Partial<BarrierSource> = {}): BarrierSource[] => [
  line(
    'north',
    [
      [600, gap / 2],
      [0, gap / 2],
      [-600, gap / 2],
    ],
    { ...AVENUE, ...rest },
  ),
  line(
    'south',
    [
      [-600, -gap / 2],
      [0, -gap / 2],
      [600, -gap / 2],
    ],
    { ...AVENUE, ...rest },
  ),
];

const middleHeights = (runs: readonly (readonly Metres[])[]): number[] =>
  runs
    .flat()
    .filter(([x]) => Math.abs(x) < 480)
    .map(([, y]) => y);

describe('prepareBarriers: carriageways', () => {
  it('two carriageways become one centreline in their middle, under one id with both in the note', () => {
    const prepared = prepare(pair(30));
    expect(prepared.lines).toHaveLength(1);
    expect(prepared.lines[0]).toMatchObject({ class: 'arterial', name: '成府路' });
    for (const [, y] of runsOf(prepared, prepared.lines[0]!.id).flat()) expect(y).toBeCloseTo(0, 0);
    const [note] = notesOf(prepared, 'merged-carriageway');
    expect(note?.barriers).toEqual(['north', 'south']);
    expect(note?.message.zh).toMatch(/^“成府路”：并行线（平均相距 30 米）合并为一条中线/);
    expect(note?.message.en).toContain('30 m apart on average');
  });

  it('carriageways of many short ways are chained before they are paired', () => {
    const ways: BarrierSource[] = [];
    for (let x = -600; x < 600; x += 40) {
      ways.push(
        line(
          `n${x}`,
          [
            [x + 40, 12],
            [x, 12],
          ],
          AVENUE,
        ),
        line(
          `s${x}`,
          [
            [x, -12],
            [x + 40, -12],
          ],
          AVENUE,
        ),
      );
    }
    const prepared = prepare(ways);
    const runs = prepared.lines.flatMap(({ id }) => runsOf(prepared, id));
    for (const y of middleHeights(runs)) expect(y).toBeCloseTo(0, 0);
    expect(lengthOf(runs)).toBeCloseTo(1002, -1);
  });

  it('side streets that end on either carriageway reach the centreline', () => {
    const prepared = prepare([
      ...pair(30),
      line('up', [
        [-200, 15],
        [-200, 600],
      ]),
      line('down', [
        [200, -15],
        [200, -600],
      ]),
    ]);
    expect(runsOf(prepared, 'up').flat()).toContainEqual([-200, 0]);
    expect(runsOf(prepared, 'down').flat()).toContainEqual([200, 0]);
    expect(notesOf(prepared, 'dangling')).toEqual([]);
    expect(notesOf(prepared, 'closed-undershoot')).toEqual([]);
  });

  it('a street that ends on the far carriageway is trimmed to the centreline', () => {
    const prepared = prepare([
      ...pair(30),
      line('up', [
        [100, -15],
        [100, 600],
      ]),
    ]);
    const heights = runsOf(prepared, 'up')
      .flat()
      .map(([, y]) => y);
    expect(Math.min(...heights)).toBeCloseTo(0, 0);
  });

  it('a street cut into ways at the carriageways crosses the centreline once', () => {
    const prepared = prepare([
      ...pair(30),
      line('a', [
        [100, -600],
        [100, -15],
      ]),
      line('b', [
        [100, -15],
        [100, 15],
      ]),
      line('c', [
        [100, 15],
        [100, 600],
      ]),
    ]);
    const runs = ['a', 'b', 'c'].flatMap((id) => runsOf(prepared, id));
    expect(lengthOf(runs)).toBeCloseTo(1002, 0);
    expect(runs.flat()).toContainEqual([100, 0]);
  });

  it('two dual roads cross in one node', () => {
    const across = { ...AVENUE, name: '中关村东路' };
    const prepared = prepare([
      ...pair(24),
      line(
        'up',
        [
          [12, -600],
          [12, 600],
        ],
        across,
      ),
      line(
        'down',
        [
          [-12, 600],
          [-12, -600],
        ],
        across,
      ),
    ]);
    expect(prepared.lines).toHaveLength(2);
    for (const { id } of prepared.lines) {
      const runs = runsOf(prepared, id);
      expect(lengthOf(runs)).toBeCloseTo(1002, 0);
      expect(runs.flat()).toContainEqual([0, 0]);
    }
  });

  it('where carriageways part, the line returns to each without a break', () => {
    const prepared = prepare([
      line(
        'one',
        [
          [-600, 0],
          [0, 0],
        ],
        { ...AVENUE, oneway: false },
      ),
      line(
        'left',
        [
          [600, 200],
          [300, 10],
          [0, 0],
        ],
        AVENUE,
      ),
      line(
        'right',
        [
          [0, 0],
          [300, -10],
          [600, -200],
        ],
        AVENUE,
      ),
    ]);
    expect(notesOf(prepared, 'dangling')).toEqual([]);
    expect(notesOf(prepared, 'merged-carriageway')).toHaveLength(1);
    const ends = prepared.lines.flatMap(({ id }) => runsOf(prepared, id)).flat();
    expect(ends.filter(([x]) => x > 500)).toHaveLength(2);
  });

  it.each([
    ['of different names', [pair(30)[0]!, { ...pair(30)[1]!, name: '北四环' }]],
    ['further apart than the option', pair(70)],
    [
      'of nameless two-way streets',
      pair(20, { class: 'local', name: undefined, oneway: false } as object),
    ],
    ['of a road and a railway', [pair(30)[0]!, { ...pair(30)[1]!, class: 'railway' as const }]],
  ])('lines %s stay apart', (_, sources) => {
    const prepared = prepare(sources as BarrierSource[]);
    expect(idsOf(prepared)).toEqual(['north', 'south']);
    expect(notesOf(prepared, 'merged-carriageway')).toEqual([]);
  });

  it('nothing is merged where the option is 0', () => {
    expect(idsOf(prepare(pair(20), { mergeCarriagewaysWithinMetres: 0 }))).toEqual([
      'north',
      'south',
    ]);
  });

  it('an expressway’s carriageways may run further apart', () => {
    expect(prepare(pair(55, { class: 'expressway' })).lines).toHaveLength(1);
    expect(prepare(pair(55)).lines).toHaveLength(2);
  });

  it('a great road of one name needs no direction of traffic', () => {
    const prepared = prepare(pair(30, { oneway: undefined } as object));
    expect(prepared.lines).toHaveLength(1);
  });

  it('auxiliary lanes go with the road that they are named after', () => {
    const prepared = prepare([
      ...pair(20),
      line(
        'side',
        [
          [-600, -32],
          [600, -32],
        ],
        { class: 'collector', name: '成府路辅路', oneway: true },
      ),
    ]);
    expect(prepared.lines).toHaveLength(1);
    expect(prepared.lines[0]).toMatchObject({ class: 'arterial', name: '成府路' });
  });

  it('the tracks of a yard wider than tracks may be apart become one', () => {
    const tracks = Array.from({ length: 14 }, (_, i) =>
      line(
        `t${String(i).padStart(2, '0')}`,
        [
          [-600, 10 * i],
          [600, 10 * i],
        ],
        { class: 'railway' },
      ),
    );
    expect(prepare(tracks).lines).toHaveLength(1);
  });

  it('both sides of a canal become one', () => {
    const prepared = prepare(
      pair(20, { class: 'canal', oneway: undefined, name: '京密引水渠' } as object),
    );
    expect(prepared.lines).toHaveLength(1);
  });
});
