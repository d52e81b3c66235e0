import type { Maker } from '../report-facts.ts';

/** Keeps what was made of facts for as long as the facts are there. */
export class FindingCache {
  readonly #made = new WeakMap<object, Map<string, { parts: readonly object[]; value: unknown }>>();

  readonly maker: Maker = <T>(what: string, parts: readonly object[], make: () => T): T => {
    const first = parts[0]!;
    let byKind = this.#made.get(first);
    if (byKind === undefined) {
      byKind = new Map();
      this.#made.set(first, byKind);
    }
    const known = byKind.get(what);
    if (
      known !== undefined &&
      known.parts.length === parts.length &&
      known.parts.every((part, i) => part === parts[i])
    ) {
      // Only `make` of the same `what` wrote it.
      return known.value as T;
    }
    const value = make();
    byKind.set(what, { parts: [...parts], value });
    return value;
  };
}
