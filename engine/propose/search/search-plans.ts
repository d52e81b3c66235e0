import {
  Annealer,
  type AnnealSchedule,
  type FoundPlan,
  MOVES_BETWEEN_LOOKS,
  typicalFlip,
} from './anneal.ts';
import { contract } from './coarsen.ts';
import type { PartitionProblem } from './partition-problem.ts';
import { Random } from './random.ts';
import { connectParts, seedPlan } from './seed-plan.ts';

export interface SearchOptions {
  /** The same seed and effort give the same plans, unless the search was stopped. */
  seed: number;
  /** Tells apart the threads of one search. */
  stream?: number;
  /** Effort: flips that are tried over the whole search. */
  moves: number;
  /** Asked every few hundred moves: a time limit, a cancelled request. */
  shouldStop?: () => boolean;
  /** Called with the share of the effort that is spent, 0–1, and the least cost so far. */
  onProgress?: (share: number, cost: number | null) => void;
  /** Plans to begin with as well, such as those of other threads. */
  plans?: readonly Int32Array[];
  /** Share of the effort that goes into plans found independently; the rest combines them. Default a half. */
  freshShare?: number;
}

const FRESH_SHARE = 0.5;
/**
 * Flips for each node that an anneal needs before a second one does more good than a longer first, in a graph of
 * that many nodes or more; a smaller one freezes sooner.
 */
const ENOUGH_FLIPS = 1000;
const ENOUGH_NODES = 1000;
const MOST_PLANS = 16;
/** Looks at the time between two reports of progress. */
const LOOKS_BETWEEN_TELLING = 256;
/** Where an anneal begins, in turn. A plan that must not move many households is lost when all borders melt. */
const HOT = [1];
const HOT_FROM_PRESENT = [0.3, 0.1, 1];
const COLD = 0.05;
/** Where a combined plan is polished from: it keeps what its parents agree on. */
const WARM = 0.1;

/**
 * Looks for feasible plans of least cost (*memetic search*): annealing gives a pool of plans, each a different
 * choice of the great barriers; two or three of them are then laid over one another, the pieces that none of them
 * cuts are contracted to single nodes, and the small problem that is left is annealed hot, so that whole
 * stretches of border are exchanged at once. What comes of it is polished and takes the place of the
 * worst (after Sanders and Schulz 2012, KaFFPaE).
 *
 * Annealing alone ends 2–20 % above what this finds on a town of 1,000 units: a border has to cross a
 * block of houses to get from one road to the next, and cold flips do not.
 * @returns feasible plans, the least cost first, no two of the same cost; empty when none was found
 */
export function searchPlans(problem: PartitionProblem, options: SearchOptions): FoundPlan[] {
  return new Search(problem, options).run();
}

class Search {
  private readonly problem: PartitionProblem;
  private readonly options: SearchOptions;
  private readonly random: Random;
  private readonly typicalCost: number;
  private readonly pool: FoundPlan[] = [];
  private readonly poolSize: number;
  private readonly freshPlans: number;
  private readonly hot: readonly number[];
  private spent = 0;
  private stopped = false;

  constructor(problem: PartitionProblem, options: SearchOptions) {
    this.problem = problem;
    this.options = options;
    this.random = new Random(options.seed, options.stream ?? 0);
    this.typicalCost = typicalFlip(problem);
    this.hot = problem.present === null ? HOT : HOT_FROM_PRESENT;
    const { moves, plans = [], freshShare = FRESH_SHARE } = options;
    const enough = ENOUGH_FLIPS * problem.nodes * Math.min(1, problem.nodes / ENOUGH_NODES);
    const fresh = Math.round((freshShare * moves) / Math.max(1, enough));
    this.freshPlans = freshShare === 0 ? 0 : Math.min(MOST_PLANS, Math.max(1, fresh));
    this.poolSize = Math.min(MOST_PLANS, Math.max(2, this.freshPlans + plans.length));
  }

  run(): FoundPlan[] {
    const { moves, plans = [], freshShare = FRESH_SHARE } = this.options;
    for (const part of plans) {
      this.keep(this.anneal(this.problem, part, { moves: 0, from: WARM, to: COLD }));
    }
    // One plan cannot be combined with anything: it gets everything.
    const share = this.freshPlans + plans.length > 1 ? freshShare || FRESH_SHARE : 1;
    const each = Math.ceil((share * moves) / Math.max(1, this.freshPlans || this.poolSize));
    const polish = Math.ceil(each / 8);
    for (let i = 0; !this.stopped && this.spent < moves; i++) {
      if (i >= this.freshPlans && this.pool.length > 1) this.combine(polish);
      else {
        const from = this.hot[i % this.hot.length]!;
        this.keep(this.anneal(this.problem, this.firstPlan(), { moves: each, from, to: COLD }));
      }
    }
    return this.pool;
  }

  private firstPlan(): Int32Array {
    const { present, partCount, labels } = this.problem;
    if (present !== null) return connectParts(this.problem, present.labels);
    return seedPlan(this.problem, partCount ?? labels, this.random);
  }

  private anneal(
    problem: PartitionProblem,
    part: Int32Array,
    schedule: AnnealSchedule,
  ): FoundPlan | null {
    const { shouldStop = () => false, moves } = this.options;
    const annealer = new Annealer(problem, part, this.random, this.typicalCost);
    // A plan of a coarser problem costs what it costs in this one.
    const leastCost = (): number | null => {
      const least = Math.min(
        this.pool[0]?.cost ?? Number.POSITIVE_INFINITY,
        annealer.best?.cost ?? Number.POSITIVE_INFINITY,
      );
      return Number.isFinite(least) ? least : null;
    };
    let looks = 0;
    const look = (): boolean => {
      if (++looks % LOOKS_BETWEEN_TELLING === 0) {
        const done = Math.min(schedule.moves, looks * MOVES_BETWEEN_LOOKS);
        this.tell((this.spent + done) / moves, leastCost());
      }
      return shouldStop();
    };
    if (!annealer.run(schedule, look)) this.stopped = true;
    annealer.save();
    // A small problem's moves cost the same as a great one's: effort counts them alike.
    this.spent += Math.max(1, schedule.moves);
    this.tell(this.spent / moves, leastCost());
    return annealer.best;
  }

  private tell(share: number, cost: number | null): void {
    this.options.onProgress?.(Math.min(1, share), cost);
  }

  private combine(polish: number): void {
    const { problem, pool, random } = this;
    const first = random.below(pool.length);
    let second = random.below(pool.length - 1);
    if (second >= first) second++;
    const parents = [pool[first]!, pool[second]!];
    if (random.unit() < 0.5) parents.push(pool[random.below(pool.length)]!);
    const { clusterOf, clusters } = overlay(
      problem,
      parents.map(({ part }) => part),
    );
    const coarse = contract(problem, clusterOf, clusters);
    const start = new Int32Array(clusters);
    const better = pool[Math.min(first, second)]!;
    for (let u = 0; u < problem.nodes; u++) start[clusterOf[u]!] = better.part[u]!;
    const moves = Math.max(20_000, 200 * clusters);
    const combined = this.anneal(coarse, start, { moves, from: this.hot[0]!, to: COLD });
    if (combined === null || this.stopped) return;
    const part = Int32Array.from(clusterOf, (cluster) => combined.part[cluster]!);
    this.keep(this.anneal(problem, part, { moves: polish, from: WARM, to: COLD }));
  }

  /** Into the pool, in order of cost; a plan of a cost that is there already adds nothing. */
  private keep(found: FoundPlan | null): void {
    const { pool } = this;
    if (found === null || pool.some(({ cost }) => Math.abs(cost - found.cost) < 1e-6)) return;
    pool.push(found);
    pool.sort((a, b) => a.cost - b.cost);
    if (pool.length > this.poolSize) pool.pop();
  }
}

/** The connected pieces that no plan cuts, and no border of the present communities. */
function overlay(
  problem: PartitionProblem,
  plans: readonly Int32Array[],
): { clusterOf: Int32Array; clusters: number } {
  const { nodes, start, adjacent, present } = problem;
  const labelings = present === null ? plans : [...plans, present.labels];
  const clusterOf = new Int32Array(nodes).fill(-1);
  const stack: number[] = [];
  let clusters = 0;
  for (let seed = 0; seed < nodes; seed++) {
    if (clusterOf[seed] !== -1) continue;
    clusterOf[seed] = clusters;
    stack.push(seed);
    while (stack.length > 0) {
      const u = stack.pop()!;
      for (let i = start[u]!; i < start[u + 1]!; i++) {
        const v = adjacent[i]!;
        if (clusterOf[v] !== -1 || labelings.some((labels) => labels[u] !== labels[v])) continue;
        clusterOf[v] = clusters;
        stack.push(v);
      }
    }
    clusters++;
  }
  return { clusterOf, clusters };
}
