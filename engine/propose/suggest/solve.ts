import type { Message } from '../../coverage/types.ts';
import { certify } from '../certificate.ts';
import { costOfFeasible } from '../check-plan.ts';
import { contractPockets } from '../contract-pockets.ts';
import { explainFailure, findObstacle } from '../explain-infeasible.ts';
import type { FoundPlan } from '../search/anneal.ts';
import type { PartitionProblem } from '../search/partition-problem.ts';
import { searchPlans } from '../search/search-plans.ts';
import type { Atoms } from './atoms.ts';
import type { Ground } from './ground.ts';
import type { Certificate, Infeasible, SuggestOptions } from './types.ts';

/** Flips for each node; a small problem gets the least. */
const EFFORT = { perNode: 2000, least: 60_000, most: 4_000_000 };
/** Open states of a proof: fewer for more units, so that it takes a second or so. */
const STATES = { timesNodes: 400_000, least: 600, most: 8000 };
/** Beyond this many units a proof takes minutes and comes to nothing, as a rule. */
const PROVEN_NODES = 1000;

/** Flips that a search of so many nodes gets, unless the caller says otherwise. */
export const effortOf = (nodes: number, { moves }: SuggestOptions): number =>
  moves ?? Math.min(EFFORT.most, Math.max(EFFORT.least, EFFORT.perNode * nodes));

/**
 * Feasible plans of a problem, the cheapest first: every one checked.
 * @param known plans to begin with as well, for problems with present labels
 */
export function solve(
  problem: PartitionProblem,
  options: SuggestOptions,
  onProgress: (share: number) => void = () => undefined,
  known: readonly Int32Array[] = [],
): FoundPlan[] {
  const { problem: reduced, clusterOf } =
    problem.present === null ? contractPockets(problem) : { problem, clusterOf: null };
  const plans = searchPlans(reduced, {
    seed: options.seed ?? 1,
    moves: effortOf(problem.nodes, options),
    ...(options.shouldStop === undefined ? {} : { shouldStop: options.shouldStop }),
    onProgress,
    ...(clusterOf === null && known.length > 0 ? { plans: known } : {}),
  });
  return plans.flatMap(({ part, cost }) => {
    const whole = clusterOf === null ? part : clusterOf.map((cluster) => part[cluster]!);
    return costOfFeasible(problem, whole) === null ? [] : [{ part: whole, cost }];
  });
}

/** What is proven of a plan, and the plan that it is proven of. */
export function prove(
  problem: PartitionProblem,
  plan: FoundPlan,
  { shouldStop = () => false }: SuggestOptions,
): { plan: FoundPlan; certificate: Certificate } {
  if (problem.nodes > PROVEN_NODES) return { plan, certificate: { state: 'none', why: TOO_MANY } };
  const { timesNodes, least, most } = STATES;
  const mostStates = Math.min(most, Math.max(least, Math.round(timesNodes / problem.nodes)));
  const proven = certify(problem, plan, { shouldStop, mostStates });
  const { certificate } = proven;
  return {
    plan: proven.plan,
    certificate:
      certificate.state === 'pairwise-optimal' ? { state: certificate.state } : certificate,
  };
}

const TOO_MANY: Message = {
  zh: `超过 ${PROVEN_NODES} 个地块的划分不作最优性证明。`,
  en: `Nothing is proven of divisions of more than ${PROVEN_NODES} units.`,
};

/** Why a problem has no feasible plan, in the terms of the request. */
export function explain(
  problem: PartitionProblem,
  atoms: Atoms,
  ground: Ground,
  communities: readonly string[],
  options: SuggestOptions,
): Infeasible {
  const nameOf = (node: number): string =>
    atoms.members[node]!.map((u) => ground.units[u]!.id).join('+');
  const found =
    findObstacle(problem, nameOf) ??
    explainFailure(problem, {
      seed: options.seed ?? 1,
      ...(options.shouldStop === undefined ? {} : { shouldStop: options.shouldStop }),
    });
  const { nearest } = found;
  return {
    cause: found.cause,
    communities: [...communities],
    units: found.units.flatMap((node) => atoms.members[node]!.map((u) => ground.units[u]!.id)),
    message: found.message,
    nearest:
      nearest === null
        ? raisedBound(problem, found.units)
        : {
            zh: `每个社区 ${Math.round(nearest.lower)}–${Math.round(nearest.upper)} 户时有方案。`,
            en: `With ${Math.round(nearest.lower)}–${Math.round(nearest.upper)} households each there is one.`,
          },
  };
}

/** A unit above the bound by itself: only a bound that it fits in can help. */
function raisedBound(
  { households, upper }: PartitionProblem,
  nodes: readonly number[],
): Message | null {
  const largest = nodes.reduce((most, node) => Math.max(most, households[node]!), 0);
  if (largest <= upper) return null;
  const bound = Math.ceil(largest);
  return {
    zh: `上限不低于 ${bound} 户时才可能有方案。`,
    en: `Only with an upper bound of at least ${bound} households can there be one.`,
  };
}
