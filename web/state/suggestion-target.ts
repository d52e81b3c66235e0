import type { Finding } from '#engine/coverage/types.ts';
import type { SuggestedKind } from '#engine/propose/suggest/suggest.ts';

/**
 * What a suggestion may be about: the community or the finding that is selected, the communities that are picked, those that the
 * policy names, the whole town.
 */
export const ABOUT = ['finding', 'selected', 'picked', 'policy', 'town'] as const;
export type SuggestAbout = (typeof ABOUT)[number];

/** What is selected and picked on the page. */
export interface Situation {
  /** Id of the selected community, or of the only one that the selected finding is about. */
  selected: string | null;
  picked: readonly string[];
  finding: Finding | null;
}

const OFFERED: Readonly<Record<SuggestedKind, readonly SuggestAbout[]>> = {
  split: ['selected', 'picked', 'policy'],
  merge: ['selected', 'picked', 'policy'],
  transfer: ['selected', 'picked', 'policy'],
  repair: ['finding', 'town', 'selected', 'picked'],
  replan: ['town'],
};

/** What a kind of suggestion may be about, be it there or not. */
export const aboutsOf = (kind: SuggestedKind): readonly SuggestAbout[] => OFFERED[kind];

/** Whether there is such a thing now. */
export function isThere(about: SuggestAbout, { selected, picked, finding }: Situation): boolean {
  if (about === 'selected') return selected !== null;
  if (about === 'picked') return picked.length > 0;
  if (about === 'finding') return finding !== null && isRepairable(finding);
  return true;
}

/** The one that was chosen while there is such a thing, or else the nearest to what is selected. */
export function aboutNow(
  kind: SuggestedKind,
  chosen: SuggestAbout | null,
  situation: Situation,
): SuggestAbout {
  const offered = OFFERED[kind].filter((about) => isThere(about, situation));
  if (chosen !== null && offered.includes(chosen)) return chosen;
  return offered[0] ?? 'town';
}

/** Communities that a request names; undefined where it names none. */
export function targetsOf(
  about: SuggestAbout,
  { selected, picked, finding }: Situation,
): readonly string[] | undefined {
  if (about === 'selected') return selected === null ? undefined : [selected];
  if (about === 'picked') return picked;
  return about === 'finding' ? finding?.communities : undefined;
}

const REPAIRED: ReadonlySet<string> = new Set(['gap', 'overlap']);
const KIND_FOR_RULE: Readonly<Record<string, SuggestedKind>> = {
  'size.split': 'split',
  'size.max': 'split',
  'size.merge': 'merge',
  'size.band': 'transfer',
};

/** Slivers are mended with the whole, not one by one. */
const isRepairable = ({ kind, sliver }: Finding): boolean => REPAIRED.has(kind) && !sliver;

/** The kind of suggestion that can mend a finding; null where none does. */
export function kindForFinding(finding: Finding): SuggestedKind | null {
  if (isRepairable(finding)) return 'repair';
  return finding.communities.length === 1 ? (KIND_FOR_RULE[finding.rule] ?? null) : null;
}
