import { describe, expect, it } from 'vitest';
import type { PolygonGeometry } from '#engine/coverage/types.ts';
import { at, CROSS, line, type Metres, notesOf, prepare, runsOf } from './town-plan.ts';

const area = (points: readonly Metres[]): PolygonGeometry => ({
  type: 'Polygon',
  coordinates: [[...points, points[0]!].map(at)],
});
/** Two communities, the border between them 250 m to the east of the middle. */
const BORDERS = [
  area([
    [-500, -500],
    [250, -500],
    [250, 500],
    [-500, 500],
  ]),
  area([
    [250, -500],
    [500, -500],
    [500, 500],
    [250, 500],
  ]),
];
const street = (end: number) =>
  line('dead-end', [
    [0, 200],
    [end, 200],
  ]);

describe('prepareBarriers with borders of communities', () => {
  it('a street that ends at the border of a community was pruned as a dead end', () => {
    expect(runsOf(prepare([...CROSS, street(250)]), 'dead-end')).toEqual([]);
    // A metre past the border, where it is sure to cut.
    expect(runsOf(prepare([...CROSS, street(250)], { borders: BORDERS }), 'dead-end')).toEqual([
      [
        [0, 200],
        [251, 200],
      ],
    ]);
  });

  it('one that ends just short of it is extended, and the note says to what', () => {
    const prepared = prepare([...CROSS, street(242)], { borders: BORDERS });
    expect(notesOf(prepared, 'closed-undershoot')[0]?.message.en).toMatch(
      /ends 8 m short of the border of a community: extended/,
    );
    expect(runsOf(prepared, 'dead-end').flat()).toContainEqual([242, 200]);
  });

  it('one that goes on beyond the border stays as far as the border', () => {
    const prepared = prepare([...CROSS, street(400)], { borders: BORDERS });
    expect(runsOf(prepared, 'dead-end').flat().at(-1)).toEqual([251, 200]);
    expect(notesOf(prepared, 'dangling')[0]?.lengthMetres).toBeCloseTo(150, 0);
  });

  it('a street that only crosses the border gets no vertex there', () => {
    const prepared = prepare(CROSS, { borders: BORDERS });
    expect(runsOf(prepared, 'east-west')).toEqual(runsOf(prepare(CROSS), 'east-west'));
  });
});
