/** Numbers and words that pass at once: some ten milliseconds of a page, the sweeping up behind them included. */
const WEIGHT = 10_000;

/** A list in pieces that are about as long to copy. An item is never cut. */
export function* slices<T>(items: readonly T[], most = WEIGHT): Generator<readonly T[]> {
  let from = 0;
  let weight = 0;
  for (let at = 0; at < items.length; at++) {
    const own = weightOf(items[at]);
    if (at > from && weight + own > most) {
      yield items.slice(from, at);
      from = at;
      weight = 0;
    }
    weight += own;
  }
  if (from < items.length) yield items.slice(from);
}

/** Numbers, words and objects of a value. */
export function weightOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  if (Array.isArray(value)) {
    // A position is one array of numbers: quicker told than gone through.
    if (typeof value[0] === 'number') return value.length;
    let sum = 1;
    for (const item of value) sum += weightOf(item);
    return sum;
  }
  let sum = 1;
  for (const item of Object.values(value)) sum += weightOf(item);
  return sum;
}
