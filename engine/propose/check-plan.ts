import type { PartitionProblem } from './search/partition-problem.ts';
import { PartitionState, piecesOfParts } from './search/partition-state.ts';

/**
 * Whether a plan is feasible, and what it costs, counted from nothing: what a search says of its own plans is not
 * taken on trust.
 * @returns null when a part is in pieces or outside the bounds, or their number is wrong
 */
export function costOfFeasible(problem: PartitionProblem, part: ArrayLike<number>): number | null {
  if (part.length !== problem.nodes) return null;
  for (let u = 0; u < part.length; u++) {
    if (!(part[u]! >= 0 && part[u]! < problem.labels)) return null;
  }
  if (piecesOfParts(problem, part).some((pieces) => pieces > 1)) return null;
  const state = new PartitionState(problem, part);
  const { partCount } = problem;
  if (state.excess > 1e-9 || (partCount !== null && state.partsInUse !== partCount)) return null;
  return state.cost;
}
