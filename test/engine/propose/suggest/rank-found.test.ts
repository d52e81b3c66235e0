import { describe, expect, test } from 'vitest';
import {
  clearSplitFirst,
  type Found,
  withFewestMoves,
  withThoseToBeSeen,
} from '#engine/propose/suggest/rank-found.ts';

/** A suggestion that has just what ranking looks at. */
const found = (
  id: string,
  total: number,
  { kind = 'split', named = 0, moved = 0 }: { kind?: string; named?: number; moved?: number } = {},
): Found =>
  ({
    draft: { kind },
    suggestion: {
      id,
      score: { total, parts: [] },
      namedBorderShare: named,
      householdsMoved: { total: moved },
    },
  }) as unknown as Found;

const ids = (list: readonly Found[]): string[] => list.map(({ suggestion }) => suggestion.id);

describe('clearSplitFirst', () => {
  test('the best split of nine tenths named borders goes before better ones', () => {
    const ranked = [
      found('a', 100, { named: 0.89 }),
      found('b', 150, { named: 0.9 }),
      found('c', 160, { named: 1 }),
    ];
    expect(ids(clearSplitFirst(ranked))).toEqual(['b', 'a', 'c']);
  });

  test('but not at more than twice the score of the best', () => {
    const ranked = [found('a', 100), found('b', 201, { named: 1 })];
    expect(ids(clearSplitFirst(ranked))).toEqual(['a', 'b']);
  });

  test('other kinds stay in the order of their scores', () => {
    const ranked = [
      found('a', 100, { kind: 'transfer' }),
      found('b', 101, { kind: 'transfer', named: 1 }),
    ];
    expect(ids(clearSplitFirst(ranked))).toEqual(['a', 'b']);
    expect(clearSplitFirst([])).toEqual([]);
  });
});

describe('withFewestMoves', () => {
  const few = found('few', 300, { kind: 'replan', moved: 10 });
  const better = found('better', 200, { kind: 'replan', moved: 30 });
  const best = found('best', 100, { kind: 'replan', moved: 90 });

  test('a replan that moves fewest stays, however like a better one it is', () => {
    const all = [best, better, few];
    expect(ids(withFewestMoves([best, better], all))).toEqual(['best', 'better', 'few']);
    expect(ids(withFewestMoves([best], all))).toEqual(['best', 'few']);
  });

  test('and is shown in place of the last of those asked for', () => {
    const ranked = withFewestMoves([best, better], [best, better, few]);
    expect(ids(withThoseToBeSeen([best, better], ranked))).toEqual(['best', 'few']);
  });

  test('of splits none is kept that is like a better one', () => {
    const [a, b] = [found('a', 1, { moved: 9 }), found('b', 2, { moved: 1 })];
    expect(ids(withFewestMoves([a], [a, b]))).toEqual(['a']);
  });
});
