import {
  buildPartitionProblem,
  type PartitionProblem,
} from '#engine/propose/search/partition-problem.ts';
import { Random } from '#engine/propose/search/random.ts';

/** A town of w × h blocks with diagonals here and there, streets that cost little to cut, uneven households. */
export function randomTown(
  seed: number,
  size: { width: number; height: number; parts: number; tolerance: number },
): PartitionProblem {
  const random = new Random(seed);
  const { width, height, parts, tolerance } = size;
  const at = (x: number, y: number): number => y * width + x;
  const edges: [number, number, number][] = [];
  const cost = (): number => (random.unit() < 0.3 ? 0.1 : 1) * (20 + random.below(100));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (x + 1 < width) edges.push([at(x, y), at(x + 1, y), cost()]);
      if (y + 1 < height) edges.push([at(x, y), at(x, y + 1), cost()]);
      if (x + 1 < width && y + 1 < height && random.unit() < 0.5) {
        edges.push(
          random.unit() < 0.5
            ? [at(x, y), at(x + 1, y + 1), cost()]
            : [at(x + 1, y), at(x, y + 1), cost()],
        );
      }
    }
  }
  const households = Array.from({ length: width * height }, () => random.below(300));
  const target = households.reduce((sum, n) => sum + n, 0) / parts;
  return buildPartitionProblem({
    households,
    edges,
    labels: parts,
    partCount: parts,
    lower: Math.ceil(target * (1 - tolerance)),
    upper: Math.floor(target * (1 + tolerance)),
  });
}

/** What a plan costs, counted from nothing. */
export function costOf(problem: PartitionProblem, part: ArrayLike<number>): number {
  let cost = 0;
  for (let e = 0; e < problem.edgeFrom.length; e++) {
    if (part[problem.edgeFrom[e]!] !== part[problem.edgeTo[e]!]) cost += problem.edgeCost[e]!;
  }
  if (problem.present !== null) {
    for (let u = 0; u < problem.nodes; u++) {
      if (part[u] !== problem.present.labels[u]) {
        cost += problem.present.gamma * problem.households[u]!;
      }
    }
  }
  return cost;
}

/** Households of each label, by counting. */
export function householdsOf(
  problem: PartitionProblem,
  part: ArrayLike<number>,
): Map<number, number> {
  const sums = new Map<number, number>();
  for (let u = 0; u < problem.nodes; u++) {
    sums.set(part[u]!, (sums.get(part[u]!) ?? 0) + problem.households[u]!);
  }
  return sums;
}
