import type { Message } from '../../coverage/types.ts';
import { certify } from '../certificate.ts';
import { costOfFeasible } from '../check-plan.ts';
import { contractPockets } from '../contract-pockets.ts';
import { explainFailure, findObstacle } from '../explain-infeasible.ts';
import type { FoundPlan } from '../search/anneal.ts';
import { annealTilesHere, isForTiles } from '../search/anneal-tiles.ts';
import type { PartitionProblem } from '../search/partition-problem.ts';
import { searchPlans } from '../search/search-plans.ts';
import { atomName } from './atom-name.ts';
import type { Atoms } from './atoms.ts';
import type { Ground } from './ground.ts';
import type { Certificate, Infeasible, SuggestOptions } from './types.ts';

/** Flips for each node; a small problem gets the least. */
const EFFORT = { perNode: 2000, least: 60_000, most: 4_000_000 };
/** Open states of a proof: fewer for more units, so that it takes a second or so. */
const STATES = { timesNodes: 400_000, least: 600, most: 8000 };
/** Beyond this many units a proof takes minutes and comes to nothing, as a rule; unless it is of pairs of communities. */
const PROVEN_NODES = 1000;
/** Nodes that the proofs of all pairs decide together, at most, and open states of each beyond {@link PROVEN_NODES}. */
const PAIRS = { decisions: 20_000, states: 1000, beyond: { decisions: 6000, states: 200 } };
/** Labels of a plan from present communities up to which its whole is worth a proof. */
const WHOLE_LABELS = 12;
/** Flips for each node of ground so great that it is annealed in tiles. */
const TILE_FLIPS = 600;

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
  const plans = isForTiles(reduced)
    ? inTiles(reduced, options, onProgress, known)
    : searchPlans(reduced, {
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

function inTiles(
  problem: PartitionProblem,
  options: SuggestOptions,
  onProgress: (share: number) => void,
  [plan]: readonly Int32Array[],
): FoundPlan[] {
  const found = annealTilesHere(problem, {
    seed: options.seed ?? 1,
    moves: options.moves ?? TILE_FLIPS * problem.nodes,
    ...(options.shouldStop === undefined ? {} : { shouldStop: options.shouldStop }),
    onProgress,
    ...(plan === undefined ? {} : { plan }),
  });
  return found === null ? [] : [found];
}

/** What is proven of a plan, and the plan that it is proven of. */
export function prove(
  problem: PartitionProblem,
  plan: FoundPlan,
  { shouldStop = () => false }: SuggestOptions,
): { plan: FoundPlan; certificate: Certificate } {
  const isGreat = problem.nodes > PROVEN_NODES;
  if (isGreat && problem.present === null) {
    return { plan, certificate: { state: 'none', why: TOO_MANY } };
  }
  const { timesNodes, least, most } = STATES;
  const ofSplit = Math.min(most, Math.max(least, Math.round(timesNodes / problem.nodes)));
  const ofPairs = isGreat ? PAIRS.beyond.states : PAIRS.states;
  const mostStates = problem.present === null ? ofSplit : ofPairs;
  // Counted, not timed: the same request has the same certificate on any machine.
  let left = isGreat ? PAIRS.beyond.decisions : PAIRS.decisions;
  const isOver = (): boolean => (problem.present !== null && left-- <= 0) || shouldStop();
  const mostLabels = problem.present === null ? Number.POSITIVE_INFINITY : WHOLE_LABELS;
  const proven = certify(problem, plan, { shouldStop: isOver, mostStates, mostLabels });
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
  const nameOf = (node: number): string => atomName(ground, atoms.members[node]!);
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
