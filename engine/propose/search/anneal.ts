import type { PartitionProblem } from './partition-problem.ts';
import { PartitionState } from './partition-state.ts';
import type { Random } from './random.ts';
import { TreeMover } from './tree-move.ts';

/** A feasible plan and its cost. */
export interface FoundPlan {
  part: Int32Array;
  cost: number;
}

export interface AnnealSchedule {
  /** Flips that are tried. */
  moves: number;
  /** Temperatures from the first move to the last, in costs of a typical flip ({@link typicalFlip}). */
  from: number;
  to: number;
}

/** Nodes that trees span for each flip that is tried. */
const TREE_SHARE = 0.5;
/** How often a household out of bounds pays for moving, to begin with. */
const MOVES_PAID = 4;
/** Flips between two looks at the time and at the penalty. */
export const MOVES_BETWEEN_LOOKS = 512;
const BLOCK = MOVES_BETWEEN_LOOKS;

/**
 * Simulated annealing over connected plans, with two kinds of move: a node across a border (*flip*) and
 * the border of two neighbours drawn anew (*tree move*).
 *
 * Bounds may be broken on the way, at a penalty a household that goes up while they are and down while they
 * are not, so that the search moves along the edge of what is feasible. Only feasible plans count as found.
 */
export class Annealer {
  readonly state: PartitionState;
  best: FoundPlan | null = null;
  private readonly random: Random;
  private readonly mover: TreeMover;
  private readonly typicalCost: number;
  private readonly basePenalty: number;
  /** Cost of a household outside the bounds. */
  penalty: number;
  private movesSinceSaved = 0;

  /** @param typicalCost unit of the temperatures; that of the problem unless it is part of a greater search */
  constructor(
    problem: PartitionProblem,
    initial: ArrayLike<number>,
    random: Random,
    typicalCost = typicalFlip(problem),
  ) {
    this.state = new PartitionState(problem, initial);
    this.random = random;
    this.mover = new TreeMover(this.state, random);
    this.typicalCost = typicalCost;
    const typicalHouseholds = Math.max(1, problem.totalHouseholds / Math.max(1, problem.nodes));
    this.basePenalty = this.typicalCost / typicalHouseholds;
    // What is too many passes through several communities: each household then pays for moving more than once.
    this.penalty = Math.max(this.basePenalty, MOVES_PAID * (problem.present?.gamma ?? 0));
    this.save();
  }

  /**
   * @param shouldStop asked every few hundred moves
   * @returns whether the schedule came to its end
   */
  run({ moves, from, to }: AnnealSchedule, shouldStop: () => boolean): boolean {
    const { state } = this;
    const { problem } = state;
    const cooling = Math.log(to / from);
    // About half of the time goes into trees: they alone move a border from one barrier to the next.
    const region = (2 * problem.nodes) / Math.max(1, state.partsInUse);
    const treesPerBlock = (TREE_SHARE * BLOCK) / region;
    let treesDue = 0;
    for (let done = 0, block = 1; done < moves; done += BLOCK, block++) {
      if (shouldStop()) return false;
      const temperature = this.typicalCost * from * Math.exp((cooling * done) / moves);
      for (let i = 0; i < BLOCK; i++) this.flip(temperature);
      for (treesDue += treesPerBlock; treesDue >= 1; treesDue--) this.tree(temperature);
      if (state.excess > 1e-9) {
        this.penalty = Math.min(this.penalty * 1.02, 1e4 * this.basePenalty);
      } else this.penalty = Math.max(this.penalty / 1.02, 1e-2 * this.basePenalty);
      if (block % 1024 === 0) state.recount();
    }
    return true;
  }

  private flip(temperature: number): void {
    const { state, random } = this;
    const { problem } = state;
    if (state.cutCount === 0) return;
    const e = state.cut[random.below(state.cutCount)]!;
    const forward = (random.bits() & 1) === 1;
    const u = forward ? problem.edgeFrom[e]! : problem.edgeTo[e]!;
    const to = state.part[forward ? problem.edgeTo[e]! : problem.edgeFrom[e]!]!;
    const change = state.costChange(u, to) + this.penalty * state.excessChange(u, to);
    if (change > 0 && random.unit() >= Math.exp(-change / temperature)) return;
    if (problem.partCount !== null && state.count[state.part[u]!] === 1) return;
    if (!state.keepsConnected(u)) return;
    state.move(u, to);
    this.movesSinceSaved++;
    if (state.excess < 1e-9 && (this.best === null || state.cost < this.best.cost - 1e-9)) {
      if (problem.nodes < 5000 || this.movesSinceSaved * 8 > problem.nodes) this.save();
    }
  }

  private tree(temperature: number): void {
    const { state, random } = this;
    const { problem } = state;
    const passes = (change: number): boolean =>
      change <= 0 || random.unit() < Math.exp(-change / temperature);
    const spare = problem.partCount === null ? unusedLabel(state) : -1;
    if (spare !== -1 && (random.unit() < 0.2 || state.cutCount === 0)) {
      const seed = random.below(problem.nodes);
      this.mover.redraw(seed, state.part[seed]!, spare, this.penalty, passes);
    } else if (state.cutCount > 0) {
      const e = state.cut[random.below(state.cutCount)]!;
      const [u, v] = [problem.edgeFrom[e]!, problem.edgeTo[e]!];
      this.mover.redraw(u, state.part[u]!, state.part[v]!, this.penalty, passes);
    }
    this.save();
  }

  /** Keeps the plan if it is feasible and the best so far. */
  save(): void {
    const { state } = this;
    const { partCount } = state.problem;
    if (state.excess > 1e-9 || (partCount !== null && state.partsInUse !== partCount)) return;
    const { cost } = state;
    if (this.best !== null && cost >= this.best.cost - 1e-9) return;
    this.best = { part: state.part.slice(), cost };
    this.movesSinceSaved = 0;
  }
}

function unusedLabel({ count }: PartitionState): number {
  for (let p = 0; p < count.length; p++) if (count[p] === 0) return p;
  return -1;
}

/** Half of what the edges of an average node cost: the size of a change that a flip makes. */
export function typicalFlip({ nodes, edgeCost, present, households }: PartitionProblem): number {
  let sum = 0;
  for (const cost of edgeCost) sum += cost;
  let typical = sum / Math.max(1, nodes);
  if (present !== null) {
    let all = 0;
    for (const size of households) all += size;
    typical += (0.25 * present.gamma * all) / Math.max(1, nodes);
  }
  return typical > 0 ? typical : 1;
}
