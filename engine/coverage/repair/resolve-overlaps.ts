import { chooseKeepers } from './choose-keepers.ts';
import { type Decisions, VANISHING_SHARE } from './decisions.ts';
import { rankCandidates } from './rank-candidates.ts';
import type { RepairRegion } from './regions.ts';
import { areaOfFaces, boundaryOf, faceBeyond } from './scope.ts';
import { divide, follow } from './share-region.ts';
import type { LeftReason } from './types.ts';

/** Detached land below this, in m², is no reason against a candidate. */
const CRUMB_AREA = 1e-4;

/** Decides who keeps what several claim. */
export function resolveOverlaps(
  state: Decisions,
  regions: readonly RepairRegion[],
  gaps: readonly RepairRegion[],
): void {
  const { scope, settings, own } = state.input;
  const left = new Map<number, LeftReason>();
  const leave = (region: RepairRegion, reason: LeftReason): void => {
    state.decide('overlap', region, null, reason);
    for (const face of region.faces) left.set(face, reason);
  };
  const wanted = regions.filter((region) => {
    const reason = state.reasonToLeave('overlap', region, settings.overlaps);
    if (reason !== null) leave(region, reason);
    return reason === null;
  });
  const open = wanted.filter((region) => {
    const isFree = left.size === 0 || state.directionOf('overlap', region) !== null;
    const reason = isFree ? null : reasonBeside(state, region, left);
    if (reason !== null) leave(region, reason);
    return reason === null;
  });
  for (const { faces } of open) state.ownership.contest(faces);
  state.keepers = chooseKeepers(scope, own, [...open, ...gaps].filter(state.isHairline));
  const contested = protectVanishing(state, open).filter((region) => {
    if (!state.isHairline(region) || region.owners.length !== 2) return true;
    if (state.directionOf('overlap', region) !== null) return true;
    const keeper = state.keepers.of(region.owners[0]!, region.owners[1]!);
    if (state.stuck.has(keeper) || !state.ownership.bordersOf(region.faces).has(keeper))
      return true;
    state.decide('overlap', region, [keeper]);
    return false;
  });
  contest(state, contested);
}

/** The border of another may cut a hairline off an overlap that is left: it is left with it. */
function reasonBeside(
  state: Decisions,
  region: RepairRegion,
  left: ReadonlyMap<number, LeftReason>,
): LeftReason | null {
  if (!state.isHairline(region)) return null;
  for (const halfEdge of boundaryOf(state.input.scope, region.faces)) {
    const beyond = faceBeyond(state.input.scope, halfEdge);
    const reason = left.get(beyond);
    const claimants = state.claims[beyond]!;
    if (reason !== undefined && region.owners.every((owner) => claimants.includes(owner))) {
      return reason;
    }
  }
  return null;
}

/**
 * Communities that stand on contested land alone get it, the smallest first: a community that lies
 * inside another cuts its hole there. One for which nothing is left then keeps all it claims, and
 * the overlap with it. Returns the regions that are still open.
 */
function protectVanishing(state: Decisions, regions: readonly RepairRegion[]): RepairRegion[] {
  const { scope } = state.input;
  const open = new Set(regions);
  const claimants = [...new Set(regions.flatMap(({ owners }) => owners))]
    .map((owner) => ({ owner, area: state.planeAreaOf(owner) }))
    .sort((a, b) => a.area - b.area || a.owner - b.owner);
  for (const { owner, area } of claimants) {
    const safe = scope.facesOf[owner]!.filter(
      (face) => state.ownership.of[face]!.includes(owner) && !state.ownership.isContested(face),
    );
    let kept = areaOfFaces(scope, safe);
    if (kept >= VANISHING_SHARE * area) continue;
    const claimed = [...open].filter(({ owners }) => owners.includes(owner));
    kept += claimed.reduce((sum, { faces }) => sum + areaOfFaces(scope, faces), 0);
    if (kept < VANISHING_SHARE * area) {
      state.stuck.add(owner);
      continue;
    }
    for (const region of claimed) {
      open.delete(region);
      state.decide('overlap', region, [owner]);
    }
  }
  return regions.filter((region) => open.has(region));
}

/** Fewer claimants first, then larger before smaller; land beside nothing settled waits. */
function contest(state: Decisions, regions: readonly RepairRegion[]): void {
  const { overlaps } = state.input.settings;
  let waiting = [...regions].sort((a, b) => a.owners.length - b.owners.length);
  while (waiting.length > 0) {
    const later: RepairRegion[] = [];
    for (const region of waiting) {
      const candidates = region.owners.filter((owner) => !state.stuck.has(owner));
      const all = state.ownership.bordersOf(region.faces);
      const borders = new Map(
        candidates.flatMap((owner) => (all.has(owner) ? [[owner, all.get(owner)!]] : [])),
      );
      if (follow(state, 'overlap', region, borders)) continue;
      if (borders.size === 0) {
        later.push(region);
      } else if (!divide(state, 'overlap', region, overlaps, borders)) {
        const ranked = rankCandidates(overlaps, borders, state.areaOf);
        state.decide('overlap', region, [leastDetaching(state, region, ranked)]);
      }
    }
    if (later.length === waiting.length) {
      // Nothing beside it is settled: whoever comes first, so that the rest can follow.
      const [region] = later.splice(0, 1);
      const heir = region!.owners.find((owner) => !state.stuck.has(owner));
      state.decide('overlap', region!, heir === undefined ? null : [heir]);
    }
    waiting = later;
  }
}

/** The first candidate whose win cuts the least land off the others. */
function leastDetaching(state: Decisions, region: RepairRegion, ranked: readonly number[]): number {
  let [best, least] = [ranked[0]!, Number.POSITIVE_INFINITY];
  for (const winner of ranked) {
    const detached = region.owners
      .filter((owner) => owner !== winner && !state.stuck.has(owner))
      .reduce((sum, owner) => sum + state.ownership.detachedWithout(owner, region.faces), 0);
    if (detached < CRUMB_AREA) return winner;
    if (detached < least) [best, least] = [winner, detached];
  }
  return best;
}
