import { type Decisions, VANISHING_SHARE } from './decisions.ts';
import { findCutOff, ownersAcrossMatchedBorder } from './find-cut-off.ts';
import { rankCandidates } from './rank-candidates.ts';
import { isWiderThan } from './region-width.ts';
import { regionOf } from './regions.ts';

/**
 * Gives small pieces that the decisions cut off from their community to a neighbour, with the land that they gave
 * it there, unless a border that matched would have to move for it.
 */
export function joinCrumbs(state: Decisions): void {
  const { scope, settings, measures } = state.input;
  const concerned = new Set(
    state.list.flatMap(({ region, to }) => (to === null ? [] : [...region.owners, ...to])),
  );
  for (const owner of [...concerned].sort((a, b) => a - b)) {
    if (state.stuck.has(owner)) continue;
    for (const { faces: part, planeAreaBefore } of findCutOff(scope, state.ownership, owner)) {
      // Land that it was given counts for nothing: it may as well go to who borders it.
      if (planeAreaBefore > VANISHING_SHARE * state.planeAreaOf(owner)) continue;
      // An overlap that is left is not decided by the way.
      if (part.some((face) => state.ownership.of[face]!.length > 1)) continue;
      const region = regionOf(scope, 'crumb', part, [owner], measures);
      if (isWiderThan(region.measure, settings.leaveWiderThanMetres)) continue;
      const borders = state.ownership.bordersOf(part);
      for (const other of ownersAcrossMatchedBorder(scope, state.ownership, state.claims, part)) {
        borders.delete(other);
      }
      const [heir] = rankCandidates('longest-border', borders, state.areaOf);
      if (heir !== undefined) state.decide('crumb', region, [heir]);
    }
  }
}
