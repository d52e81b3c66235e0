import type { PartitionState } from './partition-state.ts';
import type { Random } from './random.ts';
import { RegionTree } from './region-tree.ts';

/**
 * The tree move (after ReCom: DeFord, Duchin and Solomon 2021): the nodes of two neighbouring parts get
 * a random spanning tree, and cutting one of its edges gives two connected parts again. Every tree edge is
 * judged at once: the households below it by a sum from the leaves, the cost of the cut that it stands
 * for by counting each edge of the region at the nodes whose path to the root it leaves.
 */
export class TreeMover {
  private readonly state: PartitionState;
  private readonly random: Random;
  private readonly tree: RegionTree;

  constructor(state: PartitionState, random: Random) {
    this.state = state;
    this.random = random;
    this.tree = new RegionTree(state, random);
  }

  /**
   * Redraws the border of two parts as well as one random tree allows, if the change passes.
   * @param seed a node of part `a` or `b`; the two border on one another, or `b` is not in use
   * @param penalty cost of a household outside the bounds
   * @param passes whether a change of cost + penalty × excess is taken
   * @returns whether the plan has changed
   */
  redraw(
    seed: number,
    a: number,
    b: number,
    penalty: number,
    passes: (change: number) => boolean,
  ): boolean {
    this.tree.collect(seed, a, b);
    if (this.tree.nodeCount < 2) return false;
    this.tree.drawTree();
    this.tree.rootTree();
    this.tree.sumHouseholds(a, b);
    this.tree.sumCuts();
    const option = this.findBest(a, b, penalty);
    if (option === null || !passes(option.change)) return false;
    this.apply(option.edge, option.below, option.above);
    return true;
  }

  /**
   * One step of neutral ReCom: a random tree of equal keys, and of its edges that leave both sides within the
   * bounds one at random.
   * @returns whether there was such an edge
   */
  step(seed: number, a: number, b: number): boolean {
    this.tree.collect(seed, a, b);
    this.tree.drawNeutralTree();
    const { below, visit, parent, order, nodes, nodeCount } = this.tree;
    const { lower, upper, households } = this.state.problem;
    let total = 0;
    for (let i = 0; i < nodeCount; i++) {
      below[i] = households[nodes[i]!]!;
      total += below[i]!;
    }
    let choices = 0;
    for (let at = nodeCount - 1; at > 0; at--) {
      const i = visit[at]!;
      const size = below[i]!;
      below[parent[i]!]! += size;
      const rest = total - size;
      if (size >= lower && size <= upper && rest >= lower && rest <= upper) {
        order[choices++] = i;
      }
    }
    if (choices === 0) return false;
    const swap = (this.random.bits() & 1) === 1;
    this.apply(order[this.random.below(choices)]!, swap ? b : a, swap ? a : b);
    return true;
  }

  /**
   * Divides part `a` in two, whatever becomes of its present cost: of the edges of a few random trees the one of
   * least value is cut, and the nodes below it get label `b`, which is not in use.
   * @param tries trees that are drawn
   * @param value of a division, from the households on either side and the cost of the cut
   * @returns null when the part has a single node
   */
  divide(
    seed: number,
    a: number,
    b: number,
    tries: number,
    value: (below: number, above: number, cut: number) => number,
  ): Division | null {
    this.tree.collect(seed, a, b);
    const { nodeCount, isBelow, nodes, visit, below, cutBelow } = this.tree;
    if (nodeCount < 2) return null;
    let best = Number.POSITIVE_INFINITY;
    let side: Uint8Array | null = null;
    for (let attempt = 0; attempt < tries; attempt++) {
      this.tree.drawTree();
      this.tree.rootTree();
      this.tree.sumHouseholds(a, b);
      this.tree.sumCuts();
      let edge = -1;
      for (let at = 1; at < nodeCount; at++) {
        const i = visit[at]!;
        const size = below[i]!;
        const found = value(size, below[0]! - size, cutBelow[i]!);
        if (found < best) {
          best = found;
          edge = i;
        }
      }
      if (edge === -1) continue;
      this.tree.markBelow(edge);
      side = isBelow.slice(0, nodeCount);
    }
    if (side === null) return null;
    isBelow.set(side);
    this.relabel(b, a);
    return { below: nodes[side.indexOf(1)]!, above: nodes[side.indexOf(0)]! };
  }

  private findBest(
    a: number,
    b: number,
    penalty: number,
  ): { change: number; edge: number; below: number; above: number } | null {
    const { state } = this;
    const { nodeCount, below, homeA, homeB, cutBelow, visit } = this.tree;
    const { problem } = state;
    const gamma = problem.present?.gamma ?? 0;
    const total = below[0]!;
    let best = Number.POSITIVE_INFINITY;
    let edge = -1;
    let isSwapped = false;
    for (let at = 1; at < nodeCount; at++) {
      const i = visit[at]!;
      const size = below[i]!;
      const base = cutBelow[i]! + penalty * (state.excessOf(size) + state.excessOf(total - size));
      const straight = base - gamma * (homeA[i]! + homeB[0]! - homeB[i]!);
      const swapped = base - gamma * (homeB[i]! + homeA[0]! - homeA[i]!);
      if (straight < best) {
        best = straight;
        edge = i;
        isSwapped = false;
      }
      if (swapped < best) {
        best = swapped;
        edge = i;
        isSwapped = true;
      }
    }
    if (problem.partCount === null) {
      const whole = penalty * state.excessOf(total);
      const asA = whole - gamma * homeA[0]!;
      const asB = whole - gamma * homeB[0]!;
      if (Math.min(asA, asB) < best) {
        best = Math.min(asA, asB);
        edge = 0;
        isSwapped = asB < asA;
      }
    }
    if (edge === -1) return null;
    const change = best - this.presentValue(a, b, penalty, gamma);
    return { change, edge, below: isSwapped ? b : a, above: isSwapped ? a : b };
  }

  /** The region as it is now, in the terms of {@link findBest}. */
  private presentValue(a: number, b: number, penalty: number, gamma: number): number {
    const { state } = this;
    const { nodes, nodeCount, edges, edgeCount } = this.tree;
    const { edgeCost, present, households } = state.problem;
    let value = 0;
    for (let e = 0; e < edgeCount; e++) {
      if (state.cutAt[edges[e]!] !== -1) value += edgeCost[edges[e]!]!;
    }
    for (const label of [a, b]) {
      if (state.count[label]! > 0) value += penalty * state.excessOf(state.households[label]!);
    }
    if (present !== null) {
      for (let i = 0; i < nodeCount; i++) {
        const u = nodes[i]!;
        if (present.labels[u] === state.part[u]) value -= gamma * households[u]!;
      }
    }
    return value;
  }

  /** Gives one label to the nodes below a tree edge and another to the rest. */
  private apply(edge: number, belowLabel: number, aboveLabel: number): void {
    this.tree.markBelow(edge);
    this.relabel(belowLabel, aboveLabel);
  }

  private relabel(belowLabel: number, aboveLabel: number): void {
    this.state.relabel(this.tree, this.tree.isBelow, belowLabel, aboveLabel);
  }
}

/** A node on either side of a part that was divided. */
export interface Division {
  below: number;
  above: number;
}
