import type { RepairStrategy } from './types.ts';

/** A nanometre of border or a square millimetre of land makes no difference. */
const LENGTH_STEP = 1e-6;

/**
 * Candidates for a piece of land, best first.
 * @param borders metres of border with each candidate
 * @param areaOf area of a community; asked only where the strategy goes by it
 */
export function rankCandidates(
  strategy: RepairStrategy,
  borders: ReadonlyMap<number, number>,
  areaOf: (owner: number) => number,
): number[] {
  const steps = (owner: number): number => Math.round((borders.get(owner) ?? 0) / LENGTH_STEP);
  const sign = strategy === 'smallest-neighbour' ? 1 : strategy === 'largest-neighbour' ? -1 : 0;
  return [...borders.keys()].sort(
    (a, b) => (sign === 0 ? 0 : sign * (areaOf(a) - areaOf(b))) || steps(b) - steps(a) || a - b,
  );
}
