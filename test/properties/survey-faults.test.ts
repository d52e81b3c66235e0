import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditPacked } from '#engine/coverage/audit.ts';
import { hasFaults, isFault } from '#engine/coverage/repair/faults.ts';
import { isRepairable, repairCoverage } from '#engine/coverage/repair/repair-coverage.ts';
import { surveyFaults } from '#engine/coverage/repair/survey-faults.ts';
import type { CommunityInput, JurisdictionInput } from '#engine/coverage/types.ts';
import { packAreas } from '#engine/geometry/packed-areas.ts';
import { dirtyCoverage } from '../helpers/dirty-coverage.ts';
import { latticeCoverage } from '../helpers/lattice-coverage.ts';
import { propertyRuns } from '../helpers/property-runs.ts';

const settings = { numRuns: propertyRuns(60) };
const seeds = fc.integer({ min: 0, max: 2 ** 30 });
const tolerances = fc.constantFrom(0, 0.1, 2);

/** What a repair reads of a survey, against the audit of the same coverage. */
function expectAsAudited(
  communities: readonly CommunityInput[],
  jurisdiction: JurisdictionInput | null,
  toleranceMetres: number,
): 'surveyed' | 'left to the audit' {
  const options = { toleranceMetres, minAreaSquareMetres: 1e-9 };
  const packed = packAreas(communities.map(({ geometry }) => geometry));
  const survey = surveyFaults(communities, packed, jurisdiction, options);
  if (survey === null) return 'left to the audit';
  const { findings } = auditPacked(communities, packed, jurisdiction, options);
  const faults = findings.filter(isFault);
  expect(findings.filter(isRepairable)).toEqual(faults);
  expect(hasFaults(survey.faults)).toBe(faults.length > 0);
  const gaps = faults.filter(({ kind }) => kind === 'gap');
  expect(survey.gaps).toBe(gaps.length);
  expect(survey.faults.hasGap).toBe(gaps.length > 0);
  const openPairs = findings
    .filter(
      ({ detail, areaSquareMetres }) => detail === 'near-coincident' && areaSquareMetres === 0,
    )
    .map(({ communities: pair }) => pair);
  // Pairs that overlap elsewhere are told apart later.
  if (survey.claims === 0) {
    const mismatches = findings.filter(({ kind }) => kind === 'mismatch');
    const places = mismatches.reduce((sum, { figures }) => sum + Number(figures?.places ?? 0), 0);
    expect([survey.mismatches, survey.places]).toEqual([mismatches.length, places]);
  }
  expect(survey.claims > 0).toBe(
    findings.some(({ kind }) => kind === 'overlap' || kind === 'outside'),
  );
  const surveyed = new Set(survey.faults.openPairs.map(String));
  for (const pair of openPairs) expect(surveyed).toContain(String(pair));
  if (survey.faults.areOpenPairsCertain) expect(surveyed.size).toBe(openPairs.length);
  return 'surveyed';
}

describe('a survey has faults where the audit has findings that a repair is for, and nowhere else', () => {
  it('in dirty towns, and in the same towns repaired', () => {
    let surveyed = 0;
    fc.assert(
      fc.property(seeds, fc.boolean(), tolerances, (seed, hasOutline, tolerance) => {
        const { communities, outline } = dirtyCoverage(seed);
        const jurisdiction = hasOutline ? { geometry: outline } : null;
        if (expectAsAudited(communities, jurisdiction, tolerance) === 'surveyed') surveyed++;
        const result = repairCoverage(communities, jurisdiction, {
          toleranceMetres: tolerance,
          leaveWiderThanMetres: 5,
        });
        if (expectAsAudited(result.communities, result.jurisdiction, tolerance) === 'surveyed') {
          surveyed++;
        }
        expect(result.isClean).toBe(result.audit.findings.every((one) => !isRepairable(one)));
      }),
      settings,
    );
    expect(surveyed).toBeGreaterThan(0);
  });

  it('where many rings share lines', () => {
    fc.assert(
      fc.property(seeds, tolerances, fc.constantFrom(0.05, 0.4), (seed, tolerance, share) => {
        expectAsAudited(latticeCoverage(seed, share).communities, null, tolerance);
      }),
      settings,
    );
  });
});
