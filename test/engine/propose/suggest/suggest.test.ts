import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { CommunityInput } from '#engine/coverage/types.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import { suggest } from '#engine/propose/suggest/suggest.ts';
import type { SuggestInput, Suggestion, SuggestResult } from '#engine/propose/suggest/types.ts';
import { box, polygon } from '../../../helpers/squares.ts';
import {
  BLOCK,
  blockArea,
  blocks,
  line,
  named,
  POLICY,
  riverTown,
  unitId,
} from './checkerboard.ts';

/** All communities as a suggestion would have them. */
function after({ communities }: SuggestInput, suggestion: Suggestion): CommunityInput[] {
  const changed = new Map(
    [...suggestion.matched, ...suggestion.communities].map((one) => [one.id, one]),
  );
  const gone = new Set(suggestion.abolished);
  const kept = communities.filter(({ id }) => !gone.has(id) && !changed.has(id));
  return [...kept, ...changed.values()];
}

function expectSound(input: SuggestInput, { suggestions }: SuggestResult): void {
  const before = input.communities.reduce((sum, { geometry }) => sum + geodesicArea(geometry!), 0);
  for (const suggestion of suggestions) {
    const communities = after(input, suggestion);
    const outline = suggestion.outline ?? input.jurisdiction?.geometry;
    const within = outline === undefined ? null : { geometry: outline };
    const { findings } = auditCoverage(communities, within, {
      minAreaSquareMetres: 1e-4,
      toleranceMetres: 0.01,
    });
    expect(findings.filter(({ kind }) => kind !== 'enclave')).toEqual([]);
    const area = communities.reduce((sum, { geometry }) => sum + geodesicArea(geometry!), 0);
    // Sides are geodesics: a vertex more on a long one along a parallel is worth a square metre or two.
    expect(Math.abs(area / before - 1)).toBeLessThan(1e-5);
  }
}

const sizes = ({ communities }: Suggestion): number[] =>
  communities.map(({ properties }) => properties?.households as number).sort((a, b) => a - b);

describe('split', () => {
  test('the best border is the river, proven, and told with its share', () => {
    const input = riverTown();
    const result = suggest('split', input, { targets: ['A'], parts: 2 });
    const [best] = result.suggestions;
    expect(best?.character).toBe('best-borders');
    expect(sizes(best!)).toEqual([600, 600]);
    expect(best!.namedBorderShare).toBe(1);
    expect(best!.certificate).toEqual({ state: 'optimal' });
    const [evidence] = best!.evidence;
    expect(evidence?.lengthMetres).toBeCloseTo(4 * BLOCK, 0);
    expect(evidence?.stretches.map(({ barrier }) => barrier?.name)).toEqual(
      expect.arrayContaining(['青河']),
    );
    expect(best!.explanation.zh).toContain('新边界长 800 米，其中 100% 沿青河。');
    expect(best!.explanation.en).toContain('100 % along the 青河'.replace('the ', ''));
    expect(best!.householdsMoved.total).toBe(600);
    expectSound(input, result);
  });

  test('every number of parts that the bounds allow is tried, and none is outside them', () => {
    // 24 blocks of 100 households: 2 of 1,200, 3 of 800, or 4 of 600.
    const input = riverTown(() => ({ households: 100 }));
    const result = suggest('split', input, { alternatives: 20 });
    const counts = new Set(result.suggestions.map(({ communities }) => communities.length));
    expect([...counts].sort()).toEqual([2, 3, 4]);
    for (const suggestion of result.suggestions) {
      expect(sizes(suggestion)[0]).toBeGreaterThanOrEqual(400);
      expect(sizes(suggestion).at(-1)).toBeLessThanOrEqual(1200);
    }
    expectSound(input, result);
  });

  test('an estate on both banks of the river stays whole: the border leaves the river', () => {
    const input: SuggestInput = {
      ...riverTown(),
      estates: [
        {
          id: 'E',
          name: '河畔家园',
          geometry: polygon(box(2.2 * BLOCK, 1.2 * BLOCK, 3.8 * BLOCK, 1.8 * BLOCK)),
        },
      ],
    };
    const result = suggest('split', input, { targets: ['A'], parts: 2, alternatives: 5 });
    expect(result.suggestions.length).toBeGreaterThan(0);
    for (const { assignment, satisfied } of result.suggestions) {
      expect(assignment[unitId(2, 1)]).toBe(assignment[unitId(3, 1)]);
      expect(satisfied.map(({ rule }) => rule)).toContain('estate.whole');
    }
    expectSound(input, result);
  });

  test('the part with the service centre keeps the name, however small', () => {
    const input: SuggestInput = {
      ...riverTown((column) => ({ households: column === 0 ? 30 : 50 })),
      facilities: [
        { id: 'F', kind: 'service-centre', position: polygonMiddle(0, 0), spaceSquareMetres: 1000 },
      ],
    };
    const { suggestions } = suggest('split', input, { targets: ['A'], parts: 2 });
    for (const { assignment } of suggestions) expect(assignment[unitId(0, 0)]).toBeUndefined();
  });

  test('a neighbour with a straight border gets the vertex at which the new border ends', () => {
    // The border of B is one line of four blocks; a split from west to east ends in the middle of it.
    const input: SuggestInput = {
      ...riverTown(),
      barriers: [line('横路', 'arterial', [0, 2], [8, 2])],
    };
    const result = suggest('split', input, { targets: ['A'], parts: 2, alternatives: 1 });
    const [best] = result.suggestions;
    expect(best?.matched.map(({ id }) => id)).toEqual(['B']);
    expect(best?.matched[0]?.geometry.coordinates[0]).toHaveLength(6);
    expectSound(input, result);
  });

  test('a unit above the bound is named, with the bound that would do', () => {
    const input = riverTown((column, row) =>
      column === 0 && row === 0 ? { households: 1300 } : {},
    );
    const { suggestions, infeasible } = suggest('split', input, { targets: ['A'] });
    expect(suggestions).toEqual([]);
    expect(infeasible).toHaveLength(1);
    expect(infeasible[0]).toMatchObject({ cause: 'unit-above', units: [unitId(0, 0)] });
    expect(infeasible[0]?.nearest?.en).toContain('1300');
  });

  test('without households, or with one unit, it says so', () => {
    const none = riverTown(() => ({ households: 0 }));
    expect(suggest('split', none, { targets: ['A'] }).infeasible[0]?.cause).toBe('no-households');
    const single: SuggestInput = {
      ...riverTown(),
      units: [{ id: 'u', geometry: blockArea(0, 0, 6, 4), community: 'A', households: 1200 }],
    };
    expect(suggest('split', single, { targets: ['A'] }).infeasible[0]?.cause).toBe('too-few-units');
  });

  test('the same seed gives the same suggestions, whatever the order of the communities', () => {
    const input = riverTown(() => ({ households: 100 }));
    const turned = { ...input, communities: [...input.communities].reverse() };
    const ids = (one: SuggestInput): string[] =>
      suggest('split', one, { targets: ['A'], seed: 7 }).suggestions.map(({ id }) => id);
    expect(ids(turned)).toEqual(ids(input));
  });

  test('units that differ from their neighbours by a hair join without slivers', () => {
    const input = riverTown();
    const units = input.units.map((unit, i) => {
      const [ring] = unit.geometry.coordinates as number[][][];
      const shift = ((i % 3) - 1) * 4e-9;
      return {
        ...unit,
        geometry: polygon(ring!.map(([x, y]) => [x! + shift, y! - shift])),
      };
    });
    const rough: SuggestInput = { ...input, units };
    const result = suggest('split', rough, { targets: ['A'], parts: 2 });
    expect(result.suggestions.length).toBeGreaterThan(0);
    for (const suggestion of result.suggestions) {
      for (const { geometry } of suggestion.communities) expect(geometry.type).toBe('Polygon');
    }
  });

  test('whatever the households: sound, within the bounds, no unit lost', () => {
    const households = fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(households, fc.integer({ min: 0, max: 1000 }), (list, seed) => {
        const input = riverTown((column, row) => ({ households: list[column * 4 + row]! }));
        const result = suggest('split', input, { targets: ['A'], seed, moves: 2000 });
        expect(result.suggestions.length + result.infeasible.length).toBeGreaterThan(0);
        const total = list.slice(0, 24).reduce((sum, size) => sum + size, 0);
        for (const suggestion of result.suggestions) {
          expect(sizes(suggestion).reduce((sum, size) => sum + size, 0)).toBe(total);
          expect(sizes(suggestion)[0]).toBeGreaterThanOrEqual(400);
          expect(sizes(suggestion).at(-1)).toBeLessThanOrEqual(1200);
        }
        expectSound(input, result);
      }),
      { numRuns: 15 },
    );
  });
});

const polygonMiddle = (column: number, row: number): number[] => {
  const [ring] = blockArea(column, row).coordinates as number[][][];
  return [(ring![0]![0]! + ring![2]![0]!) / 2, (ring![0]![1]! + ring![2]![1]!) / 2];
};

describe('merge', () => {
  /** A strip of three: S with 200 households lies between L (500) and H (1,100). */
  const strip = (): SuggestInput => ({
    communities: [
      named('L', blockArea(0, 0, 2, 1), { households: 500 }),
      named('S', blockArea(2, 0, 1, 1), { households: 200 }),
      named('H', blockArea(3, 0, 2, 1), { households: 1100 }),
    ],
    units: [],
    barriers: [],
    policy: POLICY,
  });

  test('the small one goes to the neighbour that is fit to take it, without units', () => {
    const input = strip();
    const result = suggest('merge', input);
    expect(result.suggestions).toHaveLength(1);
    const [merge] = result.suggestions;
    expect(merge).toMatchObject({ abolished: ['S'] });
    expect(merge?.communities.map(({ id, properties }) => [id, properties?.households])).toEqual([
      ['L', 700],
    ]);
    expect(merge?.communities[0]?.geometry.coordinates).toHaveLength(1);
    expectSound(input, result);
  });

  test('where no neighbour can take it, the nearest bound is told', () => {
    const { suggestions, infeasible } = suggest('merge', strip(), { targets: ['H'] });
    expect(suggestions).toEqual([]);
    expect(infeasible[0]).toMatchObject({ cause: 'merged-above', communities: ['H'] });
    expect(infeasible[0]?.nearest?.en).toContain('1,300');
  });

  test('a community without neighbours is told apart', () => {
    const input = { ...strip(), communities: [named('X', blockArea(9, 9), { households: 10 })] };
    expect(suggest('merge', input, { targets: ['X'] }).infeasible[0]?.cause).toBe('no-neighbour');
  });
});

describe('transfer', () => {
  test('a community below its band is given land by its neighbour, along the river', () => {
    // A has 1,200 households in columns 0–5, B 400 in 6 and 7; the river runs between columns 4 and 5.
    const input: SuggestInput = {
      ...riverTown(),
      barriers: [line('青河', 'river', [5, 0], [5, 4])],
    };
    const result = suggest('transfer', input, { targets: ['B'] });
    const [best] = result.suggestions;
    expect(sizes(best!)).toEqual([600, 1000]);
    expect(Object.keys(best!.assignment).sort()).toEqual([0, 1, 2, 3].map((row) => unitId(5, row)));
    expect(new Set(Object.values(best!.assignment))).toEqual(new Set(['B']));
    expect(best!.householdsMoved.total).toBe(200);
    expectSound(input, result);
  });

  test('where nothing can be improved it says so', () => {
    const input: SuggestInput = {
      ...riverTown((column) => ({ households: column < 6 ? 40 : 100 })),
      barriers: [line('青河', 'river', [6, 0], [6, 4])],
    };
    const { suggestions, infeasible } = suggest('transfer', input, { targets: ['A'] });
    expect(suggestions).toEqual([]);
    expect(infeasible[0]?.cause).toBe('no-improvement');
  });
});

describe('replan', () => {
  test('a town with a community too large and one too small comes into its bands', () => {
    const input = riverTown((column) => ({ households: column < 6 ? 80 : 20 }));
    const result = suggest('replan', input, { moves: 100_000 });
    expect(result.suggestions.length).toBeGreaterThan(0);
    for (const { communities, satisfied } of result.suggestions) {
      for (const { properties } of communities) {
        expect(properties?.households).toBeGreaterThanOrEqual(600);
        expect(properties?.households).toBeLessThanOrEqual(1000);
      }
      expect(satisfied.map(({ rule }) => rule)).toContain('size.max');
    }
    expectSound(input, result);
  });

  test('ground without communities is divided into as many as the band allows', () => {
    const input: SuggestInput = {
      communities: [],
      units: blocks(6, 4, () => ({})),
      barriers: [line('青河', 'river', [3, 0], [3, 4])],
      policy: POLICY,
    };
    const result = suggest('replan', input, { householdBand: { min: 580, max: 620 } });
    const [best] = result.suggestions;
    expect(best?.communities).toHaveLength(2);
    expect(best?.namedBorderShare).toBe(1);
    expect(best?.householdsMoved.total).toBe(0);
    const { findings } = auditCoverage(best!.communities);
    expect(findings).toEqual([]);
  });

  test('units in no community are given to one, and that is told', () => {
    const input = riverTown((column, row) =>
      column === 7 && row === 3 ? { community: null } : {},
    );
    const blind: SuggestInput = {
      ...input,
      communities: [
        input.communities[0]!,
        named('B', {
          type: 'MultiPolygon',
          coordinates: [
            blockArea(6, 0, 2, 3).coordinates,
            blockArea(6, 3).coordinates,
          ] as number[][][][],
        }),
      ],
    };
    const result = suggest('replan', blind, { moves: 100_000 });
    const [best] = result.suggestions;
    expect(best?.assignment[unitId(7, 3)]).toBeDefined();
    expect(best?.explanation.en).toContain('1 unit in no community before');
  });

  test('without any bounds it asks for some', () => {
    const policy = { ...POLICY, rules: POLICY.rules.filter(({ id }) => !id.startsWith('size.')) };
    const { infeasible } = suggest('replan', { ...riverTown(), policy });
    expect(infeasible[0]?.cause).toBe('no-bounds');
  });
});

describe('requests', () => {
  test('a target that is not there, and numbers out of range, are refused', () => {
    expect(() => suggest('split', riverTown(), { targets: ['Z'] })).toThrow(/no community.*Z/);
    expect(() => suggest('split', riverTown(), { alternatives: 0 })).toThrow(RangeError);
    expect(() => suggest('split', riverTown(), { householdBand: { min: 9, max: 3 } })).toThrow(
      /band/,
    );
  });

  test('a band of one’s own takes the place of the policy’s rules on size, and that is told', () => {
    const input = riverTown();
    const { suggestions, assumptions } = suggest('split', input, {
      targets: ['A'],
      householdBand: { min: 200, max: 350 },
      alternatives: 1,
    });
    expect(suggestions[0]?.communities.length).toBeGreaterThanOrEqual(4);
    expect(assumptions.map(({ en }) => en).join(' ')).toContain('200–350');
  });

  test('where nothing is amiss there is nothing to do', () => {
    const { infeasible } = suggest(
      'split',
      riverTown(() => ({ households: 30 })),
    );
    expect(infeasible[0]?.cause).toBe('nothing-to-do');
  });

  test('a stopped search ends without suggestions', () => {
    const { suggestions } = suggest('split', riverTown(), {
      targets: ['A'],
      shouldStop: () => true,
    });
    expect(suggestions).toEqual([]);
  });
});
