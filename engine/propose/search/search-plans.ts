import {
  Annealer,
  type AnnealSchedule,
  type FoundPlan,
  MOVES_BETWEEN_LOOKS,
  typicalFlip,
} from './anneal.ts';
import { contract } from './coarsen.ts';
import { openPart } from './open-part.ts';
import type { PartitionProblem } from './partition-problem.ts';
import { Random } from './random.ts';
import { connectParts, seedPlan } from './seed-plan.ts';
import { isLeastChange, movingFew, temperaturesOf } from './temperatures.ts';

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
/** What an anneal that moves few households needs at least, however small the graph. */
const LEAST_CHANGE_FLIPS = 500_000;
/** Looks at the time between two reports of progress. */
const LOOKS_BETWEEN_TELLING = 256;
/** Share of the effort for plans that move few households, where these are not what is asked for. */
const SEEDING_SHARE = 0.15;
const SEEDING_STREAM = 500_000;
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
  private readonly hot: readonly [number, ...number[]];
  private readonly isLeastChange: boolean;
  private spent = 0;
  private stopped = false;

  constructor(problem: PartitionProblem, options: SearchOptions) {
    this.problem = problem;
    this.options = options;
    this.random = new Random(options.seed, options.stream ?? 0);
    this.typicalCost = typicalFlip(problem);
    this.hot = temperaturesOf(problem);
    this.isLeastChange = isLeastChange(problem);
    const { moves, plans = [], freshShare = FRESH_SHARE } = options;
    const melted = ENOUGH_FLIPS * problem.nodes * Math.min(1, problem.nodes / ENOUGH_NODES);
    const enough = this.isLeastChange ? Math.max(melted, LEAST_CHANGE_FLIPS) : melted;
    const fresh = Math.round((freshShare * moves) / Math.max(1, enough));
    this.freshPlans = freshShare === 0 ? 0 : Math.min(MOST_PLANS, Math.max(1, fresh));
    this.poolSize = Math.min(MOST_PLANS, Math.max(2, this.freshPlans + plans.length));
  }

  run(): FoundPlan[] {
    const { moves, plans = [], freshShare = FRESH_SHARE } = this.options;
    for (const part of [...plans, ...(plans.length === 0 ? this.leastChange() : [])]) {
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
        this.keep(this.anneal(this.problem, this.firstPlan(i), { moves: each, from, to: COLD }));
      }
    }
    return this.pool;
  }

  /** Plans that move few households: where moving costs little, a search from the present finds them only by chance. */
  private leastChange(): Int32Array[] {
    const { problem, options } = this;
    if (problem.present === null || this.isLeastChange) return [];
    const moves = Math.ceil(SEEDING_SHARE * options.moves);
    const { seed, stream = 0, shouldStop } = options;
    const found = searchPlans(movingFew(problem), {
      ...{ seed, stream: stream + SEEDING_STREAM, moves },
      ...(shouldStop === undefined ? {} : { shouldStop }),
    });
    this.spent += moves;
    return found.slice(0, 1).map(({ part }) => part);
  }

  private firstPlan(turn: number): Int32Array {
    const { problem, random } = this;
    const { present, partCount, labels } = problem;
    if (present === null) return seedPlan(problem, partCount ?? labels, random);
    const part = connectParts(problem, present.labels);
    // Every other time, where few are to move: with a community more.
    const opens = this.isLeastChange && turn % 2 === 1;
    return (opens ? openPart(problem, part, random) : null) ?? part;
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
    const combined = this.anneal(coarse, start, { moves, from: this.hot[0], to: COLD });
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
