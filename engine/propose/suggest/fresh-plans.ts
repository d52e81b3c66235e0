import type { PartitionProblem } from '../search/partition-problem.ts';
import { solve } from './solve.ts';
import type { SuggestOptions } from './types.ts';

/** More numbers of communities than this are not tried. */
const MOST_COUNTS = 3;

/**
 * Plans that are feasible but start from nothing, under the labels of the present communities that they overlap with
 * most: where the present is far from its bounds, a search from it alone may find none.
 */
export function freshPlans(
  problem: PartitionProblem,
  present: number,
  options: SuggestOptions,
): Int32Array[] {
  const { totalHouseholds: total, lower, upper, labels } = problem;
  const [least, most] = [
    Math.max(1, Math.ceil(total / upper - 1e-9)),
    Math.min(labels, Math.floor(total / Math.max(1, lower) + 1e-9)),
  ];
  const counts: number[] = [];
  for (let k = least; k <= most; k++) counts.push(k);
  counts.sort((a, b) => Math.abs(a - present) - Math.abs(b - present));
  for (const parts of counts.slice(0, MOST_COUNTS)) {
    const [plan] = solve({ ...problem, present: null, labels: parts, partCount: parts }, options);
    if (plan !== undefined) return [underPresentLabels(problem, plan.part)];
  }
  return [];
}

function underPresentLabels({ present, households, labels }: PartitionProblem, part: Int32Array) {
  const overlap = new Map<number, number>();
  part.forEach((label, node) => {
    const was = present?.labels[node] ?? -1;
    if (was < 0) return;
    const key = label * labels + was;
    overlap.set(key, (overlap.get(key) ?? 0) + households[node]! + 1e-6);
  });
  const nameOfPart = new Map<number, number>();
  const taken = new Set<number>();
  for (const [key] of [...overlap].sort((a, b) => b[1] - a[1] || a[0] - b[0])) {
    const [label, was] = [Math.floor(key / labels), key % labels];
    if (nameOfPart.has(label) || taken.has(was)) continue;
    nameOfPart.set(label, was);
    taken.add(was);
  }
  const free = Array.from({ length: labels }, (_, label) => label).filter((l) => !taken.has(l));
  return part.map((label) => {
    const known = nameOfPart.get(label) ?? free.pop()!;
    nameOfPart.set(label, known);
    return known;
  });
}
