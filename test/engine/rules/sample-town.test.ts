import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AreaGeometry, CommunityInput } from '#engine/coverage/types.ts';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import { yuhang } from './town.ts';

const folder = new URL('../../../data/sample/', import.meta.url);
const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

interface SampleFeature {
  geometry: AreaGeometry;
  properties: { id: string; name: string };
}

const features = (file: string) =>
  (read(file).features as SampleFeature[]).map(
    ({ geometry, properties }) =>
      ({ id: properties.id, name: properties.name, geometry, properties }) satisfies CommunityInput,
  );

it('finds the faults planted in the sample town for its rules, and nothing else', () => {
  const communities = features('communities.geojson');
  const { adjacency } = auditCoverage(communities, null, { adjacency: true });
  const findings = evaluatePolicy(yuhang(), {
    communities,
    estates: features('estates.geojson'),
    adjacency: adjacency!,
  });

  const rules = new Set(yuhang().rules.map(({ id }) => id));
  const planted = (read('faults.json').faults as { kind: string; communities: string[] }[])
    .filter(({ kind }) => rules.has(kind))
    .map(({ kind, communities: ids }) => ({ rule: kind, communities: ids }));
  expect(planted).toHaveLength(3);
  const line = ({ rule, communities: ids }: { rule: string; communities: string[] }): string =>
    `${rule} ${[...ids].sort().join(' ')}`;
  expect(findings.map(line).sort()).toEqual(planted.map(line).sort());
  expect(findings.every(({ kind, location }) => kind === 'policy' && location)).toBe(true);
});
