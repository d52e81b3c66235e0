import type { DualGraph } from './types.ts';

/** What of a graph is walked: neighbours in compressed sparse rows; entries below 0 are none. */
export type Neighbourhood = Pick<DualGraph, 'nodes' | 'start' | 'neighbours'>;

/**
 * A depth-first walk over all components (Hopcroft & Tarjan 1973, “Algorithm 447”), without recursion.
 * The descendants of a node follow it in `order`, itself included: `order[at[n] … at[n] + size[n])`.
 */
export interface DepthFirstWalk {
  /** Nodes in the order of discovery, and the place of each node in it. */
  order: Int32Array;
  at: Int32Array;
  /** Number of descendants, the node included. */
  size: Int32Array;
  /** −1 for the root of a component. */
  parent: Int32Array;
  /** The earliest place in `order` that the descendants reach by one edge. */
  low: Int32Array;
}

/** Walks the graph, each component from the first of `roots` that lies in it, or from its first node. */
export function walkDepthFirst(
  { nodes, start, neighbours }: Neighbourhood,
  roots: Iterable<number> = [],
): DepthFirstWalk {
  const order = new Int32Array(nodes);
  const at = new Int32Array(nodes).fill(-1);
  const size = new Int32Array(nodes).fill(1);
  const parent = new Int32Array(nodes).fill(-1);
  const low = new Int32Array(nodes);
  const next = start.slice(0, nodes);
  let discovered = 0;
  const discover = (node: number, from: number): void => {
    parent[node] = from;
    at[node] = discovered;
    low[node] = discovered;
    order[discovered++] = node;
  };
  const walkFrom = (root: number): void => {
    if (at[root]! >= 0) return;
    discover(root, -1);
    for (let node = root; node >= 0; ) {
      if (next[node]! < start[node + 1]!) {
        const neighbour = neighbours[next[node]!++]!;
        if (neighbour < 0) continue;
        if (at[neighbour]! < 0) {
          discover(neighbour, node);
          node = neighbour;
        } else if (neighbour !== parent[node]) low[node] = Math.min(low[node]!, at[neighbour]!);
        continue;
      }
      const above = parent[node]!;
      if (above >= 0) {
        low[above] = Math.min(low[above]!, low[node]!);
        size[above]! += size[node]!;
      }
      node = above;
    }
  };
  for (const root of roots) walkFrom(root);
  for (let node = 0; node < nodes; node++) walkFrom(node);
  return { order, at, size, parent, low };
}

/** 1 for each node without which its component falls apart. */
export function findArticulation({ order, at, parent, low }: DepthFirstWalk): Uint8Array {
  const isArticulation = new Uint8Array(order.length);
  const children = new Int32Array(order.length);
  for (const node of order) {
    const above = parent[node]!;
    if (above < 0) continue;
    children[above]!++;
    // Nothing below reaches past its parent.
    if (parent[above]! >= 0 && low[node]! >= at[above]!) isArticulation[above] = 1;
  }
  for (const node of order) {
    if (parent[node]! < 0 && children[node]! > 1) isArticulation[node] = 1;
  }
  return isArticulation;
}
