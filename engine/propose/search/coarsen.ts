import type { PartitionProblem } from './partition-problem.ts';
import { buildPartitionProblem } from './partition-problem.ts';
import type { Random } from './random.ts';

/** A problem whose nodes are clusters of another's. A plan of it is a plan of the finer one at the same cost. */
export interface CoarseProblem {
  problem: PartitionProblem;
  /** Cluster of each node of the finer problem. */
  clusterOf: Int32Array;
}

/**
 * Joins nodes in pairs along edges that cost much for the households on either side, in a random order, so that
 * every call gives other clusters: what nobody would cut disappears, borders along barriers stay.
 *
 * Nodes of different present labels are never joined, nor those that one of the `plans` keeps apart: each of these
 * plans is then a plan of the coarse problem as well.
 * @param mostHouseholds of a cluster of several nodes
 */
export function coarsen(
  problem: PartitionProblem,
  random: Random,
  mostHouseholds: number,
  plans: readonly Int32Array[] = [],
): CoarseProblem {
  const { nodes, start, adjacent, adjacentCost, households, present } = problem;
  const mate = new Int32Array(nodes).fill(-1);
  const apart = present === null ? plans : [present.labels, ...plans];
  const order = shuffled(nodes, random);
  const mean = problem.totalHouseholds / Math.max(1, nodes);
  for (const u of order) {
    if (mate[u] !== -1) continue;
    let best = -1;
    let bestRating = 0;
    for (let i = start[u]!; i < start[u + 1]!; i++) {
      const v = adjacent[i]!;
      if (mate[v] !== -1 || households[u]! + households[v]! > mostHouseholds) continue;
      if (apart.some((labels) => labels[u] !== labels[v])) continue;
      const cost = adjacentCost[i]!;
      const rating = (cost * cost) / ((households[u]! + mean) * (households[v]! + mean));
      if (rating > bestRating) {
        bestRating = rating;
        best = v;
      }
    }
    if (best === -1) continue;
    mate[u] = best;
    mate[best] = u;
  }
  const clusterOf = new Int32Array(nodes).fill(-1);
  let clusters = 0;
  for (let u = 0; u < nodes; u++) {
    if (clusterOf[u] !== -1) continue;
    clusterOf[u] = clusters;
    if (mate[u] !== -1) clusterOf[mate[u]!] = clusters;
    clusters++;
  }
  return { problem: contract(problem, clusterOf, clusters), clusterOf };
}

/** The problem on clusters of nodes; each cluster has one present label. */
export function contract(
  problem: PartitionProblem,
  clusterOf: Int32Array,
  clusters: number,
): PartitionProblem {
  const households = new Float64Array(clusters);
  const labels = new Int32Array(clusters);
  for (let u = 0; u < problem.nodes; u++) {
    households[clusterOf[u]!]! += problem.households[u]!;
    if (problem.present !== null) labels[clusterOf[u]!] = problem.present.labels[u]!;
  }
  const edges: [number, number, number][] = [];
  for (let e = 0; e < problem.edgeFrom.length; e++) {
    const a = clusterOf[problem.edgeFrom[e]!]!;
    const b = clusterOf[problem.edgeTo[e]!]!;
    if (a !== b) edges.push([a, b, problem.edgeCost[e]!]);
  }
  return buildPartitionProblem({
    households,
    edges,
    labels: problem.labels,
    partCount: problem.partCount,
    lower: problem.lower,
    upper: problem.upper,
    ...(problem.present && { present: { labels, gamma: problem.present.gamma } }),
  });
}

function shuffled(count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}
