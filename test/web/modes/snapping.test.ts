import { describe, expect, it } from 'vitest';
import type { Barrier } from '#engine/barriers/types.ts';
import type { PlanState } from '#engine/plan/types.ts';
import { metresBetween, nearestBorder, snapTo, vertexNear } from '../../../web/modes/snapping.ts';
import { at, planOf, square } from './squares-plan.ts';

const PLAN: PlanState = planOf({ a: square(0, 0), b: square(1, 0) });
const ROAD: Barrier = {
  id: 'r',
  class: 'local',
  geometry: { type: 'LineString', coordinates: [at(-1, 0.5), at(3, 0.5)] },
};
/** Metres that hold. */
const REACH = 10;

describe('where the pointer holds', () => {
  it('a vertex before the border that it is on', () => {
    const held = snapTo(PLAN, [], at(1.00002, 0.00003), REACH);
    expect(held.kind).toBe('vertex');
    expect(held.position).toEqual(at(1, 0));
    expect([...held.communities].sort()).toEqual(['a', 'b']);
  });

  it('a border before a road that is nearer', () => {
    const held = snapTo(PLAN, [ROAD], at(1.00005, 0.5), REACH);
    expect(held.kind).toBe('border');
    expect(held.position[0]).toBeCloseTo(at(1, 0)[0] ?? 0, 9);
  });

  it('a road where no border is near', () => {
    const held = snapTo(PLAN, [ROAD], at(0.5, 0.50002), REACH);
    expect(held).toMatchObject({ kind: 'barrier', communities: [] });
    expect(held.barrier?.id).toBe('r');
    expect(metresBetween(held.position, at(0.5, 0.5))).toBeLessThan(0.01);
  });

  it('nothing out of reach: the pointer itself', () => {
    const place = at(0.5, 0.7);
    expect(snapTo(PLAN, [ROAD], place, REACH)).toEqual({
      kind: 'none',
      position: place,
      communities: [],
      barrier: null,
    });
  });

  it('an outer border is that of one community, a shared one that of both', () => {
    expect(nearestBorder(PLAN, at(0, 0.5), REACH)?.communities).toEqual(['a']);
    expect(nearestBorder(PLAN, at(1, 0.5), REACH)?.communities).toEqual(['a', 'b']);
    expect(nearestBorder(PLAN, at(0.5, 0.5), REACH)).toBeNull();
  });

  it('finds the vertex of a border only within its reach', () => {
    const near = nearestBorder(PLAN, at(1, 0.03), REACH);
    if (near === null) throw new Error('no border');
    expect(vertexNear(near, at(1, 0.03), REACH)).toEqual(at(1, 0));
    expect(vertexNear(near, at(1, 0.03), 1)).toBeNull();
  });
});
