import type { Decisions } from './decisions.ts';
import { divideRegion } from './divide-region.ts';
import { rankCandidates } from './rank-candidates.ts';
import type { RepairRegion } from './regions.ts';
import type { Piece } from './scope.ts';
import type { RepairStrategy } from './types.ts';

/** Who has less than this share of the longest border has no part in a division that was asked for. */
const MINOR_SHARE = 0.25;

/** The borders of those along its sides, not of those at its ends. */
function mainBorders(borders: ReadonlyMap<number, number>): Map<number, number> {
  const longest = Math.max(...borders.values());
  return new Map([...borders].filter(([, length]) => length >= MINOR_SHARE * longest));
}

/** Divides a region along the middle where that is asked for; false when it has to go to one. */
export function divide(
  state: Decisions,
  kind: 'gap' | 'overlap',
  region: RepairRegion,
  strategy: RepairStrategy,
  borders: ReadonlyMap<number, number>,
): boolean {
  if (strategy !== 'divide' || borders.size < 2 || state.isHairline(region)) return false;
  const first = rankCandidates('longest-border', borders, state.areaOf)[0]!;
  return share(state, kind, region, first, () =>
    divideRegion(state.input.scope, region, state.ownership, new Set(borders.keys())),
  );
}

/** Decides a region as its direction says; false where there is none, or it cannot be followed. */
export function follow(
  state: Decisions,
  kind: 'gap' | 'overlap',
  region: RepairRegion,
  borders: ReadonlyMap<number, number>,
): boolean {
  const direction = state.directionOf(kind, region);
  if (direction === null) return false;
  const { communities } = state.input.scope;
  const ownerOf = (id: string): number =>
    communities.findIndex(
      (community, owner) =>
        community.id === id &&
        !state.stuck.has(owner) &&
        (kind === 'gap' || region.owners.includes(owner)),
    );
  const { to } = direction;
  if (to === null) return divide(state, kind, region, 'divide', mainBorders(borders));
  if (typeof to === 'string') {
    const owner = ownerOf(to);
    if (owner >= 0) state.decide(kind, region, [owner]);
    return owner >= 0;
  }
  const pieces = to.map(({ to: id, geometry }) => ({
    region: region.key,
    owner: ownerOf(id),
    geometry,
  }));
  if (pieces.length === 0 || pieces.some(({ owner }) => owner < 0)) return false;
  const isShared = share(state, kind, region, pieces[0]!.owner, () => pieces);
  const last = state.list.at(-1);
  if (isShared && last?.region === region) last.isAsGiven = true;
  return isShared;
}

/**
 * Gives every face of a region to the owner of the piece that it lies in, or to the first where it lies in none.
 * The pieces must stand in the arrangement: where they do not, they are pending, and the region waits.
 */
function share(
  state: Decisions,
  kind: 'gap' | 'overlap',
  region: RepairRegion,
  first: number,
  cut: () => readonly Piece[],
): boolean {
  const { scope, undividable } = state.input;
  if (undividable.has(region.key)) return false;
  const isDivided = scope.pieces.some((piece) => piece.region === region.key);
  if (!isDivided) {
    const pieces = cut();
    if (pieces.length < 2) {
      undividable.add(region.key);
      return false;
    }
    state.pending.push(...pieces);
    state.ownership.settle(region.faces, null);
    return true;
  }
  const shares = new Set<number>();
  for (const face of region.faces) {
    const piece = scope.pieces[scope.pieceOf[face]!];
    const owner = piece !== undefined && piece.region === region.key ? piece.owner : first;
    state.ownership.settle([face], [owner]);
    shares.add(owner);
  }
  state.list.push({
    kind,
    region,
    to: [...shares].sort((a, b) => a - b),
    isHairline: false,
    reason: null,
  });
  return true;
}
