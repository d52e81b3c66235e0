import type { Strand } from './strand.ts';

/** Strands by a key, groups and their strands in the order of first sight. */
export function groupStrands(
  strands: readonly Strand[],
  keyOf: (strand: Strand) => string,
): Strand[][] {
  const groups = new Map<string, Strand[]>();
  for (const strand of strands) {
    const key = keyOf(strand);
    const list = groups.get(key);
    if (list) list.push(strand);
    else groups.set(key, [strand]);
  }
  return [...groups.values()];
}
