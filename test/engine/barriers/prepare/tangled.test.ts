import { describe, expect, it } from 'vitest';
import { nodeStrands, TangledBarriersError } from '#engine/barriers/prepare/node-strands.ts';
import { prepareBarriers } from '#engine/barriers/prepare/prepare-barriers.ts';
import type { Point } from '#engine/barriers/prepare/strand.ts';
import { buildUnits } from '#engine/units/build-units.ts';
import { at, CROSS, line, type Metres, prepare, SQUARE } from './town-plan.ts';

/** A line that jumps about the square (a fixed sequence). */
function scribble(points: number): Metres[] {
  let state = 12345;
  const next = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state / 0x7fffffff - 0.5) * 1000;
  };
  return Array.from({ length: points }, () => [next(), next()]);
}

describe('prepareBarriers on lines that are no roads', () => {
  it('a scribble of 4,500 points took eight minutes', () => {
    const barriers = [...CROSS, line('way/7', scribble(4500), { name: '乱线' })];
    expect(() => prepare(barriers)).toThrow(TangledBarriersError);
    const { units, report } = buildUnits({ jurisdiction: { geometry: SQUARE }, barriers });
    expect(units).toEqual([]);
    const failed = report.notes.filter(({ kind }) => kind === 'failed');
    expect(failed).toMatchObject([{ barriers: ['way/7'] }]);
    expect(failed[0]!.message).toEqual({
      zh: '未能划分单元，没有结果：道路、河流等相互交叉过多，交叉最多的是“乱线”。请改正或去掉该要素后重试。',
      en: 'No units could be made: barriers cross each other too often, 乱线 most of all. Mend it or leave it out, and try again.',
    });
  });

  it('a large network whose streets cross without a common vertex is none', () => {
    const barrier = { id: 'way/1', class: 'local' as const };
    const along = (i: number, turn: boolean) => ({
      barrier,
      points: Array.from(
        { length: 101 },
        (_, k): Point => (turn ? [10 * i + 5, 50 * k] : [50 * k, 10 * i + 5]),
      ),
    });
    const streets = Array.from({ length: 470 }, (_, i) => [along(i, false), along(i, true)]).flat();
    const noded = nodeStrands(streets);
    // 470² crossings are more than a tangle has, but few for each of 94,000 segments.
    expect(noded.reduce((sum, { points }) => sum + points.length, 0)).toBeGreaterThan(2 * 470 ** 2);
  });

  it('a line of 200,000 vertices overflowed the stack', () => {
    const long = Array.from(
      { length: 200_001 },
      (_, i): Metres => [-600 + (1200 * i) / 200_000, 30 * Math.sin(i / 4000)],
    );
    const prepared = prepare([line('long', long, { class: 'river' })]);
    expect(prepared.lines.map(({ id }) => id)).toEqual(['long']);
  });

  it('an outline of 200,000 vertices overflowed the stack', () => {
    const shell = Array.from({ length: 200_000 }, (_, i) =>
      at([500 * Math.cos((i * Math.PI) / 1e5), 500 * Math.sin((i * Math.PI) / 1e5)]),
    );
    const area = { type: 'Polygon' as const, coordinates: [[...shell, shell[0]!]] };
    expect(prepareBarriers(CROSS, area).lines).toHaveLength(2);
  });

  it('stops when it is cancelled', () => {
    const reason = new Error('enough');
    expect(() => prepare(CROSS, { signal: { aborted: true, reason } })).toThrow(reason);
  });
});
