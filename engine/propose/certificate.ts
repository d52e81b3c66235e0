import type { Message } from '../coverage/types.ts';
import { contractPockets } from './contract-pockets.ts';
import { canProve, type Proof, proveOptimal } from './exact/prove-optimal.ts';
import type { FoundPlan } from './search/anneal.ts';
import { induceProblem } from './search/induced-problem.ts';
import type { PartitionProblem } from './search/partition-problem.ts';
import { PartitionState } from './search/partition-state.ts';

/** What is proven of a plan. */
export type Certificate =
  /** No feasible plan costs less. */
  | { state: 'optimal' }
  /** No feasible plan costs less than `lowerBound`: at most `gapPercent` of the plan's cost could be saved. */
  | { state: 'gap'; lowerBound: number; gapPercent: number }
  /** No two neighbouring parts can be redrawn, or joined where that is allowed, at less cost while the others stay. */
  | { state: 'pairwise-optimal'; pairs: number }
  | { state: 'none'; why: Message };

export interface CertifyOptions {
  /** Ends the proof; what is proven by then is told. */
  shouldStop: () => boolean;
  /** Open states at which one proof gives up. */
  mostStates?: number;
  /** Labels beyond which the whole of a plan is not tried: its pairs would have nothing left of what there is to spend. */
  mostLabels?: number;
  /** Called with the share of pairs that are proven. */
  onProgress?: (share: number) => void;
}

/** Units up to which the whole plan is proven, not its pairs: of two parts, and of more. */
const WHOLE_NODES = { two: 1000, more: 150 };
/** States for each unit that are worth following: beyond it the frontier is too wide. */
const MOST_STATES = 20_000;
/** The whole of a plan of many parts: what is not proven within so few is better proven pair by pair. */
const MOST_STATES_OF_MANY = 5000;
const NOTICEABLE = 1e-6;

/**
 * Proves what can be proven of a plan. A better plan that the proof comes upon takes its place: the one returned is
 * the one that the certificate is about.
 * @param plan feasible
 */
export function certify(
  problem: PartitionProblem,
  plan: FoundPlan,
  options: CertifyOptions,
): { certificate: Certificate; plan: FoundPlan } {
  if (problem.partCount === 1) return { certificate: { state: 'optimal' }, plan };
  let bound = 0;
  const whole = problem.partCount === 2 ? WHOLE_NODES.two : WHOLE_NODES.more;
  const { mostLabels = Number.POSITIVE_INFINITY } = options;
  if (problem.nodes <= whole && problem.labels <= mostLabels && canProve(problem)) {
    const states = problem.partCount === 2 ? MOST_STATES : MOST_STATES_OF_MANY;
    const proof = prove(problem, plan.cost, { mostStates: states, ...options });
    if (proof.isComplete) {
      return { certificate: { state: 'optimal' }, plan: proof.better ?? plan };
    }
    bound = proof.bound;
  }
  const pairs = improvePairs(problem, plan, options);
  const { cost } = pairs.plan;
  if (problem.partCount !== 2 && pairs.isOptimal) {
    return { certificate: { state: 'pairwise-optimal', pairs: pairs.count }, plan: pairs.plan };
  }
  if (bound > NOTICEABLE) {
    const gapPercent = Number((((cost - bound) / cost) * 100).toFixed(2));
    const lowerBound = Number(bound.toFixed(3));
    return { certificate: { state: 'gap', lowerBound, gapPercent }, plan: pairs.plan };
  }
  return { certificate: { state: 'none', why: unproven(pairs) }, plan: pairs.plan };
}

function unproven({ proven, count }: PairsResult): Message {
  const zh = '在给定时间内未能证明没有更好的划分';
  const en = 'The time given was not enough to prove that there is no better division';
  if (proven === 0) return { zh: `${zh}。`, en: `${en}.` };
  return {
    zh: `${zh}：${count} 对相邻社区中，有 ${proven} 对已证明两者之间无法划得更好。`,
    en: `${en}: ${proven} of ${count} pairs of neighbours are proven to be divided as well as can be.`,
  };
}

function prove(problem: PartitionProblem, known: number, options: CertifyOptions): Proof {
  const { shouldStop, mostStates = MOST_STATES } = options;
  const { problem: reduced, clusterOf } = contractPockets(problem);
  const proof = proveOptimal(reduced, known, { shouldStop, mostStates });
  if (proof.better === null) return proof;
  const { part, cost } = proof.better;
  return { ...proof, better: { part: clusterOf.map((cluster) => part[cluster]!), cost } };
}

export interface PairsResult {
  plan: FoundPlan;
  /** Every pair was proven, after the last improvement. */
  isOptimal: boolean;
  proven: number;
  count: number;
}

/**
 * Redraws pairs of neighbouring parts as well as they can be, each proven, until none can be redrawn better. With
 * present labels the two may become one.
 */
export function improvePairs(
  problem: PartitionProblem,
  plan: FoundPlan,
  options: CertifyOptions,
): PairsResult {
  const state = new PartitionState(problem, plan.part);
  const waiting = new Set(listPairs(state, problem.labels));
  const failed = new Set<number>();
  let count = waiting.size;
  for (const pair of waiting) {
    if (options.shouldStop()) break;
    waiting.delete(pair);
    const [a, b] = [Math.floor(pair / problem.labels), pair % problem.labels];
    const better = redrawPair(state, a, b, options);
    if (better === 'unknown') failed.add(pair);
    if (better === 'better') {
      // Whatever borders on the two has another neighbour now.
      const all = listPairs(state, problem.labels);
      count = all.length;
      const known = new Set(all);
      for (const one of [...waiting, ...failed]) {
        if (known.has(one)) continue;
        waiting.delete(one);
        failed.delete(one);
      }
      for (const one of all) {
        const [c, d] = [Math.floor(one / problem.labels), one % problem.labels];
        const isTouched = c === a || c === b || d === a || d === b;
        if (!isTouched || one === pair) continue;
        failed.delete(one);
        waiting.add(one);
      }
    }
    options.onProgress?.(1 - waiting.size / Math.max(1, count));
  }
  const open = waiting.size + failed.size;
  return {
    plan: { part: state.part.slice(), cost: state.cost },
    isOptimal: open === 0,
    proven: count - open,
    count,
  };
}

/** Pairs of parts that border on one another, as smaller × labels + greater. */
function listPairs({ problem, part, cut, cutCount }: PartitionState, labels: number): number[] {
  const pairs = new Set<number>();
  for (let i = 0; i < cutCount; i++) {
    const a = part[problem.edgeFrom[cut[i]!]!]!;
    const b = part[problem.edgeTo[cut[i]!]!]!;
    pairs.add(Math.min(a, b) * labels + Math.max(a, b));
  }
  return [...pairs].sort((a, b) => a - b);
}

function redrawPair(
  state: PartitionState,
  a: number,
  b: number,
  options: CertifyOptions,
): 'optimal' | 'better' | 'unknown' {
  const { part } = state;
  const nodes = Array.from(part.keys()).filter((u) => part[u] === a || part[u] === b);
  const { partCount } = state.problem;
  const pair = induceProblem(state.problem, nodes, [a, b], partCount === null ? null : 2);
  // A number of parts and present labels at once: no proof takes such problems.
  if (!canProve(pair)) return 'unknown';
  const labels = nodes.map((u) => (part[u] === a ? 0 : 1));
  const known = new PartitionState(pair, labels).cost;
  const proof = prove(pair, known, options);
  if (!proof.isComplete) return 'unknown';
  if (proof.better === null) return 'optimal';
  const next = part.slice();
  nodes.forEach((u, i) => {
    next[u] = proof.better!.part[i] === 0 ? a : b;
  });
  state.assign(next);
  return 'better';
}
