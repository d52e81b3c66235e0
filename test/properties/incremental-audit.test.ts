import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import { IncrementalAudit } from '#engine/coverage/incremental/incremental-audit.ts';
import type { CommunityInput, JurisdictionInput } from '#engine/coverage/types.ts';
import { createRandom } from '../../data/generator/random.ts';
import { expectSameAudit } from '../helpers/audit-equality.ts';
import { detailedCoverage } from '../helpers/detailed-coverage.ts';
import { dirtyCoverage } from '../helpers/dirty-coverage.ts';
import { EDITS, type EditKind, RandomEditor } from '../helpers/random-edits.ts';

/** More of them by hand: INCREMENTAL_RUNS=1000 npx vitest run test/properties/incremental-audit.test.ts */
const RUNS = Number(process.env.INCREMENTAL_RUNS ?? 25);
const OPTIONS = { adjacency: true, queen: true };

/** Why a small coverage may have to be audited as a whole; anything else is a defect. */
const KNOWN_REASONS = [
  'the audit starts',
  'the edit closes or opens land on the outside',
  'the edit touches too much of the coverage',
];

/** Long enough for as many as are asked for. */
const TIMEOUT = Math.max(60_000, 600 * RUNS);

describe('after an edit the audit is that of the coverage as it is now', () => {
  const seeds = fc.integer({ min: 0, max: 2 ** 30 });
  const shares = fc.constantFrom(0, 0.1, 0.3, 0.8);
  const edits = fc.array(fc.constantFrom(...EDITS), { minLength: 1, maxLength: 8 });

  /** Edits one after the other, each audit held against that of the whole; then all of it undone. */
  const expectSame = (
    seed: number,
    kinds: readonly EditKind[],
    communities: readonly CommunityInput[],
    jurisdiction: JurisdictionInput | null,
  ): void => {
    const editor = new RandomEditor(createRandom(seed, 'edits'), communities);
    const first = IncrementalAudit.start(communities, { jurisdiction, ...OPTIONS });
    let audit = first;
    for (const kind of kinds) {
      audit = audit.edit(editor.draw(audit, kind));
      const { wholeBecause } = audit.changes;
      if (wholeBecause !== null) expect(KNOWN_REASONS).toContain(wholeBecause);
      expectSameAudit(audit.result, auditCoverage(audit.communities, jurisdiction, OPTIONS));
    }
    const back = Array.from({ length: audit.nextPosition }, (_, at) => ({
      at,
      community: communities[at] ?? null,
    }));
    expectSameAudit(audit.edit(back).result, first.result);
  };

  it.each([true, false])(
    'for random edits of dirty coverages (outline given: %s)',
    (isGiven) => {
      fc.assert(
        fc.property(seeds, shares, edits, (seed, share, kinds) => {
          const { communities, outline } = dirtyCoverage(seed, share);
          expectSame(seed, kinds, communities, isGiven ? { geometry: outline } : null);
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT,
  );

  it.each([true, false])(
    'for random edits where borders are long (outline given: %s)',
    (isGiven) => {
      fc.assert(
        fc.property(seeds, fc.constantFrom(0, 0.1), edits, (seed, dirt, kinds) => {
          const { communities, outline } = detailedCoverage(seed, dirt);
          expectSame(seed, kinds, communities, isGiven ? { geometry: outline } : null);
        }),
        { numRuns: RUNS },
      );
    },
    TIMEOUT,
  );
});
