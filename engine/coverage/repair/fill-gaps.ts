import type { Decisions } from './decisions.ts';
import { rankCandidates } from './rank-candidates.ts';
import type { RepairRegion } from './regions.ts';
import { divide, follow } from './share-region.ts';

/** Decides who gets the land that nobody has. */
export function fillGaps(state: Decisions, regions: readonly RepairRegion[]): void {
  const { settings } = state.input;
  for (const region of regions) {
    const reason = state.reasonToLeave('gap', region, settings.gaps);
    const borders = state.ownership.bordersOf(region.faces);
    for (const owner of state.stuck) borders.delete(owner);
    if (follow(state, 'gap', region, borders)) continue;
    if (reason !== null) state.decide('gap', region, null, reason);
    else if (borders.size === 0) state.decide('gap', region, null, 'no-neighbour');
    else if (state.isHairline(region)) state.decide('gap', region, [fillerOf(state, borders)]);
    else if (!divide(state, 'gap', region, settings.gaps, borders)) {
      const [winner] = rankCandidates(settings.gaps, borders, state.areaOf);
      state.decide('gap', region, [winner!]);
    }
  }
}

/** The line of the keeper stands, so the other side comes up to it. */
function fillerOf(state: Decisions, borders: ReadonlyMap<number, number>): number {
  const ranked = rankCandidates('longest-border', borders, state.areaOf);
  const [a, b] = ranked;
  if (ranked.length !== 2 || a === undefined || b === undefined) return a!;
  return state.keepers.of(a, b) === a ? b : a;
}
