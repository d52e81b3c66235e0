import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import { isRepairable } from '#engine/coverage/repair/repair-coverage.ts';
import { suggest } from '#engine/propose/suggest/suggest.ts';
import { dirtyCoverage } from '../../helpers/dirty-coverage.ts';
import { latticeCoverage } from '../../helpers/lattice-coverage.ts';
import { propertyRuns } from '../../helpers/property-runs.ts';
import { auditAfter, inputOf } from './repair-town.ts';

/** Set COVERAGE_RUNS to look further. */
const runs = Math.max(1, Math.round(Number(process.env.COVERAGE_RUNS ?? propertyRuns(25)) / 2));

const MAKERS = [
  { name: 'crooked', make: dirtyCoverage },
  { name: 'lattice', make: latticeCoverage },
];

describe.each(MAKERS)('random dirty coverages, $name', ({ make }) => {
  test('a repair of a finding ends it and brings no other; that of the whole leaves what is told', {
    timeout: 120_000,
  }, () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.boolean(), (seed, hasOutline) => {
        const { communities, outline } = make(seed);
        const input = inputOf(
          communities,
          hasOutline ? { jurisdiction: { geometry: outline } } : {},
        );
        const before = auditCoverage(communities, input.jurisdiction ?? null);
        const { suggestions, infeasible } = suggest('repair', input, { alternatives: 4 });
        for (const suggestion of suggestions) {
          const { character, repair, communities: changed, matched } = suggestion;
          expect(changed.length + matched.length).toBeGreaterThan(0);
          if (character === 'whole') {
            const { findings } = auditAfter(input, suggestion, { minAreaSquareMetres: 0 });
            expect(findings.filter(isRepairable).length).toBeLessThanOrEqual(infeasible.length);
            continue;
          }
          const { findings, summary } = auditAfter(input, suggestion);
          expect(findings.length).toBeLessThanOrEqual(before.findings.length);
          const [mended] = repair!.findings;
          const finding = before.findings.find(({ id }) => id === mended)!;
          expect(findings.some(({ id }) => id === mended)).toBe(false);
          const figure = finding.kind === 'gap' ? 'gapAreaSquareMetres' : 'overlapAreaSquareMetres';
          expect(summary[figure]).toBeLessThan(
            before.summary[figure] - finding.areaSquareMetres! + 0.1,
          );
          expect(repair!.after.gap + repair!.after.overlap).toBeLessThan(
            repair!.before.gap + repair!.before.overlap,
          );
        }
      }),
      { numRuns: runs },
    );
  });
});
