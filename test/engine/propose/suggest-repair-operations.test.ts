import { describe, expect, test } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import { applyOperation, parseOperation } from '#engine/plan/apply-operation.ts';
import { planOf } from '#engine/plan/plan-state.ts';
import { suggest } from '#engine/propose/suggest/suggest.ts';
import type { SuggestInput, Suggestion } from '#engine/propose/suggest/types.ts';
import { box, community, polygon, ring } from '../../helpers/squares.ts';
import { afterwards, gapTown, inputOf, overlapTown, road } from './repair-town.ts';

/** The communities after the operations of a suggestion, one after the other. */
function carriedOut(input: SuggestInput, { operations }: Suggestion) {
  const context = input.jurisdiction === undefined ? {} : { jurisdiction: input.jurisdiction };
  let plan = planOf(input.communities);
  for (const operation of operations) {
    // As it passes over the wire.
    const parsed = parseOperation(JSON.parse(JSON.stringify(operation)));
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
    const applied = applyOperation(plan, parsed.value, context);
    // The operations before it may have brought every vertex already.
    if (!applied.ok && operation.operation === 'snap-borders') {
      expect(applied.error.code).toBe('nothing-changes');
      continue;
    }
    if (!applied.ok) {
      throw new Error(`${JSON.stringify(operations)}: ${applied.error.message.en}`);
    }
    plan = applied.value.plan;
  }
  return [...plan.communities.values()];
}

const ROADS = [
  road('中轴路', 'collector', [505, 8], [495, 392]),
  road('横街', 'local', [300, 200], [700, 200]),
];

const TOWNS: [string, SuggestInput][] = [
  ['a gap', inputOf(gapTown(), { barriers: ROADS })],
  ['an overlap', inputOf(overlapTown(), { barriers: ROADS })],
  [
    'claimed by three',
    inputOf([
      ...overlapTown(),
      community('C', polygon(ring([490, 100], [510, 100], [510, 600], [490, 600]))),
    ]),
  ],
  [
    'a gap, an overlap and a hairline',
    inputOf([
      ...gapTown(),
      community('E', polygon(box(1000.04, -300, 1500, 700))),
      community('F', polygon(box(1490, -300, 2000, 700))),
    ]),
  ],
];

describe('the operations of a repair', () => {
  test.each(TOWNS)('%s: they make of a plan what the suggestion shows', (_name, input) => {
    const { suggestions } = suggest('repair', input, { alternatives: 6 });
    expect(suggestions.length).toBeGreaterThan(2);
    for (const suggestion of suggestions) {
      const made = carriedOut(input, suggestion);
      const wanted = afterwards(input, suggestion);
      made.forEach(({ id, geometry }, i) => {
        expect(wanted[i]!.id).toBe(id);
        const difference = geodesicArea(geometry) - geodesicArea(wanted[i]!.geometry!);
        // Hairlines may be closed to either side.
        expect(Math.abs(difference), `${suggestion.character} ${id}`).toBeLessThan(50);
      });
      const count = (list: typeof wanted): number =>
        auditCoverage(list, null, { minAreaSquareMetres: 0.01 }).findings.length;
      expect(count(made), suggestion.character).toBeLessThanOrEqual(count(wanted));
    }
  });
});
