import { describe, expect, it } from 'vitest';
import type { Barrier } from '#engine/barriers/types.ts';
import { LineDrawing } from '../../../web/modes/line-drawing.ts';
import { at } from './squares-plan.ts';
import { pointer, toolContext } from './tool-context.ts';

/** A road across square `a` with a bend, from its western border to the shared one. */
const ROAD: Barrier = {
  id: 'r',
  class: 'local',
  geometry: { type: 'LineString', coordinates: [at(0, 0.5), at(0.5, 0.7), at(1, 0.5)] },
};

describe('a line that is drawn click by click', () => {
  it('holds at borders and takes the course of the road between two clicks', () => {
    const drawing = new LineDrawing(toolContext({ barriers: [ROAD] }).context);
    drawing.click(pointer('click', 0.01, 0.5));
    drawing.click(pointer('click', 0.99, 0.5));
    const path = drawing.path;
    expect(path).toHaveLength(3);
    expect(path[1]).toEqual(at(0.5, 0.7));
    expect(path[0]?.[0]).toBeCloseTo(120, 9);
  });

  it('goes straight with Alt, and holds at nothing', () => {
    const drawing = new LineDrawing(toolContext({ barriers: [ROAD] }).context);
    drawing.click(pointer('click', 0.01, 0.5, { altKey: true }));
    drawing.click(pointer('click', 0.99, 0.5, { altKey: true }));
    expect(drawing.path).toEqual([at(0.01, 0.5), at(0.99, 0.5)]);
  });

  it('cuts off what was clicked beyond a crossing', () => {
    const drawing = new LineDrawing(toolContext({ barriers: [ROAD] }).context);
    drawing.click(pointer('click', 0, 0.5));
    drawing.click(pointer('click', 0.5, 0.7));
    drawing.click(pointer('click', 0.75, 0.6));
    drawing.click(pointer('click', 0.5, 0.7));
    drawing.click(pointer('click', 0.5, 0.3, { altKey: true }));
    expect(drawing.path).toEqual([at(0, 0.5), at(0.5, 0.7), at(0.5, 0.3)]);
    expect(drawing.corners).toHaveLength(5);
  });

  it('does not take a second click on the same place, and takes clicks back', () => {
    const drawing = new LineDrawing(toolContext().context);
    expect(drawing.click(pointer('click', 0.3, 0.3))).toBe(true);
    expect(drawing.click(pointer('click', 0.6, 0.3))).toBe(true);
    expect(drawing.click(pointer('click', 0.6, 0.3))).toBe(false);
    drawing.back();
    expect(drawing.path).toEqual([at(0.3, 0.3)]);
    drawing.clear();
    expect(drawing.isEmpty).toBe(true);
  });

  it('closes a ring at its first corner, which holds although it lies on nothing', () => {
    const drawing = new LineDrawing(toolContext().context);
    for (const [x, y] of [
      [0.2, 0.2],
      [0.6, 0.2],
      [0.6, 0.6],
    ] as const) {
      drawing.click(pointer('click', x, y));
    }
    expect(drawing.isClosing).toBe(false);
    drawing.move(pointer('move', 0.21, 0.21));
    expect(drawing.isClosing).toBe(true);
    expect(drawing.ring(true)).toEqual([at(0.2, 0.2), at(0.6, 0.2), at(0.6, 0.6)]);
  });

  it('knows the two communities whose border both ends hold at', () => {
    const drawing = new LineDrawing(toolContext().context);
    drawing.click(pointer('click', 1, 0.2));
    drawing.click(pointer('click', 0.6, 0.5));
    expect(drawing.sharedSides()).toBeNull();
    drawing.move(pointer('move', 1, 0.8));
    expect(drawing.sharedSides()?.toSorted()).toEqual(['a', 'b']);
  });
});
