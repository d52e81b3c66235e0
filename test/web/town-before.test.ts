import { expect, it } from 'vitest';
import { planOf } from '#engine/plan/plan-state.ts';
import type { PlanCommunity } from '#engine/plan/types.ts';
import { townBefore } from '../../web/map/compare-features.ts';
import type { Town } from '../../web/state/town.ts';

const community = (id: string, west: number, east: number): PlanCommunity => ({
  id,
  name: id,
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [west, 30],
        [east, 30],
        [east, 30.01],
        [west, 30.01],
        [west, 30],
      ],
    ],
  },
});
const SAME = community('same', 120, 120.01);
const WAS = community('moved', 120.01, 120.03);
const IS = community('moved', 120.01, 120.02);
const GONE = community('gone', 120.03, 120.04);

/** `same` as it was, `moved` smaller, `gone` not there any more; the names are where nobody would put them. */
const shown = {
  communities: [SAME, IS].map(({ id, geometry }) => ({ id, geometry })),
  drawing: {
    colours: [4, 2],
    labels: [
      [0, 0],
      [1, 1],
    ],
  },
} as unknown as Town;

it('has the colours of the page, and names where they were unless the ground is another', async () => {
  const town = await townBefore(shown, planOf([SAME, WAS, GONE]), 6);
  expect(town.communities.map(({ id }) => id)).toEqual(['same', 'moved', 'gone']);
  const { colours, labels } = town.drawing!;
  expect(colours.slice(0, 2)).toEqual([4, 2]);
  // A neighbour of `moved`: another colour than that one's.
  expect(colours[2]).not.toBe(2);
  expect(labels[0]).toEqual([0, 0]);
  expect(labels[1]![0]).toBeCloseTo(120.02, 3);
  expect(labels[2]![0]).toBeCloseTo(120.035, 3);
});
