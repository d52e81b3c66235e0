import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchOutline } from '#engine/plan/match-outline.ts';
import { planOf } from '#engine/plan/plan-state.ts';
import type { PlanState } from '#engine/plan/types.ts';
import { at, box, polygon } from '../../helpers/squares.ts';

/** A row of communities that begin and end on both long sides of a box, in 100 m × 20 of it. */
const rowOf = (ends: readonly number[]): PlanState =>
  planOf(
    [0, ...ends].map((from, i) => ({
      id: `C${i}`,
      geometry: polygon(box(from, 0, ends[i] ?? 2000, 200)),
    })),
  );

it('the outline gets the vertices of a state, whatever state it was asked for before', () => {
  const ends = fc
    .uniqueArray(fc.integer({ min: 1, max: 1999 }), { maxLength: 12 })
    .map((list) => list.toSorted((a, b) => a - b));
  const outline = () => ({
    // With a hole, which is a ring of its own, and a vertex that communities may have as well.
    geometry: {
      type: 'Polygon' as const,
      coordinates: [
        [at(0, 0), at(500, 0), at(2000, 0), at(2000, 200), at(0, 200), at(0, 0)],
        [at(10, 50), at(10, 60), at(20, 60), at(10, 50)],
      ],
    },
  });
  expect(matchOutline(rowOf([700]), outline()).geometry.coordinates[0]).toHaveLength(8);
  fc.assert(
    fc.property(fc.array(ends, { minLength: 2, maxLength: 6 }), (rows) => {
      const kept = outline();
      for (const row of rows) {
        const state = rowOf(row);
        expect(matchOutline(state, kept)).toEqual(matchOutline(state, outline()));
      }
    }),
  );
});
