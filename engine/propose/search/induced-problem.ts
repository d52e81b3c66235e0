import type { PartitionProblem } from './partition-problem.ts';

/**
 * The problem on some of the nodes, everything else as it is: what borders on them from outside is cut whatever
 * they do. A present label that is none of theirs to take becomes −1: moving away from it cannot be undone here.
 * @param nodes each once; the place in this list is the node's number in the new problem
 * @param labels that the new problem may use, by their numbers in the old one
 */
export function induceProblem(
  problem: PartitionProblem,
  nodes: ArrayLike<number>,
  labels: ArrayLike<number>,
  partCount: number | null,
): PartitionProblem {
  const count = nodes.length;
  const placeOf = new Int32Array(problem.nodes).fill(-1);
  for (let i = 0; i < count; i++) placeOf[nodes[i]!] = i;
  const start = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) {
    let degree = 0;
    const u = nodes[i]!;
    for (let h = problem.start[u]!; h < problem.start[u + 1]!; h++) {
      if (placeOf[problem.adjacent[h]!] !== -1) degree++;
    }
    start[i + 1] = start[i]! + degree;
  }
  const halfEdges = start[count]!;
  const made = {
    edgeFrom: new Int32Array(halfEdges / 2),
    edgeTo: new Int32Array(halfEdges / 2),
    edgeCost: new Float64Array(halfEdges / 2),
    adjacent: new Int32Array(halfEdges),
    adjacentEdge: new Int32Array(halfEdges),
    adjacentCost: new Float64Array(halfEdges),
    households: new Float64Array(count),
  };
  const edgeOf = new Map<number, number>();
  let edges = 0;
  let at = 0;
  let totalHouseholds = 0;
  for (let i = 0; i < count; i++) {
    const u = nodes[i]!;
    made.households[i] = problem.households[u]!;
    totalHouseholds += problem.households[u]!;
    for (let h = problem.start[u]!; h < problem.start[u + 1]!; h++) {
      const j = placeOf[problem.adjacent[h]!]!;
      if (j === -1) continue;
      const old = problem.adjacentEdge[h]!;
      let e: number;
      if (j > i) {
        e = edges++;
        edgeOf.set(old, e);
        made.edgeFrom[e] = i;
        made.edgeTo[e] = j;
        made.edgeCost[e] = problem.adjacentCost[h]!;
      } else e = edgeOf.get(old)!;
      made.adjacent[at] = j;
      made.adjacentEdge[at] = e;
      made.adjacentCost[at++] = problem.adjacentCost[h]!;
    }
  }
  return {
    nodes: count,
    start,
    ...made,
    totalHouseholds,
    labels: labels.length,
    partCount,
    lower: problem.lower,
    upper: problem.upper,
    present: induceLabels(problem, nodes, labels),
  };
}

function induceLabels(
  { present }: PartitionProblem,
  nodes: ArrayLike<number>,
  labels: ArrayLike<number>,
): PartitionProblem['present'] {
  if (present === null) return null;
  const numberOf = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) numberOf.set(labels[i]!, i);
  const own = new Int32Array(nodes.length);
  for (let i = 0; i < nodes.length; i++) own[i] = numberOf.get(present.labels[nodes[i]!]!) ?? -1;
  return { labels: own, gamma: present.gamma };
}
