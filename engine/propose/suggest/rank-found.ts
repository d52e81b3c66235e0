import type { Draft } from './draft.ts';
import { CLEAR_SHARE } from './split.ts';
import type { Suggestion } from './types.ts';

/** A draft that was written and judged. */
export interface Found {
  draft: Draft;
  suggestion: Suggestion;
}

const isClear = ({ suggestion: { namedBorderShare } }: Found): boolean =>
  (namedBorderShare ?? 1) >= CLEAR_SHARE;

/** A split with clear borders goes before better ones without, unless it scores more than so many times theirs. */
const CLEAR_IS_WORTH = 2;

/**
 * Whoever divides a community has to put the new border into words (`boundary.clear`): of splits, the best with clear
 * borders goes first. All others stay in the order of their scores.
 */
export function clearSplitFirst(found: readonly Found[]): Found[] {
  const [best] = found;
  const clear = found.find(isClear);
  if (best === undefined || clear === undefined || best.draft.kind !== 'split') return [...found];
  const most = CLEAR_IS_WORTH * best.suggestion.score.total;
  if (clear.suggestion.score.total > most) return [...found];
  return [clear, ...found.filter((one) => one !== clear)];
}

/** Of replans the one that moves fewest, the better of two alike. */
const fewestMoves = (found: readonly Found[]): Found | undefined =>
  found
    .filter(({ draft }) => draft.kind === 'replan')
    .reduce<Found | undefined>(
      (least, one) => (least === undefined || movedBy(one) < movedBy(least) ? one : least),
      undefined,
    );

const movedBy = ({ suggestion }: Found): number => suggestion.householdsMoved.total;

/** Those that differ, and of replans the one that moves fewest, however little it differs from a better one. */
export function withFewestMoves(apart: readonly Found[], found: readonly Found[]): Found[] {
  const fewest = fewestMoves(found);
  return found.filter((one) => apart.includes(one) || one === fewest);
}

/**
 * What clear borders cost, and how few households need move, should be seen: where none of those that are shown has borders
 * that can be put into words, the best that does takes the last place; of replans the one that moves fewest always has
 * a place.
 */
export function withThoseToBeSeen(kept: readonly Found[], ranked: readonly Found[]): Found[] {
  const fewest = fewestMoves(ranked);
  const clear = kept.some(isClear) ? kept.find(isClear) : ranked.find(isClear);
  const wanted = [fewest, clear].filter((one) => one !== undefined);
  const shown = [...kept];
  for (const one of wanted) {
    if (shown.includes(one)) continue;
    const last = shown.findLastIndex((other, i) => i > 0 && !wanted.includes(other));
    if (last > 0) shown[last] = one;
  }
  return ranked.filter((one) => shown.includes(one));
}
