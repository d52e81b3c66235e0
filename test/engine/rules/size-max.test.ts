import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import type { EstateInput } from '#engine/rules/types.ts';
import { lines, only, rectangle, withProperties } from './town.ts';

const policy = only('size.max');
const made = (households: unknown) => withProperties('A', { households, planOperation: 'create' });
const estateOf = (id: string, households: number, houseType: string): EstateInput => ({
  id,
  geometry: rectangle(0.2, id === 'p' ? 0.2 : 0.6, 0.1, 0.1),
  properties: { households, houseType },
});

describe('size.max', () => {
  it('fires on a new community above 4,000 households, and on no existing one', () => {
    const estates = [estateOf('p', 2000, 'high-rise'), estateOf('q', 2100, 'villa')];
    const [finding, ...more] = evaluatePolicy(policy, { communities: [made(4100)], estates });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'size.max',
      severity: 'error',
      communities: ['A'],
      clause: 'YH 二(二)',
      figures: { households: 4100, threshold: 4000 },
      message: {
        zh: '新社区“A社区”有 4,100 户，超过上限 4,000 户。',
        en: 'The new community A社区 has 4,100 households, more than the limit of 4,000.',
      },
    });
    const existing = [withProperties('A', { households: 4100 })];
    expect(evaluatePolicy(policy, { communities: existing, estates })).toEqual([]);
    expect(
      evaluatePolicy(policy, { communities: existing, estates, newCommunities: new Set(['A']) }),
    ).toHaveLength(1);
    expect(evaluatePolicy(policy, { communities: [made(4000)], estates })).toEqual([]);
  });

  it.each([
    ['single-estate', [estateOf('p', 4600, 'high-rise')]],
    ['apartment', [estateOf('p', 2000, 'high-rise'), estateOf('q', 2700, 'apartment')]],
  ])('is raised to 5,000 for a community of the %s kind', (word, estates) => {
    expect(evaluatePolicy(policy, { communities: [made(4700)], estates })).toEqual([]);
    const larger = estates.map((estate) => ({
      ...estate,
      properties: { ...estate.properties, households: Number(estate.properties!.households) + 500 },
    }));
    const [finding] = evaluatePolicy(policy, { communities: [made(5200)], estates: larger });
    expect(finding).toMatchObject({ figures: { threshold: 5000 } });
    expect(finding!.message.en).toContain(`more than the limit of 5,000 (of a`);
    expect(finding!.message.en).toContain(word);
  });

  it('cannot tell between the limits without estates, and needs none beyond both', () => {
    expect(lines(evaluatePolicy(policy, { communities: [made(4100)] }))).toEqual(['no-estates A']);
    expect(lines(evaluatePolicy(policy, { communities: [made(5100)] }))).toEqual(['policy A']);
    expect(lines(evaluatePolicy(policy, { communities: [made(undefined)] }))).toEqual([
      'no-households A',
    ]);
  });
});
