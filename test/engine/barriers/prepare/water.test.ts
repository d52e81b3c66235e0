import { describe, expect, it } from 'vitest';
import {
  CROSS,
  lengthOf,
  line,
  type Metres,
  notesOf,
  prepare,
  runsOf,
  water,
} from './town-plan.ts';

const CHANNEL: Metres[] = [
  [-600, 180],
  [600, 180],
  [600, 220],
  [-600, 220],
];
const LAKE: Metres[] = [
  [100, 100],
  [300, 100],
  [300, 300],
  [100, 300],
];

describe('prepareBarriers: waters', () => {
  it('a course with its waterway inside adds nothing', () => {
    const prepared = prepare([
      water('bank', CHANNEL, { name: '清河' }),
      line(
        'river',
        [
          [-600, 210],
          [600, 210],
        ],
        { class: 'river', name: '清河' },
      ),
    ]);
    expect(runsOf(prepared, 'bank')).toEqual([]);
    expect(lengthOf(runsOf(prepared, 'river'))).toBeCloseTo(1002, 0);
    expect(notesOf(prepared, 'water-by-its-line')).toMatchObject([{ barriers: ['bank'] }]);
  });

  it('a long narrow water without a waterway gives the line in its middle', () => {
    const prepared = prepare([water('bank', CHANNEL, { name: '清河' })]);
    for (const [x, y] of runsOf(prepared, 'bank').flat()) {
      if (Math.abs(x) < 450) expect(y).toBeCloseTo(200, 0);
    }
    expect(lengthOf(runsOf(prepared, 'bank'))).toBeCloseTo(1002, -1);
    expect(notesOf(prepared, 'centreline-of-water')[0]?.message.zh).toMatch(
      /^水面 “清河”：狭长水面，取中线/,
    );
  });

  it('a bend does not lead the centreline astray', () => {
    const outer: Metres[] = [
      [-600, -20],
      [20, -20],
      [20, 600],
    ];
    const inner: Metres[] = [
      [-20, 600],
      [-20, 20],
      [-600, 20],
    ];
    const prepared = prepare([water('bend', [...outer, ...inner])]);
    for (const [x, y] of runsOf(prepared, 'bend').flat()) {
      if (x > -450 && y < 450) {
        expect(Math.min(Math.abs(y), Math.abs(x))).toBeLessThan(12);
      }
    }
  });

  it('a lake gives its shore', () => {
    const prepared = prepare([...CROSS, water('lake', LAKE)]);
    expect(lengthOf(runsOf(prepared, 'lake'))).toBeCloseTo(800, 0);
    expect(notesOf(prepared, 'shore-of-water')).toHaveLength(1);
  });

  it('a river through a lake does not stand for it', () => {
    const prepared = prepare([
      water('lake', LAKE),
      line(
        'river',
        [
          [-600, 200],
          [600, 200],
        ],
        { class: 'river' },
      ),
    ]);
    expect(lengthOf(runsOf(prepared, 'lake'))).toBeCloseTo(800, 0);
  });

  it('a compact piece of a river bank is no lake where the river runs through it', () => {
    const prepared = prepare([
      water('piece', LAKE, { kind: 'waterway=riverbank' }),
      line(
        'river',
        [
          [-600, 200],
          [600, 200],
        ],
        { class: 'river' },
      ),
    ]);
    expect(runsOf(prepared, 'piece')).toEqual([]);
  });

  it('a pond bounds nothing', () => {
    const prepared = prepare([
      water('pond', [
        [100, 100],
        [150, 100],
        [150, 150],
        [100, 150],
      ]),
    ]);
    expect(prepared.lines).toEqual([]);
    expect(notesOf(prepared, 'dropped-water')).toMatchObject([{ barriers: ['pond'] }]);
  });

  it('waters of a class that does not cut give nothing and are noted', () => {
    const prepared = prepare([water('lake', LAKE)], { classes: ['local'] });
    expect(prepared.lines).toEqual([]);
    expect(notesOf(prepared, 'dropped-class')).toMatchObject([{ barriers: ['lake'] }]);
  });
});
