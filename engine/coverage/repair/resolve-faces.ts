import { clipOutside } from './clip-outside.ts';
import { Decisions, type Resolution, type ResolveInput } from './decisions.ts';
import { fillGaps } from './fill-gaps.ts';
import { joinCrumbs } from './join-crumbs.ts';
import { mirrorDuplicates } from './mirror-duplicates.ts';
import { collectGapRegions, collectRegions } from './regions.ts';
import { resolveOverlaps } from './resolve-overlaps.ts';

export type { Decision, Resolution, ResolveInput } from './decisions.ts';

/** Decides every overlap, gap and piece of land outside. */
export function resolveFaces(input: ResolveInput): Resolution {
  const { scope, marks, measures, settings } = input;
  const { claims, twins, follow } = mirrorDuplicates(scope);
  const overlaps = collectRegions(
    scope,
    'overlap',
    (face) => (claims[face]!.length > 1 ? claims[face]! : null),
    measures,
  );
  const gaps = collectGapRegions(scope, (face) => claims[face]!.length === 0, marks, measures);
  const state = new Decisions(input, claims);
  resolveOverlaps(state, overlaps, gaps);
  if (state.pending.length === 0) fillGaps(state, gaps);
  if (state.pending.length === 0) clipOutside(state);
  if (state.pending.length === 0) joinCrumbs(state);
  const owners = state.withStuck();
  return {
    owners: settings.duplicates === 'drop' ? owners : follow(owners),
    decisions: state.final(),
    twins,
    pending: state.pending,
  };
}
