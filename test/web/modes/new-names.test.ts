import { describe, expect, it } from 'vitest';
import type { PlanState } from '#engine/plan/types.ts';
import { chineseNumber, newCommunities } from '../../../web/modes/new-names.ts';
import { planOf, square } from './squares-plan.ts';

const named = (names: Readonly<Record<string, [zh?: string, en?: string]>>): PlanState => ({
  assignment: new Map(),
  communities: new Map(
    Object.entries(names).map(([id, [name, nameEn]]) => [
      id,
      {
        id,
        geometry: square(0, 0),
        ...(name === undefined ? {} : { name }),
        ...(nameEn === undefined ? {} : { nameEn }),
      },
    ]),
  ),
});

describe('names of new communities', () => {
  it('are numbered after the one that they come from, in both languages', () => {
    const plan = named({ A: ['桃源社区', 'Taoyuan Community'] });
    expect(newCommunities(plan, 'A', 2)).toEqual([
      { id: 'A-2', name: '桃源社区二', nameEn: 'Taoyuan Community 2' },
      { id: 'A-3', name: '桃源社区三', nameEn: 'Taoyuan Community 3' },
    ]);
  });

  it('pass over ids and names that are taken', () => {
    const plan = named({ A: ['桃源社区'], 'A-2': ['别处'], B: ['桃源社区二'] });
    expect(newCommunities(plan, 'A', 1)).toEqual([{ id: 'A-3', name: '桃源社区三' }]);
  });

  it('are ids alone where there is no name to go by', () => {
    expect(newCommunities(planOf({}), 'A', 1)).toEqual([{ id: 'A-2' }]);
    expect(newCommunities(named({ A: [] }), 'A', 1)).toEqual([{ id: 'A-2' }]);
  });

  it('count in Chinese', () => {
    expect([2, 10, 11, 20, 35, 100].map(chineseNumber)).toEqual([
      '二',
      '十',
      '十一',
      '二十',
      '三十五',
      '100',
    ]);
  });
});
