import { describe, expect, test } from 'vitest';
import type { BarrierSource } from '#engine/barriers/types.ts';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import type { Operation } from '#engine/plan/types.ts';
import { cutGround } from '#engine/propose/suggest/cut-ground.ts';
import { suggest } from '#engine/propose/suggest/suggest.ts';
import type { SuggestInput, Suggestion } from '#engine/propose/suggest/types.ts';
import { box, polygon } from '../../../helpers/squares.ts';
import { BLOCK, blockArea, blocks, line, named, POLICY, riverTown } from './checkerboard.ts';

/** Each named after what a user saw. */

const english = (messages: readonly { en: string }[]): string =>
  messages.map(({ en }) => en).join('\n');

describe('operations', () => {
  /** Whose each unit is after operations, by nothing but what they say. */
  function carryOut(input: SuggestInput, operations: readonly Operation[]): Map<string, string> {
    const whose = new Map<string, string>();
    for (const { id, community } of input.units) if (community) whose.set(id, community);
    const ids = new Set(input.communities.map(({ id }) => id));
    const give = (units: readonly string[], to: string): void => {
      expect(ids).toContain(to);
      for (const unit of units) whose.set(unit, to);
    };
    const pass = (from: string, to: string): void => {
      for (const [unit, id] of whose) if (id === from) whose.set(unit, to);
    };
    for (const one of operations) {
      switch (one.operation) {
        case 'merge': {
          const { communities, into } = one.parameters;
          expect(communities).toContain(into);
          for (const id of communities) pass(id, into);
          for (const id of communities) if (id !== into) ids.delete(id);
          break;
        }
        case 'split-into-parts': {
          const { community, parts } = one.parameters;
          const units = parts.flatMap((part) => part.units);
          expect(new Set(units).size).toBe(units.length);
          // All that the community has, and nothing that it has not.
          const own = [...whose].filter(([, id]) => id === community).map(([unit]) => unit);
          expect(new Set(units)).toEqual(new Set(own));
          for (const { id, units: list } of parts) {
            ids.add(id);
            give(list, id);
          }
          break;
        }
        case 'transfer-units':
          for (const { units, to } of one.parameters.moves) give(units, to);
          break;
        case 'create':
          expect(ids).not.toContain(one.parameters.id);
          ids.add(one.parameters.id);
          give(one.parameters.units, one.parameters.id);
          break;
        case 'abolish': {
          const { parameters } = one;
          expect(ids).toContain(parameters.community);
          if ('into' in parameters) pass(parameters.community, parameters.into);
          else for (const { units, to } of parameters.moves) give(units, to);
          expect([...whose.values()]).not.toContain(parameters.community);
          ids.delete(parameters.community);
          break;
        }
        default:
          throw new Error(`no suggestion is made by ${one.operation}`);
      }
    }
    return whose;
  }

  function expectCarriedOut(input: SuggestInput, suggestions: readonly Suggestion[]): void {
    expect(suggestions.length).toBeGreaterThan(0);
    for (const { operations, assignment, abolished } of suggestions) {
      const whose = carryOut(input, operations);
      for (const { id, community } of input.units) {
        expect(whose.get(id), id).toBe(assignment[id] ?? community ?? undefined);
      }
      for (const id of abolished) expect([...whose.values()]).not.toContain(id);
    }
  }

  test('make each kind of suggestion, unit for unit', () => {
    const town = riverTown();
    expectCarriedOut(town, suggest('split', town, { targets: ['A'] }).suggestions);
    const small = riverTown((column) => ({ households: column < 6 ? 20 : 40 }));
    expectCarriedOut(small, suggest('merge', small, { targets: ['B'] }).suggestions);
    const uneven: SuggestInput = { ...town, barriers: [line('青河', 'river', [5, 0], [5, 4])] };
    expectCarriedOut(uneven, suggest('transfer', uneven, { targets: ['B'] }).suggestions);
    const large = riverTown((column) => ({ households: column < 6 ? 80 : 20 }));
    expectCarriedOut(large, suggest('replan', large, { moves: 100_000 }).suggestions);
  });

  test('of a split take in the ground in no community that the community encloses first', () => {
    const input = riverTown((column, row) =>
      column === 1 && row === 1 ? { community: null } : {},
    );
    const [best] = suggest('split', input, { targets: ['A'], parts: 2 }).suggestions;
    expect(best?.operations.map(({ operation }) => operation)).toEqual([
      'transfer-units',
      'split-into-parts',
    ]);
    expectCarriedOut(input, [best!]);
  });

  test('of a replan that ends communities give away all that they had', () => {
    const input: SuggestInput = {
      communities: ['A', 'B', 'C', 'D'].map((id, i) => named(id, blockArea(2 * i, 0, 2, 4))),
      units: blocks(8, 4, (column) => ({
        community: 'ABCD'[Math.floor(column / 2)]!,
        households: 40,
      })),
      barriers: [],
      policy: POLICY,
    };
    const { suggestions } = suggest('replan', input, { parts: 2, moves: 100_000 });
    expectCarriedOut(input, suggestions);
    expect(suggestions.some(({ abolished }) => abolished.length === 2)).toBe(true);
  });
});

describe('ground', () => {
  test('of a community that no unit covers is not left in no community without a word', () => {
    // The units lie a third of a block too far east; no outline of the jurisdiction is given.
    const { jurisdiction: _none, ...input } = riverTown();
    const units = input.units.map((unit, i) => {
      const [column, row] = [Math.floor(i / 4), i % 4];
      const [west, south] = [(column + 0.3) * BLOCK, row * BLOCK];
      return { ...unit, geometry: polygon(box(west, south, west + BLOCK, south + BLOCK)) };
    });
    const result = suggest('split', { ...input, units }, { targets: ['A'], parts: 2 });
    expect(result.suggestions).toEqual([]);
    expect(result.infeasible[0]?.cause).toBe('rule-broken');
    expect(english(result.dropped)).toContain('coverage.gap');
    expect(english(result.assumptions)).toMatch(/lie in no unit \(largest at /);
  });

  /** Lines drawn at less detail: the units of the western rim begin so many metres inside it. */
  const inset = (input: SuggestInput, metres: number): SuggestInput => ({
    ...input,
    units: input.units.map((unit, i) => {
      if (i >= 4) return unit;
      const south = i * BLOCK;
      return { ...unit, geometry: polygon(box(metres, south, BLOCK, south + BLOCK)) };
    }),
  });

  test.each(['with', 'without'])(
    'a strip along the rim that units leave out goes with the unit beside it, %s an outline',
    (outline) => {
      const { jurisdiction, ...town } = riverTown();
      const input = outline === 'with' ? { ...town, jurisdiction: jurisdiction! } : town;
      const result = suggest('split', inset(input, 20), { targets: ['A'], parts: 2 });
      expect(result.dropped).toEqual([]);
      const [best] = result.suggestions;
      const areaOf = (areas: readonly { geometry: AreaGeometry | null }[]): number =>
        areas.reduce((sum, { geometry }) => sum + geodesicArea(geometry!), 0);
      const whole = areaOf(input.communities.filter(({ id }) => id === 'A'));
      expect(areaOf(best!.communities) / whole).toBeCloseTo(1, 6);
      expect(english(result.assumptions)).toMatch(/in 1 strip no wider than 25 m lies in no unit/);
    },
  );

  test('a strip along the rim of two communities is divided between them', () => {
    const input = { ...riverTown(), barriers: [line('青河', 'river', [0, 2], [6, 2])] };
    const [best] = suggest('split', inset(input, 20), { targets: ['A'], parts: 2 }).suggestions;
    const [north, south] = best!.communities.map(({ geometry }) => geodesicArea(geometry));
    expect(north! / south!).toBeCloseTo(1, 3);
  });

  test('a strip too wide to be a matter of drawing is never lost', () => {
    const { jurisdiction: _none, ...input } = riverTown();
    const result = suggest('split', inset(input, 30), { targets: ['A'], parts: 2 });
    expect(result.suggestions).toEqual([]);
    expect(english(result.dropped)).toContain('coverage.gap');
  });

  test('that two units claim is told, with the units', () => {
    const input = riverTown();
    const extra = { ...input.units[0]!, id: 'twice', geometry: blockArea(0, 0) };
    const result = suggest('split', { ...input, units: [...input.units, extra] }, { parts: 2 });
    expect(english(result.assumptions)).toMatch(
      /overlap in 1 place.*(c0r0 and twice|twice and c0r0)/,
    );
  });
});

describe('without roads and waters', () => {
  test('nothing is said of what borders follow, and the rule on them is not checked', () => {
    const rule = { ...POLICY.rules[0]!, id: 'boundary.clear', thresholds: { minShare: 0.7 } };
    const policy = { ...POLICY, rules: [...POLICY.rules, rule] };
    const input: SuggestInput = { ...riverTown(), barriers: [], policy };
    const { suggestions, assumptions } = suggest('split', input, { targets: ['A'], parts: 2 });
    expect(suggestions.length).toBeGreaterThan(0);
    for (const { explanation, missed, satisfied, unchecked } of suggestions) {
      expect(explanation.en).toMatch(/m of new border\. /);
      expect(explanation.en).not.toContain('along');
      const rulesOf = (list: readonly { rule: string }[]) => list.map((verdict) => verdict.rule);
      expect(rulesOf(missed)).not.toContain('boundary.clear');
      expect(rulesOf(satisfied)).not.toContain('boundary.clear');
      expect(rulesOf(unchecked)).toContain('boundary.clear');
    }
    expect(english(assumptions)).toContain('No roads or waters were given');
  });
});

describe('named borders', () => {
  /** A river without a name is the better border by a little; the lane has a name. */
  const nameless = (): SuggestInput => {
    const input = riverTown();
    const [river, lane] = input.barriers;
    const { name: _none, ...unnamed } = river!;
    return { ...input, barriers: [unnamed, lane!] };
  };

  test('are suggested where the best ones cannot be put into words', () => {
    const { suggestions } = suggest('split', nameless(), { targets: ['A'], parts: 2 });
    const best = suggestions.find(({ character }) => character === 'best-borders');
    const clear = suggestions.find(({ character }) => character === 'named-borders');
    expect(best?.namedBorderShare).toBe(0);
    expect(clear?.namedBorderShare).toBe(1);
    expect(clear?.explanation.zh).toContain('100% 沿小巷');
    expect(clear?.certificate.state).toBe('optimal');
  });

  test('go first, though the best by score have none, and the others stay in the order of their scores', () => {
    const options = { targets: ['A'], parts: 2 };
    const { suggestions } = suggest('split', nameless(), options);
    const [first, ...others] = suggestions.map(({ score, namedBorderShare: named }) => ({
      total: score.total,
      named,
    }));
    expect(first!.named).toBe(1);
    const totals = others.map(({ total }) => total);
    expect(totals).toEqual([...totals].sort((a, b) => a - b));
    expect(first!.total).toBeGreaterThan(totals[0]!);
    const only = suggest('split', nameless(), { ...options, alternatives: 1 }).suggestions;
    expect(only.map(({ namedBorderShare }) => namedBorderShare)).toEqual([1]);
  });
});

describe('what cannot be done', () => {
  test('an estate above the bound is named, not its blocks alone', () => {
    const input: SuggestInput = {
      ...riverTown(() => ({ households: 100 })),
      estates: [
        { id: 'E', name: '大院', geometry: polygon(box(10, 10, 3.9 * BLOCK, 3.9 * BLOCK)) },
      ],
    };
    const { infeasible } = suggest('split', input, { targets: ['A'] });
    expect(infeasible).toHaveLength(1);
    expect(infeasible[0]?.message.en).toContain('大院 [c0r0+c0r1+c0r2+…(16)] has 1600');
    expect(infeasible[0]?.units).toHaveLength(16);
  });

  const afresh = (): SuggestInput => ({
    communities: [],
    units: blocks(6, 4, () => ({})),
    barriers: [],
    policy: POLICY,
  });

  test('a band above all households together is explained', () => {
    const { infeasible } = suggest('replan', afresh(), { householdBand: { min: 5000, max: 6000 } });
    expect(english(infeasible.map(({ message }) => message))).toContain('1,200 households');
  });

  test('one cause that stands in the way of every number of communities is told once', () => {
    const { infeasible } = suggest('replan', afresh(), { householdBand: { min: 10, max: 40 } });
    expect(infeasible).toHaveLength(1);
  });

  test('a search that was stopped says so, with and without a result', () => {
    const stopped = suggest('split', riverTown(), { targets: ['A'], shouldStop: () => true });
    expect(stopped.infeasible[0]?.cause).toBe('stopped');
    expect(english(stopped.assumptions)).toContain('stopped before it was done');
  });
});

test('new communities have the same number in their ids and their names', () => {
  const { suggestions } = suggest(
    'replan',
    { communities: [], units: blocks(6, 4, () => ({})), barriers: [], policy: POLICY },
    { parts: 2, householdBand: { min: 500, max: 700 } },
  );
  const [first] = suggestions;
  expect(first?.communities.map(({ id, name }) => [id, name])).toEqual([
    ['new-1', '新设社区 1'],
    ['new-2', '新设社区 2'],
  ]);
  expect(first?.explanation.en).toMatch(/^Divide the ground into 2 communities: /);
  expect(first?.explanation.en).not.toContain('change');
});

describe('a block with more households than a community may have', () => {
  const area = { geometry: blockArea(0, 0, 4, 2) };
  const lane = (id: string, barrierClass: BarrierSource['class'], column: number): BarrierSource =>
    line(id, barrierClass, [column, -1], [column, 3]);
  const material = {
    jurisdiction: area,
    barriers: [lane('大路', 'arterial', 2), lane('小径', 'path', 1), lane('东径', 'path', 3)],
    buildings: [0, 1].flatMap((column) =>
      [0, 1].map((row) => ({
        id: `b${column}${row}`,
        kind: 'apartments',
        levels: 10,
        geometry: polygon(
          box(
            (column + 0.3) * BLOCK,
            (row + 0.3) * BLOCK,
            (column + 0.7) * BLOCK,
            (row + 0.7) * BLOCK,
          ),
        ),
      })),
    ),
  };

  test('is divided by its paths, others are not, and that is told', () => {
    const plain = cutGround(material);
    expect(plain.set.units).toHaveLength(2);
    const total = plain.set.units.reduce((sum, { households = 0 }) => sum + households, 0);
    expect(total).toBeGreaterThan(1000);
    const finer = cutGround(material, { mostHouseholds: 0.6 * total });
    expect(finer.set.units).toHaveLength(3);
    expect(Math.max(...finer.set.units.map(({ households = 0 }) => households))).toBeLessThan(
      0.6 * total,
    );
    expect(english(finer.notes)).toContain('the paths in it cut as well');
  });

  test('stays whole where the classes were chosen', () => {
    const chosen = cutGround(material, {
      mostHouseholds: 10,
      units: { prepare: { classes: ['arterial'] } },
    });
    expect(chosen.set.units).toHaveLength(2);
  });
});
