import { describe, expect, test } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import { applyOperation, parseOperation } from '#engine/plan/apply-operation.ts';
import { planOf } from '#engine/plan/plan-state.ts';
import type { PlanContext, PlanState } from '#engine/plan/types.ts';
import { type SuggestedKind, suggest } from '#engine/propose/suggest/suggest.ts';
import type { SuggestInput, Suggestion, SuggestOptions } from '#engine/propose/suggest/types.ts';
import { blockArea, line, named, riverTown } from './checkerboard.ts';

/** The plan after the operations of a suggestion, as the plan engine carries them out. */
function carryOut(input: SuggestInput, { operations }: Suggestion): PlanState {
  const { communities, units, barriers, jurisdiction, estates } = input;
  const context: PlanContext = {
    units,
    barriers,
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    ...(estates === undefined ? {} : { estates }),
  };
  return operations.reduce(
    (plan, operation) => {
      // As it comes back over the wire.
      const parsed = parseOperation(JSON.parse(JSON.stringify(operation)));
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
      const applied = applyOperation(plan, parsed.value, context);
      if (!applied.ok) throw new Error(`${operation.operation}: ${applied.error.message.en}`);
      return applied.value.plan;
    },
    planOf(communities, units),
  );
}

describe('the plan engine makes of the operations what the suggestion shows', () => {
  const town = riverTown();
  const cases: [SuggestedKind, SuggestInput, SuggestOptions][] = [
    ['split', town, { targets: ['A'] }],
    ['merge', riverTown((column) => ({ households: column < 6 ? 20 : 40 })), { targets: ['B'] }],
    [
      'transfer',
      { ...town, barriers: [line('青河', 'river', [5, 0], [5, 4])] },
      { targets: ['B'] },
    ],
    ['replan', riverTown((column) => ({ households: column < 6 ? 80 : 20 })), { moves: 100_000 }],
    [
      'replan',
      {
        ...town,
        communities: ['A', 'B', 'C', 'D'].map((id, i) => named(id, blockArea(2 * i, 0, 2, 4))),
        units: town.units.map((unit, i) => ({
          ...unit,
          community: 'ABCD'[Math.floor(i / 8)]!,
          households: 40,
        })),
      },
      { parts: 2, moves: 100_000 },
    ],
  ];

  test.each(cases)('%s', (kind, input, options) => {
    const { suggestions } = suggest(kind, input, options);
    expect(suggestions.length).toBeGreaterThan(0);
    for (const suggestion of suggestions) {
      const plan = carryOut(input, suggestion);
      const expected = new Map(input.communities.map((community) => [community.id, community]));
      for (const id of suggestion.abolished) expected.delete(id);
      for (const one of [...suggestion.matched, ...suggestion.communities]) {
        expected.set(one.id, one);
      }
      expect(new Set(plan.communities.keys())).toEqual(new Set(expected.keys()));
      for (const [id, { geometry, name }] of plan.communities) {
        expect(name).toBe(expected.get(id)?.name);
        const area = geodesicArea(expected.get(id)!.geometry!);
        // Sides are geodesics: a vertex more on a long one along a parallel is worth a square metre or two.
        expect(Math.abs(geodesicArea(geometry) / area - 1), id).toBeLessThan(1e-4);
      }
      const { findings } = auditCoverage([...plan.communities.values()]);
      expect(findings.filter(({ kind: one }) => one !== 'enclave')).toEqual([]);
    }
  });
});
