import type { PartitionState } from './partition-state.ts';
import type { Random } from './random.ts';

/**
 * The tree move (after ReCom: DeFord, Duchin and Solomon 2021): the nodes of two neighbouring parts get
 * a random spanning tree, and cutting one of its edges gives two connected parts again. Every tree edge is
 * judged at once: the households below it by a sum from the leaves, the cost of the cut that it stands
 * for by counting each edge of the region at the nodes whose path to the root it leaves.
 *
 * The tree is a minimum spanning tree of random keys, in which cheap edges (along strong barriers) tend to come late
 * and so to lie between the two sides.
 */
export class TreeMover {
  private readonly state: PartitionState;
  private readonly random: Random;
  /** Region: its nodes, and the place of each among them (valid where `stampOf` is the current one). */
  private readonly nodes: Int32Array;
  private readonly placeOf: Int32Array;
  private readonly stampOf: Int32Array;
  private stamp = 0;
  private nodeCount = 0;
  private readonly edges: Int32Array;
  private readonly endA: Int32Array;
  private readonly endB: Int32Array;
  private edgeCount = 0;
  private readonly order: Int32Array;
  private readonly keys: Float64Array;
  private readonly leader: Int32Array;
  private readonly inTree: Uint8Array;
  private readonly isBelow: Uint8Array;
  private readonly treeStart: Int32Array;
  private readonly treeList: Int32Array;
  private readonly parent: Int32Array;
  private readonly depth: Int32Array;
  private readonly visit: Int32Array;
  private readonly below: Float64Array;
  private readonly homeA: Float64Array;
  private readonly homeB: Float64Array;
  private readonly cutBelow: Float64Array;
  private readonly tailOfCost: Float64Array;

  constructor(state: PartitionState, random: Random) {
    const { nodes, edgeFrom, edgeCost } = state.problem;
    const edges = edgeFrom.length;
    this.state = state;
    this.random = random;
    this.nodes = new Int32Array(nodes);
    this.placeOf = new Int32Array(nodes);
    this.stampOf = new Int32Array(nodes);
    this.edges = new Int32Array(edges);
    this.endA = new Int32Array(edges);
    this.endB = new Int32Array(edges);
    this.order = new Int32Array(edges);
    this.keys = new Float64Array(edges);
    this.leader = new Int32Array(nodes);
    this.inTree = new Uint8Array(edges);
    this.isBelow = new Uint8Array(nodes);
    this.treeStart = new Int32Array(nodes + 1);
    this.treeList = new Int32Array(2 * nodes);
    this.parent = new Int32Array(nodes);
    this.depth = new Int32Array(nodes);
    this.visit = new Int32Array(nodes);
    this.below = new Float64Array(nodes);
    this.homeA = new Float64Array(nodes);
    this.homeB = new Float64Array(nodes);
    this.cutBelow = new Float64Array(nodes);
    this.tailOfCost = tailRates(edgeCost);
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
    this.collect(seed, a, b);
    if (this.nodeCount < 2) return false;
    this.drawTree(true);
    this.rootTree();
    this.sumHouseholds(a, b);
    this.sumCuts();
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
    this.collect(seed, a, b);
    this.drawTree(false);
    this.rootTree();
    const { below, visit, nodeCount } = this;
    const { lower, upper, households } = this.state.problem;
    let total = 0;
    for (let i = 0; i < nodeCount; i++) {
      below[i] = households[this.nodes[i]!]!;
      total += below[i]!;
    }
    let choices = 0;
    for (let at = nodeCount - 1; at > 0; at--) {
      const i = visit[at]!;
      const size = below[i]!;
      below[this.parent[i]!]! += size;
      const rest = total - size;
      if (size >= lower && size <= upper && rest >= lower && rest <= upper) {
        this.order[choices++] = i;
      }
    }
    if (choices === 0) return false;
    const swap = (this.random.bits() & 1) === 1;
    this.apply(this.order[this.random.below(choices)]!, swap ? b : a, swap ? a : b);
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
    this.collect(seed, a, b);
    const { nodeCount, isBelow } = this;
    if (nodeCount < 2) return null;
    let best = Number.POSITIVE_INFINITY;
    let side: Uint8Array | null = null;
    for (let attempt = 0; attempt < tries; attempt++) {
      this.drawTree(true);
      this.rootTree();
      this.sumHouseholds(a, b);
      this.sumCuts();
      let edge = -1;
      for (let at = 1; at < nodeCount; at++) {
        const i = this.visit[at]!;
        const size = this.below[i]!;
        const found = value(size, this.below[0]! - size, this.cutBelow[i]!);
        if (found < best) {
          best = found;
          edge = i;
        }
      }
      if (edge === -1) continue;
      this.markBelow(edge);
      side = isBelow.slice(0, nodeCount);
    }
    if (side === null) return null;
    isBelow.set(side);
    this.relabel(b, a);
    return { below: this.nodes[side.indexOf(1)]!, above: this.nodes[side.indexOf(0)]! };
  }

  private collect(seed: number, a: number, b: number): void {
    const { start, adjacent, adjacentEdge } = this.state.problem;
    const { part } = this.state;
    const { nodes, placeOf, stampOf, edges, endA, endB } = this;
    const stamp = ++this.stamp;
    let nodeCount = 1;
    let edgeCount = 0;
    nodes[0] = seed;
    placeOf[seed] = 0;
    stampOf[seed] = stamp;
    for (let at = 0; at < nodeCount; at++) {
      const u = nodes[at]!;
      for (let i = start[u]!, end = start[u + 1]!; i < end; i++) {
        const v = adjacent[i]!;
        if (stampOf[v] !== stamp) {
          const label = part[v]!;
          if (label !== a && label !== b) continue;
          stampOf[v] = stamp;
          placeOf[v] = nodeCount;
          nodes[nodeCount++] = v;
        }
        const place = placeOf[v]!;
        // Each edge from the end that was found first.
        if (place > at) {
          edges[edgeCount] = adjacentEdge[i]!;
          endA[edgeCount] = at;
          endB[edgeCount++] = place;
        }
      }
    }
    this.nodeCount = nodeCount;
    this.edgeCount = edgeCount;
  }

  /** Kruskal over random keys. */
  private drawTree(byCost: boolean): void {
    const { edgeCount, nodeCount, order, leader, endA, endB, inTree } = this;
    if (byCost) this.sortByClock();
    else this.shuffle();
    for (let i = 0; i < nodeCount; i++) leader[i] = i;
    inTree.fill(0, 0, edgeCount);
    this.treeStart.fill(0, 0, nodeCount + 1);
    let missing = nodeCount - 1;
    for (let k = 0; missing > 0 && k < edgeCount; k++) {
      const e = order[k]!;
      let a = endA[e]!;
      let b = endB[e]!;
      while (leader[a] !== a) a = leader[a] = leader[leader[a]!]!;
      while (leader[b] !== b) b = leader[b] = leader[leader[b]!]!;
      if (a === b) continue;
      // The node found earlier leads: paths stay short enough with halving.
      if (a < b) leader[b] = a;
      else leader[a] = b;
      inTree[e] = 1;
      this.treeStart[endA[e]! + 1]!++;
      this.treeStart[endB[e]! + 1]!++;
      missing--;
    }
  }

  private shuffle(): void {
    const { order, edgeCount, random } = this;
    for (let e = 0; e < edgeCount; e++) order[e] = e;
    for (let e = edgeCount - 1; e > 0; e--) {
      const other = random.below(e + 1);
      const swapped = order[e]!;
      order[e] = order[other]!;
      order[other] = swapped;
    }
  }

  /** Exponential clocks: an edge rings the sooner the more it costs to cut. */
  private sortByClock(): void {
    const { edges, edgeCount, keys, order, random, tailOfCost } = this;
    for (let e = 0; e < edgeCount; e++) {
      const clock = -Math.log(1 - random.unit()) * tailOfCost[edges[e]!]!;
      // 30 bits of clock above 22 bits of index: sorting numbers is the fastest sort there is.
      keys[e] = Math.floor((clock / (1 + clock)) * 1073741824) * 4194304 + e;
    }
    keys.subarray(0, edgeCount).sort();
    for (let k = 0; k < edgeCount; k++) order[k] = keys[k]! % 4194304;
  }

  /** Lists the tree around node 0: parents, depths, and an order in which parents come first. */
  private rootTree(): void {
    const { nodeCount, edgeCount, treeStart, treeList, endA, endB, inTree } = this;
    const { parent, depth, visit } = this;
    for (let i = 0; i < nodeCount; i++) treeStart[i + 1]! += treeStart[i]!;
    const fill = this.leader;
    for (let i = 0; i < nodeCount; i++) fill[i] = treeStart[i]!;
    for (let e = 0; e < edgeCount; e++) {
      if (inTree[e] === 0) continue;
      treeList[fill[endA[e]!]!++] = endB[e]!;
      treeList[fill[endB[e]!]!++] = endA[e]!;
    }
    parent[0] = -1;
    depth[0] = 0;
    visit[0] = 0;
    let length = 1;
    for (let at = 0; at < length; at++) {
      const i = visit[at]!;
      for (let t = treeStart[i]!; t < treeStart[i + 1]!; t++) {
        const j = treeList[t]!;
        if (j === parent[i]) continue;
        parent[j] = i;
        depth[j] = depth[i]! + 1;
        visit[length++] = j;
      }
    }
  }

  private sumHouseholds(a: number, b: number): void {
    const { nodeCount, nodes, visit, parent, below, homeA, homeB } = this;
    const { households, present } = this.state.problem;
    for (let i = 0; i < nodeCount; i++) {
      const u = nodes[i]!;
      below[i] = households[u]!;
      homeA[i] = present !== null && present.labels[u] === a ? households[u]! : 0;
      homeB[i] = present !== null && present.labels[u] === b ? households[u]! : 0;
    }
    for (let at = nodeCount - 1; at > 0; at--) {
      const i = visit[at]!;
      const up = parent[i]!;
      below[up]! += below[i]!;
      homeA[up]! += homeA[i]!;
      homeB[up]! += homeB[i]!;
    }
  }

  /** `cutBelow[i]`: cost of the edges between the nodes below i, itself included, and the rest of the region. */
  private sumCuts(): void {
    const { nodeCount, edgeCount, edges, endA, endB, parent, depth, visit, cutBelow } = this;
    const { edgeCost } = this.state.problem;
    cutBelow.fill(0, 0, nodeCount);
    for (let e = 0; e < edgeCount; e++) {
      const cost = edgeCost[edges[e]!]!;
      let i = endA[e]!;
      let j = endB[e]!;
      cutBelow[i]! += cost;
      cutBelow[j]! += cost;
      while (i !== j) {
        if (depth[i]! >= depth[j]!) i = parent[i]!;
        else j = parent[j]!;
      }
      cutBelow[i]! -= 2 * cost;
    }
    for (let at = nodeCount - 1; at > 0; at--) {
      const i = visit[at]!;
      cutBelow[parent[i]!]! += cutBelow[i]!;
    }
  }

  private findBest(
    a: number,
    b: number,
    penalty: number,
  ): { change: number; edge: number; below: number; above: number } | null {
    const { state, nodeCount, below, homeA, homeB, cutBelow, visit } = this;
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
    const { state, nodes, nodeCount, edges, edgeCount } = this;
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
    this.markBelow(edge);
    this.relabel(belowLabel, aboveLabel);
  }

  private markBelow(edge: number): void {
    const { nodeCount, parent, visit, isBelow } = this;
    for (let at = 0; at < nodeCount; at++) {
      const i = visit[at]!;
      isBelow[i] = i === edge || (parent[i]! >= 0 && isBelow[parent[i]!] === 1) ? 1 : 0;
    }
  }

  private relabel(belowLabel: number, aboveLabel: number): void {
    const { state, nodes, nodeCount, edges, endA, endB, edgeCount, isBelow } = this;
    const region = { nodes, nodeCount, edges, endA, endB, edgeCount };
    state.relabel(region, isBelow, belowLabel, aboveLabel);
  }
}

/** A node on either side of a part that was divided. */
export interface Division {
  below: number;
  above: number;
}

/** Mean waiting time of each edge's clock: short where cutting costs much. */
function tailRates(edgeCost: Float64Array): Float64Array {
  let sum = 0;
  for (const cost of edgeCost) sum += cost;
  const mean = edgeCost.length === 0 || sum === 0 ? 1 : sum / edgeCost.length;
  return edgeCost.map((cost) => 1 / (0.1 + cost / mean));
}
