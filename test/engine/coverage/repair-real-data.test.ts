import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import { findInvalid } from '#engine/coverage/find-invalid.ts';
import { isRepairable, repairCoverage } from '#engine/coverage/repair/repair-coverage.ts';
import { resolveInvalid } from '#engine/coverage/residual/resolve-invalid.ts';
import type { AreaGeometry, CommunityInput } from '#engine/coverage/types.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import { totalPlaneArea } from '../../helpers/repair-checks.ts';

/** Real towns kept beside the repository; not needed to build or run it. */
const root = new URL('../../../../shared/data/', import.meta.url);
const isPresent = existsSync(root);
if (!isPresent) {
  console.warn(`SKIPPED: ${root.pathname} is absent, the repair of real towns is not examined.`);
}

function read(name: string): CommunityInput[] {
  const { features } = JSON.parse(readFileSync(new URL(`${name}.geojson`, root), 'utf8'));
  return features.map(({ geometry }: { geometry: AreaGeometry }, i: number) => ({
    id: String(i),
    geometry,
  }));
}

const sumOfAreas = (communities: readonly CommunityInput[]): number =>
  communities.reduce((sum, { geometry }) => {
    const isValid = findInvalid(geometry).length === 0;
    return sum + geodesicArea(isValid ? geometry! : resolveInvalid(geometry!)!);
  }, 0);

const NO_LIMIT = { leaveWiderThanMetres: Number.POSITIVE_INFINITY };

describe.skipIf(!isPresent)('repair of real towns', () => {
  it.each([
    'kishangarh-wards/wards',
    'delhi-wards/wards',
    'beijing-subdistricts/chaoyang',
    'beijing-subdistricts/shunyi',
    'beijing-subdistricts/daxing',
    'osm-beijing-haidian/subdistricts',
    'osm-beijing-haidian/subdistricts_clipped',
    'osm-liechtenstein/communes',
    'philadelphia-neighborhoods/neighborhoods',
    'providence-ri/precincts_2018',
    'san-francisco-neighborhoods/neighborhoods',
  ])('%s: clean afterwards, the land kept', { timeout: 120_000 }, (name) => {
    const communities = read(name);
    const result = repairCoverage(communities, null, NO_LIMIT);
    const audit = auditCoverage(result.communities, null, { minAreaSquareMetres: 0.01 });
    expect(audit.findings.filter(isRepairable)).toEqual([]);
    expect(result).toMatchObject({ isClean: true, left: [] });
    // Nobody falls apart who did not lie in parts before.
    const parted = (counts: Record<string, number>) => counts['non-contiguous']!;
    expect(parted(audit.summary.counts)).toBeLessThanOrEqual(parted(result.before.summary.counts));
    expect(result.area.planeDifference).toBeLessThan(1e-9);
    // Geodesic too, where every area is added up anew.
    const { area } = result;
    const change =
      area.filledSquareMetres -
      area.resolvedSquareMetres +
      area.followedSquareMetres +
      area.bentSquareMetres;
    const [before, after] = [sumOfAreas(communities), sumOfAreas(result.communities)];
    expect(Math.abs((before + change) / after - 1)).toBeLessThan(1e-9);
    expect(Math.abs((area.beforeSquareMetres + change) / area.afterSquareMetres - 1)).toBeLessThan(
      1e-9,
    );
    // The audit adds up along borders, from a table: good to 1e-8.
    expect(Math.abs(area.beforeSquareMetres / before - 1)).toBeLessThan(1e-8);

    const again = repairCoverage(result.communities, null, NO_LIMIT);
    expect(again.changes).toEqual([]);
    expect(totalPlaneArea(again.communities)).toBe(totalPlaneArea(result.communities));
  });

  it('the airport in Shunyi is left unless it is asked for', () => {
    const result = repairCoverage(read('beijing-subdistricts/shunyi'));
    expect(result.left).toHaveLength(1);
    expect(result.left[0]).toMatchObject({ kind: 'gap', reason: 'too-wide' });
    expect(result.left[0]!.areaSquareMetres! / 1e6).toBeCloseTo(10.57, 1);
    expect(result.audit.findings.filter(isRepairable).map(({ kind }) => kind)).toEqual(['gap']);
  });

  it('kishangarh, divided along the middle', { timeout: 120_000 }, () => {
    const options = { ...NO_LIMIT, gaps: 'divide', overlaps: 'divide' } as const;
    const result = repairCoverage(read('kishangarh-wards/wards'), null, options);
    expect(result.isClean).toBe(true);
    expect(result.area.planeDifference).toBeLessThan(1e-9);
  });
});
