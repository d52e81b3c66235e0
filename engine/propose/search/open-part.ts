import type { PartitionProblem } from './partition-problem.ts';
import type { Random } from './random.ts';
import { connectParts } from './seed-plan.ts';

/**
 * The plan with one part more: of units around one that is drawn at random from a part that is too large, until there are
 * enough households for a part. A search that moves unit by unit seldom comes upon that: on the way the new part is
 * too small, and every step costs.
 * @param part connected parts
 * @returns null when no part is too large, or no label is free
 */
export function openPart(
  problem: PartitionProblem,
  part: Int32Array,
  random: Random,
): Int32Array | null {
  const { start, adjacent, households, labels, lower, upper } = problem;
  const sizes = new Float64Array(labels);
  const count = new Int32Array(labels);
  part.forEach((label, u) => {
    sizes[label]! += households[u]!;
    count[label]!++;
  });
  const fresh = count.indexOf(0);
  const crowded = Array.from(part.keys()).filter((u) => sizes[part[u]!]! > upper);
  if (fresh === -1 || crowded.length === 0) return null;
  const seed = crowded[random.below(crowded.length)]!;
  const opened = part.slice();
  const queue = [seed];
  opened[seed] = fresh;
  let size = households[seed]!;
  for (let at = 0; at < queue.length && size < lower; at++) {
    const u = queue[at]!;
    for (let i = start[u]!; i < start[u + 1]! && size < lower; i++) {
      const v = adjacent[i]!;
      // What is crowded is relieved first; others give way only where that is not enough.
      if (opened[v] === fresh || size + households[v]! > upper) continue;
      if (sizes[part[v]!]! <= upper && random.unit() < 0.5) continue;
      opened[v] = fresh;
      size += households[v]!;
      queue.push(v);
    }
  }
  return connectParts(problem, opened);
}
