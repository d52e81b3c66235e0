import { describe, expect, it } from 'vitest';
import type { UnitInput } from '#engine/material/types.ts';
import { Brush } from '../../../web/modes/brush.ts';
import { UnitPicking } from '../../../web/modes/unit-picking.ts';
import { planOf, square } from './squares-plan.ts';
import { pointer, toolContext } from './tool-context.ts';

const unit = (
  id: string,
  x: number,
  y: number,
  community: string,
  households: number,
): UnitInput => ({
  id,
  geometry: square(x, y, 0.5),
  community,
  households,
});
/** Two squares of four units each; `b` has fewer households. */
const UNITS: UnitInput[] = [
  [0, 'a', 100],
  [1, 'b', 10],
].flatMap(([x, community, households]) =>
  [0, 1, 2, 3].map((i) =>
    unit(
      `${String(community)}${i}`,
      Number(x) + (i % 2) * 0.5,
      Math.floor(i / 2) * 0.5,
      String(community),
      Number(households),
    ),
  ),
);
const PLAN = planOf(
  { a: square(0, 0), b: square(1, 0) },
  { a: { households: 400 }, b: { households: 40 } },
);
const town = () => toolContext({ plan: PLAN, units: UNITS });
const named = (...ids: string[]): UnitInput[] => UNITS.filter(({ id }) => ids.includes(id));

describe('units on their way to a community', () => {
  it('are those of others, named with the households of both sides', () => {
    const { context, select } = town();
    select('b');
    const picking = new UnitPicking(context);
    picking.add(named('a1', 'b0'), 'b');
    expect(picking.size).toBe(1);
    expect(picking.label('b')).toBe('b社区 40 → 140 户\na社区 400 → 300 户');
    expect(picking.features()).toHaveLength(1);
  });

  it('pass in one step of the history', () => {
    const { context, recorded } = town();
    const picking = new UnitPicking(context);
    picking.add(named('a1', 'a3'), 'b');
    expect(picking.give('b')).toBeNull();
    expect(recorded.run).toHaveLength(1);
    expect(recorded.plan().communities.get('b')?.properties?.households).toBe(240);
    expect(picking.size).toBe(0);
  });

  it('stay where they are when either side is locked, with the reason', () => {
    const { context, lock } = town();
    const picking = new UnitPicking(context);
    lock('a');
    picking.add(named('a1'), 'b');
    expect(picking.size).toBe(0);
    expect(picking.whyNot(named('a1'), 'b')?.message.zh).toContain('“a社区”已锁定');
    lock('b');
    expect(picking.whyNot(named('a1'), 'b')?.message.zh).toContain('“b社区”已锁定');
    expect(picking.setTarget('b')?.code).toBe('locked');
    lock();
    expect(picking.whyNot(named('a1'), 'b')).toBeNull();
  });

  it('come from one community only where that is asked for', () => {
    const { context } = town();
    const picking = new UnitPicking(context);
    picking.add(named('a1'), 'b', 'c');
    expect(picking.size).toBe(0);
    picking.add(named('a1'), 'b', 'a');
    expect(picking.size).toBe(1);
  });
});

describe('the brush', () => {
  it('takes every unit on the way between two reports of the pointer', () => {
    const { context } = town();
    const brush = new Brush(UNITS, context.map);
    const ids = (x: number, y: number): string[] =>
      brush.stroke(pointer('move', x, y)).map(({ id }) => id);
    expect(ids(0.25, 0.25)).toEqual(['a0']);
    expect(ids(1.75, 0.25)).toEqual(['a0', 'a1', 'b0', 'b1']);
    brush.lift();
    expect(ids(0.25, 0.75)).toEqual(['a2']);
  });

  it('takes units within its radius when it is larger', () => {
    const { context } = town();
    const brush = new Brush(UNITS, context.map);
    expect(brush.key(']')).toBe(true);
    expect(brush.key('x')).toBe(false);
    const found = brush.stroke(pointer('down', 0.48, 0.48)).map(({ id }) => id);
    expect(found.sort()).toEqual(['a0', 'a1', 'a2', 'a3']);
  });
});
