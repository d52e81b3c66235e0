import { describe, expect, it } from 'vitest';
import type { BarrierSource } from '#engine/barriers/types.ts';
import { buildUnits } from '#engine/units/build-units.ts';
import { at, box, community, polygon } from '../../helpers/squares.ts';
import { expectTiling } from './tiling-checks.ts';

const GROUND = polygon(box(0, 0, 1000, 1000));
const lake = (holes: [number, number, number, number][]): BarrierSource => ({
  id: 'lake',
  class: 'river',
  geometry: polygon(box(200, 200, 800, 800), ...holes.map((hole) => box(...hole))),
});
const STREET: BarrierSource = {
  id: 'street',
  class: 'local',
  geometry: { type: 'LineString', coordinates: [at(100, -10), at(100, 1010)] },
};

function waters(barriers: BarrierSource[], more: object = {}): (string | null | undefined)[] {
  const set = buildUnits({ jurisdiction: { geometry: GROUND }, barriers, ...more });
  expectTiling(set, GROUND);
  return set.units
    .filter(({ properties }) => properties?.water === true)
    .map(({ community: of }) => of);
}

describe('buildUnits: units that are water', () => {
  it('a lake is a unit marked as water, and nothing else is', () => {
    expect(waters([STREET, lake([])])).toHaveLength(1);
    expect(waters([STREET])).toEqual([]);
  });

  it('a lake with a small island in its middle was not marked', () => {
    expect(waters([lake([[460, 460, 540, 540]])])).toHaveLength(1);
  });

  it('a large island is land', () => {
    const set = buildUnits({
      jurisdiction: { geometry: GROUND },
      barriers: [lake([[300, 300, 700, 700]])],
    });
    expectTiling(set, GROUND);
    expect(set.units).toHaveLength(3);
    expect(set.units.filter(({ properties }) => properties?.water === true)).toHaveLength(1);
  });

  it('a lake of two communities is one water in each', () => {
    const communities = [
      community('A', polygon(box(0, 0, 500, 1000))),
      community('B', polygon(box(500, 0, 1000, 1000))),
    ];
    expect(waters([STREET, lake([])], { communities }).sort()).toEqual(['A', 'B']);
  });

  it('a street that ends at a border of communities divides a block', () => {
    const communities = [
      community('A', polygon(box(0, 0, 500, 1000))),
      community('B', polygon(box(500, 0, 1000, 1000))),
    ];
    const deadEnd: BarrierSource = {
      id: 'dead-end',
      class: 'local',
      geometry: { type: 'LineString', coordinates: [at(100, 500), at(500, 500)] },
    };
    const set = buildUnits({
      jurisdiction: { geometry: GROUND },
      barriers: [STREET, deadEnd],
      communities,
    });
    expectTiling(set, GROUND);
    expect(set.units.map(({ community: of }) => of).sort()).toEqual(['A', 'A', 'A', 'B']);
  });
});
