import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import { lines, only, rectangle, withProperties, withThresholds } from './town.ts';

const converted = (properties: Record<string, unknown>) =>
  withProperties('A', { planOperation: 'convert', ...properties });

describe('village.converted', () => {
  const policy = only('village.converted');
  const fit = { remainingCollectiveLandSquareMetres: 0, rehousingRate: 0.81 };

  it('fires on land that is more than scattered remains by a policy of one’s own, and on a rate of 80 % or less', () => {
    const given = { remainingCollectiveLandSquareMetres: 200_000, rehousingRate: 0.8 };
    const own = withThresholds(policy, { maxRemainingLandShare: 0.05, minRehousingRate: 0.8 });
    const [finding, ...more] = evaluatePolicy(own, { communities: [converted(given)] });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'village.converted',
      severity: 'error',
      communities: ['A'],
      clause: 'YH 一(四)',
      figures: { ...given, maxRemainingLandShare: 0.05, minRehousingRate: 0.8 },
    });
    expect(finding!.message.zh).toBe(
      '“A社区”不符合村改社区条件：剩余集体土地 200,000 平方米（占 19%），多于 5.0%，不属零星；安置率 80%，未超过 80%。',
    );
    expect(finding!.message.en).toContain(
      '80 % of its households are rehoused, not more than 80 %',
    );
  });

  it('does not fire on a village that is fit, and asks nothing of others', () => {
    expect(evaluatePolicy(policy, { communities: [converted(fit)] })).toEqual([]);
    const village = withProperties('A', { kind: 'village', rehousingRate: 0.1 });
    expect(evaluatePolicy(policy, { communities: [village] })).toEqual([]);
    expect(
      evaluatePolicy(policy, { communities: [village], conversions: new Set(['A']) }),
    ).not.toEqual([]);
  });

  it('is not checked without the figures', () => {
    expect(lines(evaluatePolicy(policy, { communities: [converted({})] }))).toEqual([
      'no-remaining-land A',
      'no-rehousing-rate A',
    ]);
  });
});

describe.each([
  [
    'village.urban',
    'withinUrbanBoundary',
    '否',
    true,
    'urban-boundary',
    '不在城市规划建设用地范围内',
  ],
  ['village.arable', 'arableSquareMetresPerPerson', 533, 532, 'arable-land', '人均耕地 533 平方米'],
  ['village.labour', 'offFarmLabourShare', 0.66, 0.67, 'off-farm-share', '占 66%，未超过 67%'],
  ['village.assets', 'assetsSettled', false, '是', 'assets', '尚未处置清理'],
] as const)('%s', (rule, field, bad, good, word, text) => {
  const shipped = only(rule, 'village-conversion');
  const policy =
    rule === 'village.arable'
      ? withThresholds(shipped, { maxArableSquareMetresPerPerson: 533 })
      : shipped;

  it(`fires on ${bad}, not on ${good}`, () => {
    const [finding] = evaluatePolicy(policy, { communities: [converted({ [field]: bad })] });
    expect(finding).toMatchObject({ rule, severity: 'error', clause: '村改居 二(二)' });
    expect(finding!.message.zh).toContain(text);
    expect(evaluatePolicy(policy, { communities: [converted({ [field]: good })] })).toEqual([]);
  });

  it('is not checked without it, nor where it cannot be read', () => {
    expect(lines(evaluatePolicy(policy, { communities: [converted({})] }))).toEqual([
      `no-${word} A`,
    ]);
    expect(
      lines(evaluatePolicy(policy, { communities: [converted({ [field]: '大概' })] })),
    ).toEqual([`unreadable-${word} A`]);
  });
});

describe('village.unchanged', () => {
  const policy = only('village.unchanged', 'jinjiang');
  const before = [withProperties('A', { kind: 'village' })];

  it('fires when a converted village loses or gains land', () => {
    for (const width of [0.95, 1.05]) {
      const now = withProperties('A', { planOperation: 'convert' }, rectangle(0, 0, width));
      const [finding, ...more] = evaluatePolicy(policy, { communities: [now], before });
      expect(more).toEqual([]);
      expect(finding).toMatchObject({
        rule: 'village.unchanged',
        severity: 'error',
        clause: 'JJ 二(三)',
        message: {
          zh: '“A社区”应保持原有范围，现变动 5.0%，超过 1.0%。',
          en: 'A社区 is to keep its range, but 5.0 % of it changes, more than 1.0 %.',
        },
      });
    }
  });

  it('fires on a community that was converted before, as a warning in Yaohai', () => {
    const was = [withProperties('A', { kind: 'converted' })];
    const now = withProperties('A', { kind: '村改社区' }, rectangle(0, 0, 0.9));
    expect(
      evaluatePolicy(only('village.unchanged', 'yaohai'), { communities: [now], before: was }),
    ).toMatchObject([{ severity: 'warning' }]);
  });

  it('does not fire on a range that is kept, within 1 %, nor where no plan changes anything', () => {
    const now = (width: number) =>
      withProperties('A', { planOperation: 'convert' }, rectangle(0, 0, width));
    expect(evaluatePolicy(policy, { communities: [now(1)], before })).toEqual([]);
    expect(evaluatePolicy(policy, { communities: [now(0.995)], before })).toEqual([]);
    const registered = [withProperties('A', { kind: 'converted' })];
    expect(evaluatePolicy(policy, { communities: registered })).toEqual([]);
  });

  it('is not checked without the earlier range, or without a shape', () => {
    const now = converted({});
    expect(lines(evaluatePolicy(policy, { communities: [now] }))).toEqual(['no-earlier-state A']);
    const shapeless = [withProperties('A', {}, null)];
    expect(lines(evaluatePolicy(policy, { communities: [now], before: shapeless }))).toEqual([
      'no-valid-shape A',
    ]);
  });
});
