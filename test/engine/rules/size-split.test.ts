import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import { community, only, rectangle } from './town.ts';

const policy = only('size.split');

describe('size.split', () => {
  it('fires above 5,000 households, with figures, clause, place and both languages', () => {
    const [finding, ...more] = evaluatePolicy(policy, {
      communities: [community('A', 6200), community('B', 2000, rectangle(1, 0))],
    });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'size.split',
      kind: 'policy',
      severity: 'warning',
      communities: ['A'],
      clause: 'YH 一(一)',
      figures: { households: 6200, threshold: 5000 },
      geometry: rectangle(0, 0),
      message: {
        zh: '“A社区”有 6,200 户，超过 5,000 户，原则上应予拆分。',
        en: 'A社区 has 6,200 households, more than 5,000: in principle it is to be split.',
      },
    });
    expect(finding!.id).toMatch(/^split-[0-9a-f]{12}$/);
    expect(finding!.location![0]).toBeCloseTo(120.005, 4);
    expect(finding!.location![1]).toBeCloseTo(30.005, 4);
    expect(finding!.areaSquareMetres).toBeGreaterThan(1e6);
  });

  it('does not fire at the threshold', () => {
    expect(evaluatePolicy(policy, { communities: [community('A', 5000)] })).toEqual([]);
    expect(evaluatePolicy(policy, { communities: [community('A', 5000.5)] })).toHaveLength(1);
  });

  it('is an error for a new community', () => {
    const [finding] = evaluatePolicy(policy, {
      communities: [community('A', 6200)],
      newCommunities: new Set(['A']),
    });
    expect(finding!.severity).toBe('error');
  });

  it('takes the threshold from the policy', () => {
    const rules = policy.rules.map((rule) => ({ ...rule, thresholds: { maxHouseholds: 7000 } }));
    expect(evaluatePolicy({ ...policy, rules }, { communities: [community('A', 6200)] })).toEqual(
      [],
    );
  });

  it('reads figures written as text, strictly', () => {
    const communities = ['6200', ' 6200 '].map((text, i) => community(`A${i}`, text));
    expect(evaluatePolicy(policy, { communities }).map(({ kind }) => kind)).toEqual([
      'policy',
      'policy',
    ]);
  });

  it('says once that figures are missing, and does not take them for zero or for a pass', () => {
    const findings = evaluatePolicy(policy, {
      communities: [
        community('C', undefined),
        community('A', null),
        community('B', ''),
        community('D', 2000),
      ],
    });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      kind: 'unchecked',
      severity: 'info',
      rule: 'size.split',
      detail: 'no-households',
      communities: ['A', 'B', 'C'],
      message: {
        zh: '未检查是否需要拆分：3 个社区（“A社区”、“B社区”、“C社区”）没有户数记录。',
        en: 'Not checked whether to split: no household figure on record for 3 communities (A社区, B社区 and C社区).',
      },
    });
  });

  it.each<[unknown, string]>([
    ['6,200', '6,200'],
    ['about 6200', 'about 6200'],
    ['\uff16\uff12\uff10\uff10', '\uff16\uff12\uff10\uff10'],
    ['-5', '-5'],
    ['1e4', '1e4'],
    [-1, '-1'],
    [Number.NaN, 'NaN'],
    [true, 'true'],
  ])('does not guess what %j means', (given, written) => {
    const findings = evaluatePolicy(policy, { communities: [community('A', given)] });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ kind: 'unchecked', detail: 'unreadable-households' });
    expect(findings[0]!.message.en).toContain(`(A社区: "${written}")`);
  });

  it('fires without a usable shape too, then without a place', () => {
    const [finding] = evaluatePolicy(policy, { communities: [community('A', 6200, null)] });
    expect(finding).toMatchObject({ kind: 'policy', geometry: null, location: null });
    const unclosed = {
      type: 'Polygon' as const,
      coordinates: [
        [
          [120, 30],
          [121, 30],
          [121, 31],
        ],
      ],
    };
    const [other] = evaluatePolicy(policy, { communities: [community('A', 6200, unclosed)] });
    expect(other).toMatchObject({ kind: 'policy', location: null, areaSquareMetres: null });
  });
});
