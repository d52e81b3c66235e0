import { expect, it } from 'vitest';
import { graphFacts } from '#engine/graph/graph-facts.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { matchUnits } from '#engine/units/match-units.ts';

/** A box in steps of about 100 m. */
function box(id: string, west: number, south: number, east: number, north: number): UnitInput {
  const at = (x: number, y: number): number[] => [120 + x / 1000, 30 + y / 1000];
  const ring = [
    at(west, south),
    at(east, south),
    at(east, north),
    at(west, north),
    at(west, south),
  ];
  return { id, geometry: { type: 'Polygon', coordinates: [ring] } };
}

it('tells pairs, what hangs on one unit, what lies inside another, and the nearest across water, by id', () => {
  const around = box('around', 0, 0, 3, 3);
  const hole = box('inner', 1, 1, 2, 2).geometry.coordinates[0] as number[][];
  around.geometry = {
    type: 'Polygon',
    coordinates: [around.geometry.coordinates[0] as number[][], hole.toReversed()],
  };
  const units = [
    around,
    box('inner', 1, 1, 2, 2),
    box('bridge', 3, 0, 4, 3),
    box('end', 4, 0, 5, 3),
    box('island', 7, 0, 8, 3),
  ];
  const facts = graphFacts(matchUnits(units, []));
  expect(facts).toMatchObject({
    pairs: 3,
    components: 2,
    articulationUnits: ['around', 'bridge'],
    enclosed: [{ units: ['inner'], by: 'around' }],
  });
  expect(facts.islandLinks).toHaveLength(1);
  const [link] = facts.islandLinks;
  expect(link!.units).toEqual(['island', 'end']);
  // 0.002° of longitude at 30° north.
  expect(link!.distanceMetres).toBeCloseTo(193, 0);
});

it('has nothing to tell of no units', () => {
  expect(graphFacts({ units: [], borders: [] })).toEqual({
    pairs: 0,
    components: 0,
    articulationUnits: [],
    enclosed: [],
    islandLinks: [],
  });
});
