import { describe, expect, it } from 'vitest';
import { at, CROSS, idsOf, line, notesOf, prepare, runsOf } from './town-plan.ts';

describe('prepareBarriers: ends, crossings and duplicates', () => {
  it('an end just short of a line is extended to it', () => {
    const prepared = prepare([
      ...CROSS,
      line('side', [
        [200, 600],
        [200, 9],
      ]),
    ]);
    expect(runsOf(prepared, 'side').flat()).toContainEqual([200, 0]);
    expect(runsOf(prepared, 'east-west').flat()).toContainEqual([200, 0]);
    const [note] = notesOf(prepared, 'closed-undershoot');
    expect(note).toMatchObject({ barriers: ['east-west', 'side'] });
    expect(note?.lengthMetres).toBeCloseTo(9, 1);
    expect(note?.message.en).toBe(
      'nameless local road side ends 9 m short of nameless local road east-west: extended.',
    );
  });

  it('an end just short of the outline is extended past it', () => {
    const prepared = prepare([
      line('almost', [
        [-490, 100],
        [490, 100],
      ]),
    ]);
    expect(
      runsOf(prepared, 'almost')
        .flat()
        .map(([x]) => x),
    ).toEqual(expect.arrayContaining([-501, 501]));
    expect(notesOf(prepared, 'closed-undershoot')).toHaveLength(2);
  });

  it('two ends that face each other are joined once', () => {
    const prepared = prepare([
      line('a', [
        [-600, 100],
        [-5, 100],
      ]),
      line('b', [
        [600, 100],
        [5, 100],
      ]),
    ]);
    expect(idsOf(prepared)).toEqual(['a', 'b']);
    expect(notesOf(prepared, 'closed-undershoot')).toHaveLength(1);
  });

  it('an end further away stays open and is noted with its length and place', () => {
    const prepared = prepare([
      ...CROSS,
      line(
        'cul-de-sac',
        [
          [200, 0],
          [200, 300],
        ],
        { name: '学院路' },
      ),
    ]);
    expect(idsOf(prepared)).not.toContain('cul-de-sac');
    const [note] = notesOf(prepared, 'dangling');
    expect(note?.lengthMetres).toBeCloseTo(300, 0);
    expect(note?.message.zh).toBe('“学院路” 有 300 米 一端悬空，不围成任何地块，未参与划分。');
    expect(note?.location?.[0]).toBeCloseTo(at([200, 0])[0]!, 6);
  });

  it('what lies behind an end does not draw it', () => {
    const prepared = prepare([
      ...CROSS,
      line('hook', [
        [200, 0],
        [200, 100],
        [190, 100],
        [190, 10],
      ]),
    ]);
    // Ahead of the end is the street; the hook's own beginning beside it is not.
    expect(runsOf(prepared, 'hook').flat()).toContainEqual([190, 0]);
  });

  it('an overshoot is trimmed', () => {
    const prepared = prepare([
      ...CROSS,
      line('side', [
        [200, 600],
        [200, -8],
      ]),
    ]);
    const heights = runsOf(prepared, 'side')
      .flat()
      .map(([, y]) => y);
    expect(Math.min(...heights)).toBe(0);
    expect(notesOf(prepared, 'trimmed-overshoot')[0]?.lengthMetres).toBeCloseTo(8, 1);
  });

  it('a tree of culs-de-sac falls away to its root', () => {
    const prepared = prepare([
      ...CROSS,
      line('stem', [
        [200, 0],
        [200, 300],
      ]),
      line('twig', [
        [200, 150],
        [300, 150],
      ]),
    ]);
    expect(idsOf(prepared)).toEqual(['east-west', 'north-south']);
    expect(notesOf(prepared, 'dangling').map(({ barriers }) => barriers)).toEqual([
      ['stem'],
      ['twig'],
    ]);
  });

  it('lines at different layers still have a common vertex where they cross', () => {
    const prepared = prepare([
      CROSS[0]!,
      line(
        'bridge',
        [
          [100, -600],
          [100, 600],
        ],
        { layer: 1, structure: 'bridge' },
      ),
    ]);
    expect(runsOf(prepared, 'bridge').flat()).toContainEqual([100, 0]);
    expect(runsOf(prepared, 'east-west').flat()).toContainEqual([100, 0]);
  });

  it('of two lines that coincide the stronger class stays', () => {
    const prepared = prepare([
      CROSS[1]!,
      line(
        'road',
        [
          [-600, 1],
          [600, -1],
        ],
        { class: 'local', name: '河边路' },
      ),
      line(
        'river',
        [
          [-600, 0],
          [600, 0],
        ],
        { class: 'river', name: '小月河' },
      ),
    ]);
    expect(idsOf(prepared)).toEqual(['north-south', 'river']);
    expect(notesOf(prepared, 'merged-duplicate')[0]).toMatchObject({ barriers: ['river', 'road'] });
  });

  it('a street that ends on a duplicate reaches the line that stays', () => {
    const prepared = prepare([
      line('a', [
        [-600, 1.5],
        [600, 1.5],
      ]),
      line(
        'river',
        [
          [-600, 0],
          [600, 0],
        ],
        { class: 'river' },
      ),
      line('side', [
        [200, 1.5],
        [200, 600],
      ]),
    ]);
    expect(idsOf(prepared)).toEqual(['river', 'side']);
    expect(runsOf(prepared, 'side').flat()).toContainEqual([200, 0]);
  });
});
