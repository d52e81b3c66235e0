/**
 * The graph partitioning problem behind every suggestion: nodes are units, parts are communities.
 *
 * A plan gives each node a label below `labels`. It is feasible when the nodes of each label that is in
 * use are connected, the households of each lie within `[lower, upper]`, and, where `partCount` is
 * given, that many labels are in use. Its cost is Σ over edges between parts of `edgeCost` + `gamma` ×
 * households whose label is not their present one.
 */
export interface PartitionProblem {
  nodes: number;
  /** Ends of the edges, each edge once. */
  edgeFrom: Int32Array;
  edgeTo: Int32Array;
  /** What it costs to cut an edge; at least 0. */
  edgeCost: Float64Array;
  /** Half-edges of node u: `adjacent[start[u] … start[u + 1])`, with the index of their edge. */
  start: Int32Array;
  adjacent: Int32Array;
  adjacentEdge: Int32Array;
  adjacentCost: Float64Array;
  /** Households of each node. */
  households: Float64Array;
  totalHouseholds: number;
  /** Labels that a plan may use. */
  labels: number;
  /** How many labels are in use; null: as many as turn out best. */
  partCount: number | null;
  lower: number;
  upper: number;
  /** Present label of each node (−1: none), with what moving a household away from it costs. */
  present: { labels: Int32Array; gamma: number } | null;
}

export interface PartitionProblemInput {
  households: ArrayLike<number>;
  /** `[from, to, cost]`; several edges between two nodes count together. */
  edges: Iterable<readonly [number, number, number]>;
  labels: number;
  partCount: number | null;
  lower: number;
  upper: number;
  present?: { labels: ArrayLike<number>; gamma: number };
}

/**
 * Builds the arrays of a problem.
 * @throws RangeError for an edge to a node that does not exist, a loop, a negative cost or negative households
 */
export function buildPartitionProblem(input: PartitionProblemInput): PartitionProblem {
  const households = Float64Array.from(input.households);
  const nodes = households.length;
  let totalHouseholds = 0;
  for (let u = 0; u < nodes; u++) {
    if (!(households[u]! >= 0)) throw new RangeError(`Node ${u} has ${households[u]} households`);
    totalHouseholds += households[u]!;
  }
  const { edgeFrom, edgeTo, edgeCost } = joinParallelEdges(input.edges, nodes);
  const present = input.present && {
    labels: Int32Array.from(input.present.labels),
    gamma: input.present.gamma,
  };
  return {
    nodes,
    edgeFrom,
    edgeTo,
    edgeCost,
    ...indexAdjacency(nodes, edgeFrom, edgeTo, edgeCost),
    households,
    totalHouseholds,
    labels: input.labels,
    partCount: input.partCount,
    lower: input.lower,
    upper: input.upper,
    present: present ?? null,
  };
}

function joinParallelEdges(edges: PartitionProblemInput['edges'], nodes: number) {
  const costs = new Map<number, number>();
  for (const [from, to, cost] of edges) {
    if (!isNode(from, nodes) || !isNode(to, nodes) || from === to) {
      throw new RangeError(`Edge from node ${from} to node ${to} of ${nodes}`);
    }
    if (!(cost >= 0)) throw new RangeError(`Edge from ${from} to ${to} costs ${cost}`);
    const key = Math.min(from, to) * nodes + Math.max(from, to);
    costs.set(key, (costs.get(key) ?? 0) + cost);
  }
  const keys = Float64Array.from(costs.keys()).sort();
  const edgeFrom = new Int32Array(keys.length);
  const edgeTo = new Int32Array(keys.length);
  const edgeCost = new Float64Array(keys.length);
  keys.forEach((key, e) => {
    edgeFrom[e] = Math.floor(key / nodes);
    edgeTo[e] = key % nodes;
    edgeCost[e] = costs.get(key)!;
  });
  return { edgeFrom, edgeTo, edgeCost };
}

const isNode = (node: number, nodes: number): boolean =>
  Number.isInteger(node) && node >= 0 && node < nodes;

function indexAdjacency(
  nodes: number,
  edgeFrom: Int32Array,
  edgeTo: Int32Array,
  edgeCost: Float64Array,
) {
  const edges = edgeFrom.length;
  const start = new Int32Array(nodes + 1);
  for (let e = 0; e < edges; e++) {
    start[edgeFrom[e]! + 1]!++;
    start[edgeTo[e]! + 1]!++;
  }
  for (let u = 0; u < nodes; u++) start[u + 1]! += start[u]!;
  const end = start.slice(0, nodes);
  const adjacent = new Int32Array(2 * edges);
  const adjacentEdge = new Int32Array(2 * edges);
  const adjacentCost = new Float64Array(2 * edges);
  const link = (from: number, to: number, e: number): void => {
    const at = end[from]!++;
    adjacent[at] = to;
    adjacentEdge[at] = e;
    adjacentCost[at] = edgeCost[e]!;
  };
  for (let e = 0; e < edges; e++) {
    link(edgeFrom[e]!, edgeTo[e]!, e);
    link(edgeTo[e]!, edgeFrom[e]!, e);
  }
  return { start, adjacent, adjacentEdge, adjacentCost };
}
