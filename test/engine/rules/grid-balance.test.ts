import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import { lines, only, rectangle, withProperties } from './town.ts';

const policy = only('grid.balance', 'grid');
const grid = (id: string, population: unknown, workload: unknown = 10, width = 1) =>
  withProperties(id, { population, workload, enterprises: 5 }, rectangle(0, 0, width));

describe('grid.balance', () => {
  it('fires on a grid with more than twice the median, and says of what', () => {
    const communities = [grid('A', 900), grid('B', 1000), grid('C', 2001, 21, 3)];
    const findings = evaluatePolicy(policy, { communities });
    expect(lines(findings)).toEqual(['policy C']);
    expect(findings[0]).toMatchObject({
      severity: 'warning',
      clause: 'JM 三(9)',
      figures: { population: 2001, populationMedian: 1000, workload: 21, maxWorkloadRatio: 2 },
    });
    expect(findings[0]!.message.zh).toMatch(
      /^网格“C社区”偏重：2,001 人，超过中位数 1,000 的 2 倍；[\d,]+ 平方米，超过.*；21 件\/月，超过中位数 10 的 2 倍。$/,
    );
  });

  it('does not fire up to twice the median, and does not pass two grids, which have no middle', () => {
    expect(
      evaluatePolicy(policy, { communities: [grid('A', 900), grid('B', 1000), grid('C', 2000)] }),
    ).toEqual([]);
    const two = evaluatePolicy(policy, { communities: [grid('A', 1), grid('B', 1000)] });
    expect(lines(two)).toEqual(['too-few-grids A B']);
    expect(two[0]!.message.zh).toBe(
      '未检查网格是否均衡：只有 2 个网格（“A社区”、“B社区”），少于 3 个，没有可比的中位数。',
    );
  });

  it('is not checked for figures that are missing', () => {
    const communities = [grid('A', undefined), grid('B', 1000), grid('C', 1000, null)];
    expect(lines(evaluatePolicy(policy, { communities }))).toEqual([
      'no-population A',
      'no-workload C',
    ]);
    const shapeless = [withProperties('A', { population: 1, workload: 1, enterprises: 1 }, null)];
    expect(lines(evaluatePolicy(policy, { communities: shapeless }))).toEqual([
      'no-area A',
      'too-few-grids A',
    ]);
  });
});
