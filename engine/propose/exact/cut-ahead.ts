import { buildPartitionProblem, type PartitionProblem } from '../search/partition-problem.ts';
import { LeastCut } from './least-cut.ts';
import type { SweepOrder } from './sweep-order.ts';

/** Which part each frontier node is in, and the labels of the open parts. */
export interface OpenParts {
  parts: readonly number[];
  labels: readonly number[];
}

/**
 * The least that must still be paid among the undecided nodes, whatever they become: every open part is kept apart from
 * the others by a least cut. Where there are present labels, each label has a node of its own that all undecided
 * nodes of that label pull towards, at the cost of moving them.
 *
 * Every edge of a cut between several parts lies in the cuts of two of them, and so does every node that moves: half
 * of the sum is a lower bound.
 */
export class CutAhead {
  private readonly problem: PartitionProblem;
  private readonly sweep: SweepOrder;
  private readonly leastCut: LeastCut;
  private readonly spares: readonly number[];

  constructor(problem: PartitionProblem, sweep: SweepOrder) {
    this.problem = problem;
    this.sweep = sweep;
    this.leastCut = new LeastCut(problem.present === null ? problem : withLabelNodes(problem));
    this.spares = listSpares(problem);
  }

  /**
   * @param frontier decided nodes with undecided neighbours, in the order of `open.parts`
   * @param place of the node that was decided last
   * @param enough as much is never needed: a bound may stop there
   */
  of(frontier: readonly number[], open: OpenParts, place: number, enough: number): number {
    const { placeOf } = this.sweep;
    const { nodes, present } = this.problem;
    const isUndecided = (u: number): boolean => u < nodes && placeOf[u]! > place;
    const isOpen = (u: number, v: number): boolean => isUndecided(u) || isUndecided(v);
    const between = (own: readonly number[], others: readonly number[]): number =>
      this.leastCut.between(own, others, isOpen, enough);
    if (present !== null) return this.withLabels(frontier, open, between);
    const count = open.labels.length;
    if (count < 2) return 0;
    const cutOf = (part: number): number =>
      between(
        frontier.filter((_, at) => open.parts[at] === part),
        frontier.filter((_, at) => open.parts[at] !== part),
      );
    if (count === 2) return cutOf(0);
    let sum = 0;
    for (let part = 0; part < count; part++) sum += cutOf(part);
    return sum / 2;
  }

  private withLabels(
    frontier: readonly number[],
    { parts, labels }: OpenParts,
    between: (own: readonly number[], others: readonly number[]) => number,
  ): number {
    const { problem, spares } = this;
    let sum = 0;
    for (let label = 0; label < problem.labels; label++) {
      const part = labels.indexOf(label);
      if (part === -1 && spares.includes(label)) continue;
      const own = frontier.filter((_, at) => parts[at] === part);
      const others = frontier.filter((_, at) => parts[at] !== part);
      for (let other = 0; other < problem.labels; other++) {
        (other === label ? own : others).push(problem.nodes + other);
      }
      sum += between(own, others);
    }
    return sum / 2;
  }
}

/** Labels that no node has at present. */
export function listSpares({ present, labels }: PartitionProblem): number[] {
  if (present === null) return [];
  const taken = new Set(present.labels);
  return Array.from({ length: labels }, (_, label) => label).filter((label) => !taken.has(label));
}

/** A node for each label, joined to all that have it at present: what is cut from it is moved. */
function withLabelNodes(problem: PartitionProblem): PartitionProblem {
  const { nodes, labels, households, present, lower, upper } = problem;
  const edges: [number, number, number][] = [];
  problem.edgeFrom.forEach((from, e) => {
    edges.push([from, problem.edgeTo[e]!, problem.edgeCost[e]!]);
  });
  for (let u = 0; u < nodes; u++) {
    const home = present!.labels[u]!;
    if (home >= 0) edges.push([u, nodes + home, present!.gamma * households[u]!]);
  }
  const all = [...households, ...Array.from({ length: labels }, () => 0)];
  return buildPartitionProblem({ households: all, edges, labels, partCount: null, lower, upper });
}
