import { DisjointSets } from '../geometry/disjoint-sets.ts';
import { assignMost } from './assign-most.ts';

/** How much of one community lies in another one afterwards. */
export interface Overlap {
  before: string;
  after: string;
  weight: number;
}

/**
 * Which community of the new state continues which of the old one. An id that stands in both states is the
 * same community; the others are paired one to one so that the weights of the pairs add up to the most.
 * Communities that share nothing are not paired.
 *
 * @param befores ids of the old state, @param afters ids of the new one, both without repetitions
 * @returns the old id by the new one
 */
export function matchLabels(
  befores: readonly string[],
  afters: readonly string[],
  overlaps: readonly Overlap[],
): Map<string, string> {
  const matching = new Map<string, string>();
  const olds = new Set(befores);
  for (const after of afters) if (olds.delete(after)) matching.set(after, after);
  const news = new Set(afters.filter((after) => !matching.has(after)));
  const open = overlaps.filter(
    ({ before, after, weight }) => weight > 0 && olds.has(before) && news.has(after),
  );
  for (const group of groupsOf(open)) {
    const rows = [...new Set(group.map(({ before }) => before))].sort();
    const columns = [...new Set(group.map(({ after }) => after))].sort();
    const weights = rows.map(() => new Float64Array(columns.length));
    for (const { before, after, weight } of group) {
      weights[rows.indexOf(before)]![columns.indexOf(after)]! += weight;
    }
    assignMost(weights).forEach((column, row) => {
      if (column >= 0 && weights[row]![column]! > 0) matching.set(columns[column]!, rows[row]!);
    });
  }
  return matching;
}

/** Overlaps that hang together by their communities: no pair lies across two groups. */
function groupsOf(overlaps: readonly Overlap[]): Overlap[][] {
  const numbers = new Map<string, number>();
  const numberOf = (key: string): number => {
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  };
  const ends = overlaps.map(({ before, after }) => [
    numberOf(`< ${before}`),
    numberOf(`> ${after}`),
  ]);
  const sets = new DisjointSets(numbers.size);
  for (const [a, b] of ends) sets.union(a!, b!);
  const groups = new Map<number, Overlap[]>();
  overlaps.forEach((overlap, i) => {
    const root = sets.find(ends[i]![0]!);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [overlap]);
    else group.push(overlap);
  });
  return [...groups.values()];
}
