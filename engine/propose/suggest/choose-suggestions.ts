import { SAME_SHARE } from '../alternatives.ts';
import { communityAfter, type Draft } from './draft.ts';
import type { Ground } from './ground.ts';

/**
 * Share of households (of ground, where nobody lives) that two drafts put differently, whatever the names of their
 * communities: of the units in `scope`.
 */
export function difference(ground: Ground, a: Draft, b: Draft, scope: Iterable<number>): number {
  const [inA, inB] = [communityAfter(a, ground.communityOf), communityAfter(b, ground.communityOf)];
  const overlap = new Map<string, number>();
  let total = 0;
  for (const u of scope) {
    const weight = ground.households[u]! + 1e-6;
    total += weight;
    const key = JSON.stringify([inA[u], inB[u]]);
    overlap.set(key, (overlap.get(key) ?? 0) + weight);
  }
  if (total === 0) return 0;
  const [usedA, usedB] = [new Set<string>(), new Set<string>()];
  let same = 0;
  for (const [key, weight] of [...overlap].sort((p, q) => q[1] - p[1])) {
    const [one, other] = (JSON.parse(key) as [string | null, string | null]).map(String);
    if (usedA.has(one!) || usedB.has(other!)) continue;
    usedA.add(one!);
    usedB.add(other!);
    same += weight;
  }
  return 1 - same / total;
}

/** The first of drafts that are hardly different, in their order. */
export function distinct<T extends { draft: Draft }>(
  ground: Ground,
  ranked: readonly T[],
  scope: readonly number[] | null,
): T[] {
  const kept: T[] = [];
  for (const one of ranked) {
    const isNew = kept.every(
      (other) =>
        (one.draft.kind !== 'replan' &&
          other.draft.communities.length !== one.draft.communities.length) ||
        isOfOthers(one.draft, other.draft) ||
        difference(
          ground,
          one.draft,
          other.draft,
          scope ?? one.draft.communities.flatMap(({ units }) => units),
        ) >= SAME_SHARE,
    );
    if (isNew) kept.push(one);
  }
  return kept;
}

/**
 * The best one first, then the best of each further kind, then the rest, up to so many. Splits into other numbers of parts are
 * of other kinds; replans go by their aim.
 */
export function diversify<T extends { draft: Draft }>(ranked: readonly T[], most: number): T[] {
  const kindOf = ({ draft }: T): string =>
    draft.kind === 'replan' ? draft.character : `${draft.character} ${draft.communities.length}`;
  const seen = new Set<string>();
  const first = ranked.filter((one) => {
    if (seen.has(kindOf(one))) return false;
    seen.add(kindOf(one));
    return true;
  });
  const chosen = [...first, ...ranked.filter((one) => !first.includes(one))].slice(0, most);
  return ranked.filter((one) => chosen.includes(one));
}

/** Drafts that change different communities are different, however few households move. */
function isOfOthers(a: Draft, b: Draft): boolean {
  const idsOf = ({ communities, abolished }: Draft): string =>
    [...communities.map(({ id }) => id), ...abolished].sort().join('\u0000');
  return a.kind !== 'replan' && a.kind !== 'split' && idsOf(a) !== idsOf(b);
}
