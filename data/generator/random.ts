/**
 * Seeded random numbers: sfc32 (Chris Doty-Humphrey's Small Fast Counter, 128 bits of state, public
 * domain), whose counter rules out short cycles. Every stage of the generator takes its own
 * stream, so that a change in one stage does not shift the numbers of the next.
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
  /** An item of a list that is not empty. */
  pick<T>(items: readonly T[]): T;
  /** An item, with a chance in proportion to its weight; the weights must not all be 0. */
  pickWeighted<T>(items: readonly (readonly [T, number])[]): T;
  /** A shuffled copy. */
  shuffled<T>(items: readonly T[]): T[];
}

/** A stream of random numbers that depends on the seed and the name of the stream alone. */
export function createRandom(seed: number, stream: string): Random {
  const step = sfc32(seed, stream);
  const next = () => step() / 4294967296;
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    integer: (bound) => Math.floor(next() * bound),
    pick: (items) => itemAt(items, Math.floor(next() * items.length)),
    pickWeighted: (items) => {
      let rest = next() * items.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [item, weight] of items) {
        rest -= weight;
        if (rest < 0) return item;
      }
      return itemAt(items, items.length - 1)[0];
    },
    shuffled: (items) => {
      const copy = [...items];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = Math.floor(next() * (i + 1));
        const kept = itemAt(copy, i);
        copy[i] = itemAt(copy, j);
        copy[j] = kept;
      }
      return copy;
    },
  };
}

function itemAt<T>(items: readonly T[], index: number): T {
  if (index < 0 || index >= items.length) throw new Error('cannot pick from an empty list');
  return items[index] as T;
}

function sfc32(seed: number, stream: string): () => number {
  // FNV-1a spreads seed and name over the state; the first rounds are thrown away as its author advises.
  let hash = 2166136261 ^ seed;
  const mixed: number[] = [];
  for (let salt = 0; salt < 3; salt++) {
    for (const character of `${stream}#${salt}#${seed}`) {
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
      hash ^= hash >>> 13;
    }
    mixed.push(hash | 0);
  }
  let [a = 0, b = 0, c = 0] = mixed;
  let counter = 1;
  const step = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) step();
  return step;
}
