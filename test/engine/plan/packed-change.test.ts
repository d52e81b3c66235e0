import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { applyOperation, parseOperation } from '#engine/plan/apply-operation.ts';
import { packChange, unpackChange } from '#engine/plan/packed-change.ts';
import { applyChange, planOf } from '#engine/plan/plan-state.ts';
import type { Change, PlanState } from '#engine/plan/types.ts';
import { createRandom } from '../../../data/generator/random.ts';
import { dirtyCoverage } from '../../helpers/dirty-coverage.ts';
import { RandomOperator } from '../../helpers/random-operations.ts';

const asStored = <T>(value: T): T => JSON.parse(JSON.stringify(value));
const unpackStored = (plan: PlanState, change: Change): Change =>
  unpackChange(plan, asStored(packChange(plan, change)));

/** A ring of so many vertices around a place. */
function round(count: number, lon = 120, lat = 30): Position[] {
  const open = Array.from({ length: count }, (_, i): Position => {
    const angle = (2 * Math.PI * i) / count;
    return [lon + 0.01 * Math.cos(angle), lat + 0.01 * Math.sin(angle)];
  });
  return [...open, [...open[0]!]];
}

const polygon = (...rings: Position[][]): AreaGeometry => ({ type: 'Polygon', coordinates: rings });
const nothing = { removed: [], assignment: {}, lineage: [], extent: null };
const putting = (id: string, geometry: AreaGeometry): Change => ({
  ...nothing,
  put: [{ id, geometry }],
});

describe('a packed change', () => {
  const ring = round(1000);
  const plan = planOf([{ id: 'a', geometry: polygon(ring) }]);

  it('of one vertex holds that vertex, and says where it stands', () => {
    const moved = ring.map((position, i): Position => (i === 400 ? [120.5, 30.5] : position));
    const packed = packChange(plan, putting('a', polygon(moved)));
    expect(packed.sources).toEqual([['a', 1001]]);
    expect(packed.put[0]!.geometry).toEqual({
      type: 'Polygon',
      packed: [[[0, 400, [120.5, 30.5], 401, 600]]],
    });
    expect(JSON.stringify(packed).length).toBeLessThan(300);
    expect(unpackStored(plan, putting('a', polygon(moved)))).toEqual(putting('a', polygon(moved)));
  });

  it('keeps a ring that stays as the very same array', () => {
    const hole = round(20).map(([lon, lat]): Position => [lon! / 2 + 60, lat! / 2 + 15]);
    const packed = asStored(packChange(plan, putting('a', polygon(ring, hole))));
    const { put } = unpackChange(plan, packed);
    expect(put[0]!.geometry.coordinates[0]).toBe(ring);
    expect(put[0]!.geometry.coordinates[1]).toEqual(hole);
  });

  it('finds what a ring shares with it that begins elsewhere, and with other communities', () => {
    const other = round(1000, 121);
    const both = planOf([
      { id: 'a', geometry: polygon(ring) },
      { id: 'b', geometry: polygon(other) },
    ]);
    const joined = [...ring.slice(300, 900), ...other.slice(100, 700), ring[300]!];
    const change = { ...putting('a', polygon(joined)), removed: ['b'] };
    const packed = packChange(both, change);
    expect(JSON.stringify(packed).length).toBeLessThan(300);
    expect(unpackChange(both, asStored(packed))).toEqual(change);
  });

  it('tells 0 from -0 in what it takes over', () => {
    const zero = planOf([
      {
        id: 'z',
        geometry: polygon([
          [0, 1],
          [1, 0],
          [-0, -1],
          [0, 1],
        ]),
      },
    ]);
    const { put } = unpackStored(
      zero,
      putting(
        'z',
        polygon([
          [0, 1],
          [1, 0],
          [-0, -1],
          [1, 1],
          [0, 1],
        ]),
      ),
    );
    expect(Object.is((put[0]!.geometry.coordinates as Position[][])[0]![2]![0], -0)).toBe(true);
  });

  it('is what it was where it was stored whole', () => {
    const whole = putting('a', polygon(round(7)));
    expect(unpackChange(plan, asStored(whole))).toEqual(whole);
    // Nothing of it is in the plan.
    expect(packChange(plan, putting('new', polygon(round(7))))).toEqual(
      putting('new', polygon(round(7))),
    );
  });

  it('does not fit another state', () => {
    const packed = packChange(plan, putting('a', polygon(ring)));
    const other = planOf([{ id: 'a', geometry: polygon(round(999)) }]);
    expect(() => unpackChange(other, packed)).toThrow(
      /where a had 1001 positions, and there are 1000/,
    );
    expect(() => unpackChange(planOf([]), packed)).toThrow(/there are none/);
  });

  it('of any operation leads there and back, number for number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 30 }), (seed) => {
        const { communities, outline } = dirtyCoverage(seed, 0.2);
        const random = createRandom(seed, 'packed');
        const units = communities.map(({ id, geometry }) => ({
          ...{ id: `u-${id}`, geometry: geometry!, community: id },
        }));
        const context = { jurisdiction: { geometry: outline }, units };
        const operator = new RandomOperator(random);
        let now = planOf(communities, units);
        for (let i = 0; i < 6; i++) {
          const parsed = parseOperation(asStored(operator.draw(now)));
          if (!parsed.ok) continue;
          const applied = applyOperation(now, parsed.value, context);
          if (!applied.ok) continue;
          const { plan: after, change, inverse } = applied.value;
          const [there, back] = [unpackStored(now, change), unpackStored(after, inverse)];
          expect(there).toEqual(asStored(change));
          expect(back).toEqual(asStored(inverse));
          expect([...applyChange(now, there).communities]).toEqual(
            asStored([...after.communities]),
          );
          expect([...applyChange(after, back).communities]).toEqual(asStored([...now.communities]));
          now = after;
        }
      }),
      { numRuns: 15 },
    );
  });
});
