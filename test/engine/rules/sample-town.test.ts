import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AreaGeometry, CommunityInput, Finding } from '#engine/coverage/types.ts';
import type { FacilityInput } from '#engine/material/types.ts';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import { findUnitFaults } from '#engine/rules/find-unit-faults.ts';
import { gradeCoverage } from '#engine/rules/grade-coverage.ts';
import type { PolicyInput } from '#engine/rules/types.ts';
import { yuhang } from './town.ts';

const folder = new URL('../../../data/sample/', import.meta.url);
const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

interface SampleFeature<G = AreaGeometry> {
  geometry: G;
  properties: Record<string, unknown> & { id: string; name: string };
}
const features = <G = AreaGeometry>(file: string): SampleFeature<G>[] => read(file).features;

const areas = (file: string) =>
  features(file).map(
    ({ geometry, properties }) =>
      ({ id: properties.id, name: properties.name, geometry, properties }) satisfies CommunityInput,
  );

const communities = areas('communities.geojson');
const jurisdiction = { geometry: areas('jurisdiction.geojson')[0]!.geometry };
const audit = auditCoverage(communities, jurisdiction, { adjacency: true });
const input: PolicyInput = {
  communities,
  jurisdiction,
  adjacency: audit.adjacency!,
  estates: areas('estates.geojson'),
  facilities: features<{ coordinates: number[] }>('facilities.geojson').map(
    ({ geometry, properties }) =>
      ({ ...properties, properties, position: geometry.coordinates }) as unknown as FacilityInput,
  ),
  barriers: features('barriers.geojson').map(
    ({ geometry, properties }) => ({ ...properties, geometry }) as never,
  ),
  units: features('units.geojson').map(
    ({ geometry, properties }) =>
      ({
        ...properties,
        estates: [properties.estate].filter(Boolean),
        geometry,
        properties,
      }) as never,
  ),
};

interface Fault {
  kind: string;
  communities: string[];
}
const planted: Fault[] = read('faults.json').faults;
const line = ({ rule, communities: ids }: { rule: string; communities: string[] }): string =>
  `${rule} ${[...ids].sort().join(' ')}`;
const lines = (findings: readonly Finding[]): string[] => findings.map(line).sort();

describe('the sample town under the default policy', () => {
  const graded = gradeCoverage(yuhang(), audit.findings, input);
  const findings = evaluatePolicy(yuhang(), input);
  const all = [...graded, ...findings];

  it('has the planted faults, with a clause, and no other errors', () => {
    const errors = planted.filter(({ kind }) => !kind.startsWith('size.'));
    const found = all.filter(({ severity }) => severity === 'error');
    const kindOf = ({ kind, rule }: Finding): string => (kind === 'policy' ? rule : kind);
    expect(found.map(kindOf).sort()).toEqual(errors.map(({ kind }) => kind).sort());
    expect(all.every(({ clause }) => clause?.startsWith('YH'))).toBe(true);
    const sizes = planted.filter(({ kind }) => kind.startsWith('size.'));
    for (const { kind, communities: ids } of sizes)
      expect(lines(findings)).toContain(line({ rule: kind, communities: ids }));
  });

  it('has few other warnings, each for a reason', () => {
    const rules = new Set(planted.map(({ kind }) => kind));
    const others = findings.filter(({ rule, kind }) => kind === 'policy' && !rules.has(rule));
    const people = others.filter(({ detail }) => detail === 'population-below');
    // Homes in the sample town hold fewer people than the two bands of the guidance assume.
    expect(people.map((finding) => finding.communities.length)).toEqual([18]);
    expect(lines(others.filter((finding) => !people.includes(finding)))).toEqual([
      // More than 2 km to walk: a large community, an exclave, and one behind the railway.
      'shape.extent 990101001008',
      'shape.extent 990101001012',
      'shape.extent 990101001013',
      // The exclave again.
      'shape.regular 990101001012',
      // Those to be split and to be merged.
      'size.band 990101001003',
      'size.band 990101001401',
    ]);
  });

  it('could be checked in every respect', () => {
    const unchecked = findings.filter(({ kind }) => kind === 'unchecked');
    expect(unchecked.map(({ rule, detail }) => `${rule} ${detail}`)).toEqual([]);
  });

  it('has units that a dent in a border cuts, and two in blind spots', () => {
    expect(lines(findUnitFaults(input))).toEqual(['unit.assigned ', 'unit.whole 990101001206']);
  });

  it('says what it could not check without the material', () => {
    const bare = evaluatePolicy(yuhang(), { communities, adjacency: audit.adjacency! });
    expect(
      bare
        .filter(({ kind }) => kind === 'unchecked')
        .map(({ rule, detail }) => `${rule} ${detail}`),
    ).toEqual([
      'estate.whole no-estates',
      'zone.industrial no-units',
      'shape.extent no-barriers',
      'shape.extent no-facilities',
      'boundary.clear no-barriers',
      'service.elderly no-places',
      'service.centre no-facilities',
      'estate.town no-estates',
    ]);
  });
});
