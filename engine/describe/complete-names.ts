import type { Barrier } from '../barriers/types.ts';

/**
 * Gives lines without an English name the one that another line of the same name has: maps cut a
 * road into many lines, and not all of them are translated. Of several translations the one that most lines have,
 * of those the first in code point order.
 */
export function completeNames(barriers: readonly Barrier[]): Barrier[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { name, nameEn } of barriers) {
    if (!name || !nameEn) continue;
    const known = counts.get(name) ?? new Map<string, number>();
    known.set(nameEn, (known.get(nameEn) ?? 0) + 1);
    counts.set(name, known);
  }
  const english = new Map(
    [...counts].map(([name, known]) => {
      const ranked = [...known].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
      return [name, ranked[0]![0]];
    }),
  );
  return barriers.map((barrier) => {
    const nameEn = barrier.name === undefined ? undefined : english.get(barrier.name);
    return nameEn === undefined || nameEn === barrier.nameEn ? barrier : { ...barrier, nameEn };
  });
}
