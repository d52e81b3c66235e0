import type { PartitionProblem } from './search/partition-problem.ts';
import { PartitionState } from './search/partition-state.ts';
import { Random } from './search/random.ts';
import { TreeMover } from './search/tree-move.ts';

/**
 * The neutral chain of plans (ReCom: DeFord, Duchin and Solomon 2021, with trees of random keys): two neighbouring parts,
 * by a cut edge drawn at random, get a random spanning tree, and one of the edges that leave both sides within the
 * bounds is cut at random. A tree that has no such edge is no step: another pair is drawn.
 */
export class RecomChain {
  readonly state: PartitionState;
  /** Trees that were drawn, and those that led to another plan. */
  trees = 0;
  steps = 0;
  private readonly random: Random;
  private readonly mover: TreeMover;

  /** @param plan feasible */
  constructor(problem: PartitionProblem, plan: ArrayLike<number>, seed: number) {
    this.state = new PartitionState(problem, plan);
    this.random = new Random(seed);
    this.mover = new TreeMover(this.state, this.random);
  }

  /** Draws so many trees. There must be two parts. */
  draw(trees: number): void {
    const { state, random, mover } = this;
    const { edgeFrom, edgeTo } = state.problem;
    for (let i = 0; i < trees && state.cutCount > 0; i++) {
      const e = state.cut[random.below(state.cutCount)]!;
      const [u, v] = [edgeFrom[e]!, edgeTo[e]!];
      if (mover.step(u, state.part[u]!, state.part[v]!)) this.steps++;
      this.trees++;
    }
  }
}
