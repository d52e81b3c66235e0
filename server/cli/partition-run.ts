import type { Message } from '#engine/coverage/types.ts';
import { contractPockets } from '#engine/propose/contract-pockets.ts';
import type { Infeasible } from '#engine/propose/explain-infeasible.ts';
import type { PartitionProblem } from '#engine/propose/search/partition-problem.ts';
import type { ChainFigures, PartitionReport } from '../formats/partition/partition-report.ts';
import type { CommandContext } from './command.ts';
import type { PartitionRequest } from './partition-request.ts';
import { searchInThreads } from './partition-search.ts';
import { PartitionThreads } from './partition-threads.ts';
import type { Progress } from './terminal-progress.ts';
import { say } from './write-output.ts';

/** What the search found, before it is scored. */
export interface Found {
  part: Int32Array | null;
  /** Further plans that the search came upon. */
  others: Int32Array[];
  certificate: PartitionReport['certificate'];
  infeasible: Infeasible | null;
  chain: ChainFigures | null;
  moves: number;
  isInterrupted: boolean;
}

const NO_PLAN: Message = { zh: '没有方案。', en: 'There is no plan.' };
const NOT_ASKED: Message = {
  zh: '未要求证明（--proof-limit）。',
  en: 'No proof was asked for (--proof-limit).',
};
const INTERRUPTED: Message = {
  zh: '搜索被中断，未作证明。',
  en: 'The search was interrupted before anything was proven.',
};
const RANDOM_PLAN: Message = {
  zh: '随机链不追求更好的方案。',
  en: 'The chain does not look for better plans.',
};

export const NOTHING: Found = {
  part: null,
  others: [],
  certificate: { state: 'none', why: NO_PLAN },
  infeasible: null,
  chain: null,
  moves: 0,
  isInterrupted: false,
};

/** Of the search for a plan that the chain begins from, at least. */
const FIRST_PLAN_MOVES = 200_000;
/** For finding out why there is no plan, without a time limit. */
const EXPLANATION_SECONDS = 60;

/**
 * Carries out a task on threads, until it is done or Ctrl-C ends it.
 * @param known feasible plans to begin with as well
 */
export async function runTask(
  whole: PartitionProblem,
  request: PartitionRequest,
  context: CommandContext,
  progress: Progress,
  known: readonly Int32Array[] = [],
): Promise<Found> {
  const { problem, clusterOf } = contractPockets(whole);
  const label = context.language === 'zh' ? '搜索' : 'searching';
  const shown = (cost: number | null): string =>
    cost === null ? label : `${label} ${cost.toFixed(1)}`;
  let least: number | null = null;
  const tell = (share: number, cost: number | null): void => {
    least = cost ?? least;
    progress.update(shown(least), share);
  };
  const threads = new PartitionThreads(problem, request.threads, (thread, share, cost) => {
    if (thread === 0) tell(share, cost);
  });
  const interrupt = (): void => {
    threads.stop();
    say(context, {
      zh: '正在结束搜索……（再按一次 Ctrl-C 立即退出）',
      en: 'ending the search … (Ctrl-C again quits at once)',
    });
  };
  process.once('SIGINT', interrupt);
  try {
    const contracted = known.map((part) => {
      const own = new Int32Array(problem.nodes);
      for (let u = 0; u < part.length; u++) own[clusterOf[u]!] = part[u]!;
      return own;
    });
    const found = await searchOrWalk(problem, threads, request, tell, contracted);
    const expand = (part: Int32Array): Int32Array => clusterOf.map((cluster) => part[cluster]!);
    return {
      ...found,
      part: found.part && expand(found.part),
      others: found.others.map(expand),
      isInterrupted: threads.isStopped,
    };
  } finally {
    process.off('SIGINT', interrupt);
    await threads.close();
  }
}

async function searchOrWalk(
  problem: PartitionProblem,
  threads: PartitionThreads,
  request: PartitionRequest,
  tell: (share: number, cost: number | null) => void,
  known: readonly Int32Array[],
): Promise<Found> {
  const { seed, task, timeLimit } = request;
  const isWalk = task === 'recom';
  const now = Date.now();
  const seconds = timeLimit ?? EXPLANATION_SECONDS;
  // The chain begins from any feasible plan: a short search, the rest of the time is its own.
  const effort =
    request.moves !== undefined
      ? { moves: request.moves }
      : isWalk
        ? { moves: Math.max(FIRST_PLAN_MOVES, 100 * problem.nodes) }
        : { until: now + 1000 * seconds };
  const proofLimit = isWalk ? 0 : request.proofLimit;
  const outcome = await searchInThreads(
    problem,
    threads,
    { seed, effort, proofLimit, known },
    tell,
  );
  const { plan, moves } = outcome;
  if (plan === null) {
    if (threads.isStopped) return { ...NOTHING, moves, infeasible: NONE_YET };
    const deadline = Date.now() + 1000 * seconds;
    const { infeasible } = await threads.run<'explain'>(0, { kind: 'explain', deadline, seed });
    return { ...NOTHING, moves, infeasible };
  }
  if (isWalk) {
    const { steps } = request;
    const deadline = timeLimit === undefined ? Number.POSITIVE_INFINITY : now + 1000 * timeLimit;
    const walk = await threads.run<'recom'>(0, {
      kind: 'recom',
      deadline,
      part: plan.part,
      seed,
      steps,
    });
    const certificate = { state: 'none' as const, why: RANDOM_PLAN };
    return { ...NOTHING, part: walk.part, moves, certificate, chain: chainFigures(walk) };
  }
  const why = threads.isStopped ? INTERRUPTED : NOT_ASKED;
  const certificate = outcome.certificate ?? { state: 'none' as const, why };
  const others = outcome.plans.flatMap(({ part, cost }) => (cost > plan.cost + 1e-6 ? [part] : []));
  return { ...NOTHING, part: plan.part, others, moves, certificate };
}

const NONE_YET: Infeasible = {
  cause: 'not-found',
  units: [],
  nearest: null,
  message: {
    zh: '搜索被中断时还没有找到可行方案。',
    en: 'none had been found when the search was interrupted.',
  },
};

const chainFigures = (walk: ChainFigures): ChainFigures => ({
  steps: walk.steps,
  trees: walk.trees,
  elapsedMilliseconds: Math.round(walk.elapsedMilliseconds),
  cpuMilliseconds: Math.round(walk.cpuMilliseconds),
});
