import { type CoarseProblem, contract } from './search/coarsen.ts';
import type { PartitionProblem } from './search/partition-problem.ts';

/**
 * Joins every *pocket* with the unit through which alone it is reached: an enclave, a cul-de-sac, everything behind
 * a unit that is the only way in, where it has fewer households than a part must have. No feasible plan parts the two, and a
 * search that does not know it can never move the unit in front: its pocket would be left behind.
 *
 * Pockets with another present community than that unit stay as they are: joined they would have no present
 * community.
 */
export function contractPockets(problem: PartitionProblem): CoarseProblem {
  const { nodes } = problem;
  const mouth = new Int32Array(nodes).fill(-1);
  if (problem.lower > 0) {
    const isSeen = new Uint8Array(nodes);
    for (let seed = 0; seed < nodes; seed++) {
      if (isSeen[seed] === 1) continue;
      let tree = searchDepthFirst(problem, seed, isSeen);
      // A search that begins in a pocket sees the rest as what lies behind.
      const root = outermost(problem, tree);
      if (root !== seed) tree = searchDepthFirst(problem, root, new Uint8Array(nodes));
      markPockets(problem, tree, mouth);
    }
  }
  const clusterOf = new Int32Array(nodes).fill(-1);
  let clusters = 0;
  for (let u = 0; u < nodes; u++) {
    let head = u;
    while (mouth[head] !== -1) head = mouth[head]!;
    if (clusterOf[head] === -1) clusterOf[head] = clusters++;
    clusterOf[u] = clusterOf[head]!;
  }
  if (clusters === nodes) return { problem, clusterOf };
  return { problem: contract(problem, clusterOf, clusters), clusterOf };
}

interface Tree {
  /** Nodes in the order in which they were found. */
  order: number[];
  parent: Int32Array;
  /** The place of the earliest node that can be reached from below without passing the parent. */
  low: Int32Array;
  placeOf: Int32Array;
  /** Households of each node and everything below it. */
  below: Float64Array;
}

function searchDepthFirst(problem: PartitionProblem, seed: number, isSeen: Uint8Array): Tree {
  const { nodes, start, adjacent, households } = problem;
  const parent = new Int32Array(nodes).fill(-1);
  const low = new Int32Array(nodes);
  const placeOf = new Int32Array(nodes);
  const below = Float64Array.from(households);
  const next = start.slice(0, nodes);
  const order: number[] = [];
  const enter = (u: number): void => {
    isSeen[u] = 1;
    placeOf[u] = order.length;
    low[u] = order.length;
    order.push(u);
  };
  enter(seed);
  for (let u = seed; u !== -1; ) {
    const h = next[u]!++;
    if (h < start[u + 1]!) {
      const v = adjacent[h]!;
      if (isSeen[v] === 0) {
        parent[v] = u;
        enter(v);
        u = v;
      } else if (v !== parent[u]) low[u] = Math.min(low[u]!, placeOf[v]!);
      continue;
    }
    const up = parent[u]!;
    if (up !== -1) {
      low[up] = Math.min(low[up]!, low[u]!);
      below[up]! += below[u]!;
    }
    u = up;
  }
  return { order, parent, low, placeOf, below };
}

/** Whether everything below a node reaches the rest only through its parent. */
const isBehind = ({ parent, low, placeOf }: Tree, u: number): boolean =>
  parent[u] !== -1 && low[u]! >= placeOf[parent[u]!]!;

/** A node that lies in no pocket, as far as one search can tell. */
function outermost({ lower }: PartitionProblem, tree: Tree): number {
  const { order, parent, below } = tree;
  const all = below[order[0]!]!;
  let root = order[0]!;
  let most = -1;
  for (const u of order) {
    if (!isBehind(tree, u) || all - below[u]! >= lower || below[u]! < lower) continue;
    // All that lies on this side of u's parent is less than a part.
    if (all - below[u]! > most) {
      most = all - below[u]!;
      root = u;
    }
  }
  return parent[root] === -1 ? order[0]! : root;
}

function markPockets(problem: PartitionProblem, tree: Tree, mouth: Int32Array): void {
  const { order, parent, below } = tree;
  const { present, lower } = problem;
  // From the leaves: whether all below a node has one present label.
  const isUniform = new Uint8Array(problem.nodes).fill(1);
  for (let at = order.length - 1; at > 0; at--) {
    const u = order[at]!;
    const up = parent[u]!;
    const isSame = present === null || present.labels[u] === present.labels[up];
    if (isUniform[u] === 0 || !isSame) isUniform[up] = 0;
  }
  const behind = new Int32Array(problem.nodes).fill(-1);
  for (const u of order) {
    const up = parent[u]!;
    if (up === -1) continue;
    const isSame = present === null || present.labels[u] === present.labels[up];
    if (behind[up] !== -1) behind[u] = behind[up]!;
    else if (isBehind(tree, u) && below[u]! < lower && isUniform[u] === 1 && isSame) behind[u] = up;
    if (behind[u] !== -1) mouth[u] = behind[u]!;
  }
}
