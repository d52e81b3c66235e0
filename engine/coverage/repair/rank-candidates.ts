import type { RepairStrategy } from './types.ts';

/** A nanometre of border or a square millimetre of land makes no difference. */
const LENGTH_STEP = 1e-6;

/**
 * Candidates for a piece of land, best first.
 * @param borders metres of border with each candidate
 * @param areas area of each community
 */
export function rankCandidates(
  strategy: RepairStrategy,
  borders: ReadonlyMap<number, number>,
  areas: readonly number[],
): number[] {
  const steps = (owner: number): number => Math.round((borders.get(owner) ?? 0) / LENGTH_STEP);
  const sign = strategy === 'smallest-neighbour' ? 1 : strategy === 'largest-neighbour' ? -1 : 0;
  return [...borders.keys()].sort(
    (a, b) => sign * (areas[a]! - areas[b]!) || steps(b) - steps(a) || a - b,
  );
}
