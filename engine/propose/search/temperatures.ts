import type { PartitionProblem } from './partition-problem.ts';

/** Where an anneal begins, in turn. A plan that must not move many households is lost when all borders melt. */
const HOT = [1] as const;
const HOT_FROM_PRESENT = [0.3, 0.1, 1] as const;
/**
 * The same where moving households is most of the cost: what one community has too many passes through others, and each
 * of these steps costs as much as a typical unit. Nothing melts: every unit is drawn home.
 */
const HOT_FOR_LEAST_CHANGE = [1, 6, 0.3, 3, 6, 12] as const;
/** As many times the cost of all borders, all households together cost when they move, or more. */
const MOSTLY_MOVING = 4;

/** Temperatures at which anneals of a problem begin, one after another, in costs of a typical flip. */
export function temperaturesOf(problem: PartitionProblem): readonly [number, ...number[]] {
  if (problem.present === null) return HOT;
  return isLeastChange(problem) ? HOT_FOR_LEAST_CHANGE : HOT_FROM_PRESENT;
}

/** Whether moving few households is nearly all that a problem asks for. */
export const isLeastChange = (problem: PartitionProblem): boolean =>
  problem.present !== null &&
  problem.present.gamma * problem.totalHouseholds > MOSTLY_MOVING * sumOfBorders(problem);

/** The problem with moving households at so high a price that {@link isLeastChange} holds. */
export function movingFew(problem: PartitionProblem): PartitionProblem {
  const { present, totalHouseholds } = problem;
  if (present === null || totalHouseholds === 0) return problem;
  const borders = sumOfBorders(problem);
  const gamma = borders > 0 ? (2 * MOSTLY_MOVING * borders) / totalHouseholds : 1;
  return { ...problem, present: { ...present, gamma: Math.max(present.gamma, gamma) } };
}

const sumOfBorders = ({ edgeCost }: PartitionProblem): number =>
  edgeCost.reduce((sum, cost) => sum + cost, 0);
