import { describe, expect, it } from 'vitest';
import { explainFailure, findObstacle } from '#engine/propose/explain-infeasible.ts';
import { buildPartitionProblem } from '#engine/propose/search/partition-problem.ts';
import { randomTown } from './random-graph.ts';

/** Units in a row, and the bounds of two parts. */
const row = (
  households: number[],
  lower: number,
  upper: number,
  { parts = 2, gaps = [] as number[] } = {},
) =>
  buildPartitionProblem({
    households,
    edges: households
      .slice(1)
      .flatMap((_, i) => (gaps.includes(i) ? [] : [[i, i + 1, 1] as const])),
    labels: parts,
    partCount: parts,
    lower,
    upper,
  });
const nameOf = (unit: number): string => `U${unit}`;

describe('findObstacle', () => {
  it.each([
    ['a unit above the bound', row([5, 99, 5], 10, 60), 'unit-above', [1], 'U1 has 99'],
    [
      'an island below it',
      row([9, 30, 30, 3], 20, 50, { gaps: [2] }),
      'island-below',
      [3],
      '3 households',
    ],
    [
      'a pocket with the unit before it',
      row([9, 48, 30, 10], 20, 50),
      'pocket-above',
      [0, 1],
      '57',
    ],
    [
      'more islands than parts',
      row([30, 30, 30], 20, 50, { gaps: [0, 1] }),
      'more-islands-than-parts',
      [],
      '3 separate pieces',
    ],
    [
      'no whole number',
      row([10, 10, 10, 10], 25, 30, { parts: 1 }),
      'no-number-of-parts',
      [],
      'makes 40',
    ],
    ['another number', row([10, 10, 10, 10], 10, 15), 'no-number-of-parts', [], '3–4 parts, not 2'],
  ])('%s', (_, problem, cause, units, words) => {
    const found = findObstacle(problem, nameOf);
    expect(found).toMatchObject({ cause, units });
    expect(found!.message.en).toContain(words);
    expect(found!.message.zh).toMatch(/户|社区/);
  });

  it('sees none where there is a plan', () => {
    expect(findObstacle(row([10, 10, 10, 10], 20, 20), nameOf)).toBeNull();
  });
});

describe('explainFailure', () => {
  it('proves that a small problem has no plan, and names the nearest bounds that have one', () => {
    // 10 + 10 or 10 + 10 + 11: never 14 to 17.
    const found = explainFailure(row([10, 11, 10], 14, 17), { seed: 1 });
    expect(found.cause).toBe('proven');
    expect(found.nearest!.upper).toBeGreaterThanOrEqual(21);
    expect(found.nearest!.lower).toBeLessThanOrEqual(10);
    expect(found.message.en).toContain(`${found.nearest!.lower}–${found.nearest!.upper}`);
    expect(found.message.zh).toContain('不存在');
  });

  it('does not claim a proof where it was not made', () => {
    const town = randomTown(3, { width: 12, height: 12, parts: 5, tolerance: 0.2 });
    const found = explainFailure(town, { seed: 1 });
    expect(found.cause).toBe('not-found');
    expect(found.message.en).toContain('none was proven impossible');
  });
});
