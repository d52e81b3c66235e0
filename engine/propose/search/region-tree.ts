import type { PartitionState } from './partition-state.ts';
import type { Random } from './random.ts';

/**
 * The nodes of two neighbouring parts, and a random spanning tree of them: what a tree move is judged by. Everything is
 * told by places in the list of nodes, and arrays are used again from move to move.
 *
 * The tree is a minimum spanning tree of random keys, in which cheap edges (along strong barriers) tend to come late
 * and so to lie between the two sides.
 */
export class RegionTree {
  private readonly state: PartitionState;
  private readonly random: Random;
  /** Region: its nodes, and the place of each among them (valid where `stampOf` is the current one). */
  readonly nodes: Int32Array;
  private readonly placeOf: Int32Array;
  private readonly stampOf: Int32Array;
  private stamp = 0;
  nodeCount = 0;
  readonly edges: Int32Array;
  readonly endA: Int32Array;
  readonly endB: Int32Array;
  edgeCount = 0;
  readonly order: Int32Array;
  private readonly keys: Float64Array;
  private readonly leader: Int32Array;
  private readonly inTree: Uint8Array;
  private readonly degree: Int32Array;
  private readonly linked: Int32Array;
  readonly isBelow: Uint8Array;
  private readonly treeStart: Int32Array;
  private readonly treeList: Int32Array;
  readonly parent: Int32Array;
  private readonly depth: Int32Array;
  readonly visit: Int32Array;
  readonly below: Float64Array;
  readonly homeA: Float64Array;
  readonly homeB: Float64Array;
  readonly cutBelow: Float64Array;
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
    this.degree = new Int32Array(nodes);
    this.linked = new Int32Array(nodes);
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

  /** Lists the nodes of two parts, from one of theirs, and the edges between them. */
  collect(seed: number, a: number, b: number): void {
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

  /** Kruskal over random keys: an edge that costs much to cut tends to come early. */
  drawTree(): void {
    const { edgeCount, nodeCount, order, leader, endA, endB, inTree } = this;
    this.sortByClock();
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

  /**
   * A tree of equal random keys, listed at once as {@link rootTree} lists one, but without depths, and around some node or
   * other. Edges are drawn only until the tree is whole; the order of its nodes comes of stripping leaves, for which the
   * tree neighbours of a node need be known by their number and the exclusive or of their places alone.
   */
  drawNeutralTree(): void {
    const { edgeCount, nodeCount, order, leader, endA, endB, random } = this;
    const { degree, linked, parent, visit } = this;
    for (let e = 0; e < edgeCount; e++) order[e] = e;
    for (let i = 0; i < nodeCount; i++) {
      leader[i] = i;
      degree[i] = 0;
      linked[i] = 0;
    }
    let missing = nodeCount - 1;
    for (let k = 0; missing > 0; k++) {
      const drawn = k + random.below(edgeCount - k);
      const e = order[drawn]!;
      order[drawn] = order[k]!;
      const from = endA[e]!;
      const to = endB[e]!;
      let a = from;
      let b = to;
      while (leader[a] !== a) a = leader[a] = leader[leader[a]!]!;
      while (leader[b] !== b) b = leader[b] = leader[leader[b]!]!;
      if (a === b) continue;
      if (a < b) leader[b] = a;
      else leader[a] = b;
      degree[from]!++;
      degree[to]!++;
      linked[from]! ^= to;
      linked[to]! ^= from;
      missing--;
    }
    let root = 0;
    let at = nodeCount;
    for (let i = 0; i < nodeCount && at > 1; i++) {
      // A node before this one that has become a leaf is stripped at once, one after it when its turn comes.
      for (let leaf = i; leaf <= i && degree[leaf] === 1 && at > 1; leaf = root) {
        root = linked[leaf]!;
        parent[leaf] = root;
        degree[leaf] = 0;
        degree[root]!--;
        linked[root]! ^= leaf;
        visit[--at] = leaf;
      }
    }
    visit[0] = root;
    parent[root] = -1;
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
  rootTree(): void {
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

  /** Households below each node, itself included, and those of them at home in either part. */
  sumHouseholds(a: number, b: number): void {
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
  sumCuts(): void {
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

  /** Marks the nodes below a tree edge. */
  markBelow(edge: number): void {
    const { nodeCount, parent, visit, isBelow } = this;
    for (let at = 0; at < nodeCount; at++) {
      const i = visit[at]!;
      isBelow[i] = i === edge || (parent[i]! >= 0 && isBelow[parent[i]!] === 1) ? 1 : 0;
    }
  }
}

/** Mean waiting time of each edge's clock: short where cutting costs much. */
function tailRates(edgeCost: Float64Array): Float64Array {
  let sum = 0;
  for (const cost of edgeCost) sum += cost;
  const mean = edgeCost.length === 0 || sum === 0 ? 1 : sum / edgeCost.length;
  return edgeCost.map((cost) => 1 / (0.1 + cost / mean));
}
