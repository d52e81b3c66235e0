import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { UnitInput } from '#engine/material/types.ts';
import { assignMost } from '#engine/measure/assign-most.ts';
import { movedHouseholds } from '#engine/measure/moved-households.ts';
import { measure } from '#engine/measure/registry.ts';
import { box, community, polygonAt } from './shapes.ts';

const geometry = polygonAt([box(0, 0, 100)]);
/** Units 0, 1, 2, … with these households; undefined: unknown. */
const units = (...households: (number | undefined)[]): UnitInput[] =>
  households.map((figure, i) => ({
    id: String(i),
    geometry,
    ...(figure === undefined ? {} : { households: figure }),
  }));
/** A letter for each unit; `.` is none. */
const state = (letters: string): Map<string, string | null> =>
  new Map([...letters].map((letter, i) => [String(i), letter === '.' ? null : letter]));

describe('movedHouseholds', () => {
  it('nothing changed, nothing moved', () => {
    expect(movedHouseholds(units(10, 20), state('AB'), state('AB'))).toEqual({
      households: 0,
      joined: 0,
      total: 30,
      estimated: false,
      flows: [],
      estates: [],
      renamed: new Map(),
      unknownUnits: [],
    });
  });

  it('a transfer, by pair', () => {
    const moved = movedHouseholds(units(10, 20, 5, 7), state('AABB'), state('ABBA'));
    expect(moved).toMatchObject({ households: 27, total: 42 });
    expect(moved.flows).toEqual([
      { from: 'A', to: 'B', units: 1, households: 20, estimated: false },
      { from: 'B', to: 'A', units: 1, households: 7, estimated: false },
    ]);
  });

  it('new names alone move nobody', () => {
    const moved = movedHouseholds(units(10, 20, 5), state('AAB'), state('XXY'));
    expect(moved).toMatchObject({ households: 0, flows: [] });
    expect(moved.renamed).toEqual(
      new Map([
        ['X', 'A'],
        ['Y', 'B'],
      ]),
    );
  });

  it('an id that stands in both states is the same community, even where another fits better', () => {
    const moved = movedHouseholds(units(10, 20), state('AB'), state('BA'));
    expect(moved).toMatchObject({ households: 30, renamed: new Map() });
  });

  it('a merge into a new id continues the larger', () => {
    const moved = movedHouseholds(units(10, 20, 4), state('ABC'), state('XXC'));
    expect(moved.flows).toEqual([
      { from: 'A', to: 'X', units: 1, households: 10, estimated: false },
    ]);
    expect(moved.renamed).toEqual(new Map([['X', 'B']]));
  });

  it('a split: the larger part continues', () => {
    const moved = movedHouseholds(units(10, 20, 15), state('AAA'), state('XYX'));
    expect(moved).toMatchObject({ households: 20, renamed: new Map([['X', 'A']]) });
  });

  it('the best matching is not the greedy one', () => {
    // Greedy: X = A keeps 10, then B keeps nothing. Best: X = B and Y = A keep 9 + 8.
    const moved = movedHouseholds(units(10, 8, 9), state('AAB'), state('XYX'));
    expect(moved).toMatchObject({
      households: 10,
      renamed: new Map([
        ['X', 'B'],
        ['Y', 'A'],
      ]),
    });
  });

  it('out of a blind spot: joined, not moved; into one: moved', () => {
    const moved = movedHouseholds(units(3, 4), state('.A'), state('A.'));
    expect(moved).toMatchObject({ joined: 3, households: 4 });
    expect(moved.flows).toEqual([
      { from: 'A', to: null, units: 1, households: 4, estimated: false },
      { from: null, to: 'A', units: 1, households: 3, estimated: false },
    ]);
  });

  it('names the units whose figure is unknown, and tells estimates', () => {
    const list = [...units(undefined, 5), { ...units(0, 0, 6)[2]!, householdsEstimated: true }];
    const moved = movedHouseholds(list, state('AAA'), state('BBA'));
    // B takes over A's name for 5 against 6: A stays A.
    expect(moved).toMatchObject({ households: 5, unknownUnits: ['0'], estimated: false });
    const other = movedHouseholds(list, state('AAA'), state('AAB'));
    expect(other).toMatchObject({ households: 6, unknownUnits: [], estimated: true });
  });

  it('without households, the most units decide who continues', () => {
    const moved = movedHouseholds(units(0, 0, 0), state('AAA'), state('XYY'));
    expect(moved.renamed).toEqual(new Map([['Y', 'A']]));
  });

  it('by estate: its own figure when it goes as a whole, that of its units when in part', () => {
    const list = units(10, 20, 5, 8, 2).map((unit, i) => ({
      ...unit,
      estates: [['e'], ['e'], ['f'], ['g', 'h'], []][i]!,
    }));
    const estates = [{ id: 'e', geometry, properties: { households: 28 } }];
    const whole = movedHouseholds(list, state('AABAA'), state('BBBBA'), estates);
    expect(whole.estates).toEqual([
      { estate: 'e', from: 'A', to: 'B', households: 28, estimated: false },
      { estate: 'g', from: 'A', to: 'B', households: null, estimated: false },
      { estate: 'h', from: 'A', to: 'B', households: null, estimated: false },
    ]);
    const part = movedHouseholds(list, state('AABAA'), state('ABBAA'), estates);
    expect(part.estates).toEqual([
      { estate: 'e', from: 'A', to: 'B', households: 20, estimated: false },
    ]);
  });

  it('refuses a unit that a state does not know', () => {
    expect(() => movedHouseholds(units(1, 2), state('AB'), state('A'))).toThrow(
      new RangeError('unit 1 has no community after, not even null'),
    );
  });

  it('there and back moves the same households; what stays and moves is all there is', () => {
    const letters = fc.array(fc.constantFrom(...'ABCDE'), { minLength: 8, maxLength: 8 });
    const figures = fc.array(fc.nat(50), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, figures, (from, to, households) => {
        const list = units(...households);
        const [before, after] = [state(from.join('')), state(to.join(''))];
        const there = movedHouseholds(list, before, after);
        expect(movedHouseholds(list, after, before).households).toBe(there.households);
        const inFlows = there.flows.reduce((sum, flow) => sum + flow.households, 0);
        expect(inFlows).toBe(there.households);
        expect(there.households).toBeLessThanOrEqual(there.total);
        const swapped = state(to.map((letter) => letter.toLowerCase()).join(''));
        // Other names can only find a better matching.
        expect(movedHouseholds(list, before, swapped).households).toBeLessThanOrEqual(
          there.households,
        );
      }),
    );
  });
});

describe('assignMost', () => {
  it('is the best of all assignments', () => {
    const matrix = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
      .chain(([rows, columns]) =>
        fc.array(fc.array(fc.nat(20), { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows,
        }),
      );
    fc.assert(
      fc.property(matrix, (weights) => {
        const assignment = assignMost(weights.map((row) => Float64Array.from(row)));
        const used = assignment.filter((column) => column >= 0);
        expect(new Set(used).size).toBe(used.length);
        const sum = assignment.reduce((total, c, r) => total + (c < 0 ? 0 : weights[r]![c]!), 0);
        expect(sum).toBe(bestByTrying(weights, 0, new Set()));
      }),
    );
  });
});

function bestByTrying(weights: readonly number[][], row: number, taken: Set<number>): number {
  if (row === weights.length) return 0;
  let best = bestByTrying(weights, row + 1, taken);
  weights[row]!.forEach((weight, column) => {
    if (taken.has(column)) return;
    best = Math.max(best, weight + bestByTrying(weights, row + 1, new Set([...taken, column])));
  });
  return best;
}

describe('the measure moved-households', () => {
  const [a, b] = [community(geometry, {}, 'A'), community(geometry, {}, 'B')];
  const placed = units(10, 20, 5).map((unit, i) => ({ ...unit, community: 'ABB'[i]! }));
  it('households that come from other communities, with their parts', () => {
    const context = { communities: [a, b], units: placed, unitsBefore: state('AAC') };
    expect(measure('moved-households', a, context)).toEqual({
      state: 'known',
      value: 0,
      parts: {},
    });
    expect(measure('moved-households', b, context)).toEqual({
      state: 'known',
      value: 20,
      parts: { A: 20 },
    });
  });
  it('missing without a plan before, and with units unplaced or without households', () => {
    const communities = [a, b];
    const take = (rest: object) => measure('moved-households', b, { communities, ...rest });
    expect(take({ units: placed })).toMatchObject({ reason: 'no-plan-before' });
    expect(take({ unitsBefore: state('AAA') })).toMatchObject({ reason: 'no-units' });
    expect(take({ units: placed, unitsBefore: state('AA') })).toMatchObject({
      reason: 'units-without-community',
    });
    const unknown = placed.map(({ households: _, ...unit }) => unit);
    expect(take({ units: unknown, unitsBefore: state('AAA') })).toMatchObject({
      reason: 'units-without-households',
    });
  });
});
