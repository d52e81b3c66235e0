import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import { lines, only, withProperties } from './town.ts';

const policy = only('size.band');
const sized = (id: string, households: unknown, population: unknown) =>
  withProperties(id, { households, population });

describe('size.band', () => {
  it('fires on either side of the band of households, with the people', () => {
    const communities = [
      sized('A', 1499, 12000),
      sized('B', 3001, 12000),
      sized('C', 900, undefined),
    ];
    const findings = evaluatePolicy(policy, { communities });
    expect(lines(findings)).toEqual(['policy A', 'policy B', 'policy C', 'no-population C']);
    expect(findings[0]).toMatchObject({
      severity: 'warning',
      clause: 'YH 二(二)',
      figures: { households: 1499, minHouseholds: 1500, maxHouseholds: 3000, population: 12000 },
      message: {
        zh: '“A社区”有 1,499 户、12,000 人，规模偏小（宜为 1,500–3,000 户）。',
        en: 'A社区 has 1,499 households and 12,000 people: small for a community (1,500–3,000 households).',
      },
    });
    expect(findings[1]!.message.zh).toContain('偏大');
    expect(findings[2]!.message.en).toContain('has 900 households: small');
  });

  it('does not fire within both bands, ends included', () => {
    const communities = [sized('A', 1500, 10000), sized('B', 3000, 15000)];
    expect(evaluatePolicy(policy, { communities })).toEqual([]);
  });

  it('tells those once that are out of the band of people alone', () => {
    const communities = [sized('A', 2000, 6000), sized('B', 2100, 9999), sized('C', 2000, 15001)];
    const findings = evaluatePolicy(policy, { communities });
    expect(lines(findings)).toEqual(['population-below A B', 'population-above C']);
    expect(findings[0]!.message).toEqual({
      zh: '2 个社区（“A社区”、“B社区”）的人口为 6,000–9,999 人，偏少（宜为 10,000–15,000 人）。',
      en: '2 communities (A社区 and B社区) have 6,000–9,999 people, fewer than the band of 10,000–15,000.',
    });
    expect(findings[1]!.message.en).toContain('1 community (C社区) has 15,001 people, more');
  });

  it('is not checked for figures that are missing or unreadable', () => {
    const communities = [sized('A', undefined, undefined), sized('B', '2,000', 12000)];
    expect(lines(evaluatePolicy(policy, { communities }))).toEqual([
      'no-population A',
      'no-households A',
      'unreadable-households B',
    ]);
  });

  it('tests what the policy sets alone', () => {
    const rules = policy.rules.map((rule) => ({ ...rule, thresholds: { maxHouseholds: 3000 } }));
    const communities = [sized('A', 10, undefined), sized('B', 3001, undefined)];
    const findings = evaluatePolicy({ ...policy, rules }, { communities });
    expect(lines(findings)).toEqual(['policy B']);
    expect(findings[0]!.message.en).toContain('(at most 3,000 households)');
  });
});
