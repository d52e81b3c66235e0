import type { Certificate } from '#engine/propose/certificate.ts';
import type { FoundPlan } from '#engine/propose/search/anneal.ts';
import { annealTiles, isForTiles } from '#engine/propose/search/anneal-tiles.ts';
import type { PartitionProblem } from '#engine/propose/search/partition-problem.ts';
import type { PartitionThreads } from './partition-threads.ts';

export interface SearchRequest {
  seed: number;
  /** Flips over all threads; or the moment, in milliseconds since 1970, at which the search ends. */
  effort: { moves: number } | { until: number };
  /** Seconds for a proof; 0 for none. */
  proofLimit: number;
  /** Feasible plans to begin with as well. */
  known?: readonly Int32Array[];
}

export interface SearchOutcome {
  plan: FoundPlan | null;
  /** All that was found, the least cost first. */
  plans: FoundPlan[];
  certificate: Certificate | null;
  /** Flips that were tried. */
  moves: number;
}

/** Flips of a search that tells how fast the machine is, at least and for each node. */
const TRIAL = { least: 200_000, perNode: 100 };
/** Small problems: a plan of this effort is most often optimal, and the proof is quick. */
const SMALL = { nodes: 150, nodesOfTwo: 400, perNode: 2000 };
/** Share of the effort that each thread spends on its own, before plans are exchanged. */
const ALONE_SHARE = 0.6;
/** Share of the time that is planned for: a schedule that is cut off is worse than a shorter one. */
const PLANNED_SHARE = 0.94;
const EXCHANGED = 6;

/**
 * Searches on all threads. Great problems are annealed in tiles, each round on all threads together; smaller ones
 * by every thread on its own, and then the threads combine each other's plans.
 */
export async function searchInThreads(
  problem: PartitionProblem,
  threads: PartitionThreads,
  request: SearchRequest,
  onProgress: (share: number, cost: number | null) => void,
): Promise<SearchOutcome> {
  const search = new ThreadedSearch(problem, threads, request);
  return isForTiles(problem) ? search.inTiles(onProgress) : search.together();
}

class ThreadedSearch {
  private readonly problem: PartitionProblem;
  private readonly threads: PartitionThreads;
  private readonly request: SearchRequest;
  private readonly deadline: number;
  private plans: FoundPlan[] = [];
  private moves = 0;
  private stage = 0;

  constructor(problem: PartitionProblem, threads: PartitionThreads, request: SearchRequest) {
    this.problem = problem;
    this.threads = threads;
    this.request = request;
    this.deadline = 'until' in request.effort ? request.effort.until : Number.POSITIVE_INFINITY;
  }

  async inTiles(onProgress: (share: number, cost: number | null) => void): Promise<SearchOutcome> {
    const { problem, threads, deadline } = this;
    const { effort, seed } = this.request;
    /** Flips a millisecond, of all threads; a guess until a round has been timed. */
    let pace = 500 * threads.count;
    let planned = 0;
    const end = deadline - (1 - PLANNED_SHARE) * Math.max(0, deadline - Date.now());
    const movesOfRound = (roundsLeft: number): number => {
      const left = Math.max(0, end - Date.now());
      // The first round is short: the guess may be far off.
      planned = (pace * left) / roundsLeft / (this.moves === 0 ? 4 : 1);
      return planned;
    };
    const moves = 'moves' in effort ? effort.moves : movesOfRound;
    const rounds = annealTiles(problem, { seed, moves, onProgress });
    let step = rounds.next();
    while (step.done !== true) {
      const started = Date.now();
      const works = step.value.map((task) => ({
        kind: 'tile' as const,
        deadline: task.isMending ? Number.POSITIVE_INFINITY : deadline,
        task,
      }));
      const answers = await threads.runAll<'tile'>(works);
      const flips = works.reduce((sum, { task }) => sum + task.moves, 0);
      this.moves += flips;
      pace = flips / Math.max(1, Date.now() - started);
      step = rounds.next(answers.map(({ result }) => result));
    }
    return this.finish(step.value);
  }

  async together(): Promise<SearchOutcome> {
    const { threads } = this;
    const { effort } = this.request;
    if ('moves' in effort) {
      const exchange = threads.count > 1 ? ALONE_SHARE : 1;
      await this.onAll(effort.moves * exchange, false);
      if (exchange < 1) await this.onAll(effort.moves * (1 - exchange), true);
      return this.finish(this.plans[0] ?? null);
    }
    const { nodes, partCount } = this.problem;
    const isSmall = nodes <= (partCount === 2 ? SMALL.nodesOfTwo : SMALL.nodes);
    const perNode = isSmall ? SMALL.perNode : TRIAL.perNode;
    let pace = await this.onAll(threads.count * Math.max(TRIAL.least, perNode * nodes), false);
    if (isSmall) {
      const early = await this.finish(this.plans[0] ?? null);
      if (early.certificate?.state === 'optimal') return early;
    }
    // Most of the time in one search: its schedule is longer, which is better than two short ones.
    const begun = Date.now();
    for (const share of threads.count > 1 ? [ALONE_SHARE, 1, 1] : [1, 1, 1]) {
      const left = (this.deadline - Date.now()) * PLANNED_SHARE;
      if (left <= 0 || threads.isStopped) break;
      // Where the pace was far off, much time is left: for other plans, not for these again.
      const combines = Date.now() - begun > left;
      pace = await this.onAll(pace * left * share, combines);
    }
    return this.finish(this.plans[0] ?? null);
  }

  /**
   * One search on every thread.
   * @param combines plans that are there, instead of looking for others first
   * @returns flips a millisecond, of all threads
   */
  private async onAll(moves: number, combines: boolean): Promise<number> {
    const { threads, deadline } = this;
    const { seed } = this.request;
    const given = this.plans.slice(0, EXCHANGED).map(({ part }) => part);
    if (given.length === 0) given.push(...(this.request.known ?? []));
    const share = Math.max(1, Math.ceil(moves / threads.count));
    const stream = this.stage++ * threads.count;
    const works = Array.from({ length: threads.count }, (_, thread) => ({
      kind: 'search' as const,
      deadline,
      options: {
        seed,
        stream: stream + thread,
        moves: share,
        plans: given,
        ...(combines && given.length > 1 ? { freshShare: 0 } : {}),
      },
    }));
    const answers = await threads.runAll<'search'>(works);
    this.moves += share * threads.count;
    this.keep(answers.flatMap(({ plans }) => plans));
    // Without the time that a thread takes to start.
    return (share * threads.count) / Math.max(1, ...answers.map(({ elapsed }) => elapsed));
  }

  private keep(found: readonly FoundPlan[]): void {
    const all = [...this.plans, ...found].sort((a, b) => a.cost - b.cost);
    this.plans = all.filter(({ cost }, i) => i === 0 || cost - all[i - 1]!.cost > 1e-6);
  }

  private async finish(plan: FoundPlan | null): Promise<SearchOutcome> {
    const { threads, moves } = this;
    const { proofLimit } = this.request;
    if (plan === null || proofLimit === 0 || threads.isStopped) {
      return { plan, plans: this.plans, certificate: null, moves };
    }
    const deadline = Date.now() + 1000 * proofLimit;
    const proven = await threads.run<'certify'>(0, { kind: 'certify', deadline, plan });
    this.keep([proven.plan]);
    return { plan: proven.plan, plans: this.plans, certificate: proven.certificate, moves };
  }
}
