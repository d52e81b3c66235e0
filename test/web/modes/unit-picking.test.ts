import { describe, expect, it } from 'vitest';
import type { Position } from '#engine/coverage/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { Brush } from '../../../web/modes/brush.ts';
import { faultAt } from '../../../web/modes/fault-picking.ts';
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

  it('pass in one step of the history', async () => {
    const { context, recorded } = town();
    const picking = new UnitPicking(context);
    picking.add(named('a1', 'a3'), 'b');
    expect(await picking.give('b')).toBeNull();
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

describe('gaps and overlaps under the pointer', () => {
  /** A ring of ground around a hole of one unit, and a square that lies over a corner of the ring. */
  const ring: Position[][] = [
    square(0, 0, 3).coordinates[0] as Position[],
    [...(square(1, 1).coordinates[0] as Position[])].reverse(),
  ];
  const PLAN_WITH_FAULTS = planOf(
    { a: { type: 'Polygon', coordinates: ring }, b: square(2.5, 0) },
    { a: { households: 400 }, b: { households: 40 } },
  );
  const HOLE = unit('h', 1.25, 1.25, 'a', 7);
  const middle = (x: number, y: number): Position =>
    square(x, y, 0).coordinates[0]?.[0] as Position;

  it('go to the target as a whole, without the unit that is only partly in them', async () => {
    const { context, recorded } = toolContext({ plan: PLAN_WITH_FAULTS, units: [HOLE] });
    const picking = new UnitPicking(context);
    const gap = faultAt(context.draft, middle(1.1, 1.1));
    if (gap === null) throw new Error('the hole is not found');
    picking.addFault(gap, [], 'a');
    expect(picking.label('a')).toMatch(/^空白 [\d,]+ 平方米 → a社区$/);
    expect(await picking.give('a')).toBeNull();
    expect(recorded.run.flat().map(({ operation }) => operation)).toEqual(['fill-gap']);
    const overlap = faultAt(context.draft, middle(2.75, 0.5));
    if (overlap === null) throw new Error('the overlap is not found');
    picking.addFault(overlap, [], 'b');
    expect(await picking.give('b')).toBeNull();
    expect(faultAt(context.draft, middle(2.75, 0.5))).toBeNull();
    expect(recorded.run).toHaveLength(2);
  });

  it('stay where a side that would lose by it is locked', async () => {
    const { context, lock } = toolContext({ plan: PLAN_WITH_FAULTS, units: [] });
    const picking = new UnitPicking(context);
    const overlap = faultAt(context.draft, middle(2.75, 0.5));
    if (overlap === null) throw new Error('the overlap is not found');
    lock('a');
    picking.addFault(overlap, [], 'b');
    expect(picking.size).toBe(0);
    expect(picking.whyNotFault(overlap, 'b')?.code).toBe('locked');
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
