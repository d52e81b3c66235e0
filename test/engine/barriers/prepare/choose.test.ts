import { describe, expect, it } from 'vitest';
import type { BarrierSource } from '#engine/barriers/types.ts';
import { at, CROSS, idsOf, line, notesOf, prepare } from './town-plan.ts';

describe('prepareBarriers: what is chosen', () => {
  it('paths do not cut by default, and say how long they are', () => {
    const prepared = prepare([
      ...CROSS,
      line(
        'lane',
        [
          [-600, 200],
          [600, 200],
        ],
        { class: 'path' },
      ),
    ]);
    expect(idsOf(prepared)).toEqual(['east-west', 'north-south']);
    const [note] = notesOf(prepared, 'dropped-class');
    expect(note).toMatchObject({ barriers: ['lane'] });
    expect(note?.lengthMetres).toBeCloseTo(1200, 0);
    expect(note?.message).toEqual({
      zh: '不参与划分的类别“小路”：共 1.20 公里，已略去。',
      en: 'Class “path” does not cut: 1.20 km left out.',
    });
  });

  it('the classes of the options cut, and no others', () => {
    const sources = [
      ...CROSS,
      line(
        'lane',
        [
          [-600, 200],
          [600, 200],
        ],
        { class: 'path' },
      ),
    ];
    expect(idsOf(prepare(sources, { classes: ['path'] }))).toEqual(['lane']);
  });

  it('a slip road is left out, unless links are kept', () => {
    const sources = [
      ...CROSS,
      line(
        'ramp',
        [
          [-300, 0],
          [0, 300],
        ],
        { link: true },
      ),
    ];
    expect(idsOf(prepare(sources))).not.toContain('ramp');
    expect(notesOf(prepare(sources), 'dropped-link')).toHaveLength(1);
    expect(idsOf(prepare(sources, { keepLinks: true }))).toContain('ramp');
  });

  it('a tunnel of two pieces that are long together is left out', () => {
    const prepared = prepare([
      ...CROSS,
      line(
        'a',
        [
          [-600, 200],
          [-30, 200],
        ],
        { structure: 'tunnel' },
      ),
      line(
        'b',
        [
          [-30, 200],
          [40, 200],
        ],
        { structure: 'tunnel' },
      ),
    ]);
    expect(idsOf(prepared)).toEqual(['east-west', 'north-south']);
    expect(notesOf(prepared, 'dropped-tunnel')[0]?.barriers).toEqual(['a', 'b']);
  });

  it('a culvert shorter than a tunnel lets the stream go on', () => {
    const prepared = prepare([
      line(
        '1',
        [
          [-600, 200],
          [-10, 200],
        ],
        { class: 'river' },
      ),
      line(
        '2',
        [
          [-10, 200],
          [10, 200],
        ],
        { class: 'river', structure: 'tunnel' },
      ),
      line(
        '3',
        [
          [10, 200],
          [600, 200],
        ],
        { class: 'river' },
      ),
    ]);
    expect(idsOf(prepared)).toEqual(['1', '2', '3']);
  });

  it('a railway below the ground is a tunnel without being called so; a bridge bounds', () => {
    const prepared = prepare([
      line(
        'metro',
        [
          [-600, 200],
          [600, 200],
        ],
        { class: 'railway', layer: -2 },
      ),
      line(
        'viaduct',
        [
          [-600, -200],
          [600, -200],
        ],
        { class: 'railway', structure: 'bridge', layer: 1 },
      ),
    ]);
    expect(idsOf(prepared)).toEqual(['viaduct']);
  });

  it.each([
    ['no geometry', null],
    ['a point', { type: 'Point', coordinates: at([0, 0]) }],
    ['one position', { type: 'LineString', coordinates: [at([0, 0])] }],
    ['NaN', { type: 'LineString', coordinates: [at([0, 0]), [Number.NaN, 40]] }],
    ['a latitude of 400°', { type: 'LineString', coordinates: [at([0, 0]), [116, 400]] }],
    ['positions where lines should be', { type: 'MultiLineString', coordinates: [1, 2] }],
    ['an open ring of two', { type: 'Polygon', coordinates: [[at([0, 0]), at([1, 0])]] }],
    ['a type of its own', { type: '__proto__', coordinates: [] }],
  ])('%s is noted with its id, never thrown', (_, geometry) => {
    const broken = { id: 'broken', class: 'local', geometry } as unknown as BarrierSource;
    const prepared = prepare([...CROSS, broken]);
    expect(idsOf(prepared)).toEqual(['east-west', 'north-south']);
    expect(notesOf(prepared, 'invalid')).toMatchObject([
      { barriers: ['broken'], lengthMetres: 0, location: null },
    ]);
    expect(prepared.given).toBe(3);
  });

  it('a line without length is passed over', () => {
    expect(
      idsOf(
        prepare([
          line('dot', [
            [1, 1],
            [1, 1],
          ]),
        ]),
      ),
    ).toEqual([]);
  });

  it('an option that is no length is refused by name', () => {
    expect(() => prepare(CROSS, { closeWithinMetres: -1 })).toThrow(/closeWithinMetres.*-1/);
    expect(() => prepare(CROSS, { toleranceMetres: Number.NaN })).toThrow(/toleranceMetres/);
  });
});
