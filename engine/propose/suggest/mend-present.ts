import { contractPockets } from '../contract-pockets.ts';
import { induceProblem } from '../search/induced-problem.ts';
import type { PartitionProblem } from '../search/partition-problem.ts';
import { searchPlans } from '../search/search-plans.ts';
import { connectParts } from '../search/seed-plan.ts';

/** Effort of dividing one community, in flips. */
const SPLIT_FLIPS = 100_000;

/**
 * The present communities, the too large divided and the too small joined to a neighbour: what a planner would try
 * first, and a plan that a search which moves border by border comes upon only by chance.
 * @returns null when some community cannot be mended by itself
 */
export function mendPresent(
  problem: PartitionProblem,
  { seed, shouldStop }: { seed: number; shouldStop?: (() => boolean) | undefined },
): Int32Array | null {
  if (problem.present === null) return null;
  const part = connectParts(problem, problem.present.labels);
  const stop = shouldStop === undefined ? {} : { shouldStop };
  for (let label = 0; label < problem.labels; label++) {
    const nodes = nodesOf(part, label);
    const size = sizeOf(problem, nodes);
    if (nodes.length === 0 || size <= problem.upper) continue;
    const fewest = Math.ceil(size / problem.upper - 1e-9);
    const found = [fewest, fewest + 1].some((count) => {
      const labels = [label, ...freeLabels(part, problem.labels)].slice(0, count);
      if (labels.length < count) return false;
      const own = { ...induceProblem(problem, nodes, labels, count), present: null };
      const { problem: reduced, clusterOf } = contractPockets(own);
      const [plan] = searchPlans(reduced, { seed, moves: SPLIT_FLIPS, ...stop });
      if (plan === undefined) return false;
      const parts = nodes.map((_, i) => plan.part[clusterOf[i]!]!);
      const sizes = labels.map((_, p) =>
        sizeOf(
          problem,
          nodes.filter((__, i) => parts[i] === p),
        ),
      );
      // The largest part keeps the label: its households do not move.
      const order = [...labels.keys()].sort((a, b) => sizes[b]! - sizes[a]! || a - b);
      nodes.forEach((u, i) => {
        part[u] = labels[order.indexOf(parts[i]!)]!;
      });
      return true;
    });
    if (!found) return null;
  }
  for (let label = 0; label < problem.labels; label++) {
    const nodes = nodesOf(part, label);
    if (nodes.length === 0 || sizeOf(problem, nodes) >= problem.lower) continue;
    const into = bestNeighbour(problem, part, nodes);
    if (into === null) return null;
    for (const u of nodes) part[u] = into;
  }
  return part;
}

function nodesOf(part: Int32Array, label: number): number[] {
  const nodes: number[] = [];
  part.forEach((own, u) => {
    if (own === label) nodes.push(u);
  });
  return nodes;
}

const sizeOf = ({ households }: PartitionProblem, nodes: readonly number[]): number =>
  nodes.reduce((sum, u) => sum + households[u]!, 0);

function freeLabels(part: Int32Array, labels: number): number[] {
  const used = new Set(part);
  return Array.from({ length: labels }, (_, label) => label).filter((label) => !used.has(label));
}

/** The neighbour whose border with the nodes costs most, of those that can take them. */
function bestNeighbour(
  problem: PartitionProblem,
  part: Int32Array,
  nodes: readonly number[],
): number | null {
  const own = part[nodes[0]!]!;
  const costs = new Map<number, number>();
  for (const u of nodes) {
    for (let h = problem.start[u]!; h < problem.start[u + 1]!; h++) {
      const other = part[problem.adjacent[h]!]!;
      if (other !== own) costs.set(other, (costs.get(other) ?? 0) + problem.adjacentCost[h]!);
    }
  }
  const size = sizeOf(problem, nodes);
  const fit = [...costs].filter(
    ([other]) => size + sizeOf(problem, nodesOf(part, other)) <= problem.upper,
  );
  return fit.sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? null;
}
