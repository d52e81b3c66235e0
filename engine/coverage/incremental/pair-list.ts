/** Something between two members; positions, `a ≤ b`. */
export interface Pair {
  readonly a: number;
  readonly b: number;
}

/**
 * Many pairs, sorted by their first member and then by their second. Never changed: a list with other
 * pairs of some members shares all blocks but theirs.
 */
export class PairList<P extends Pair> {
  readonly size: number;
  readonly #blocks: readonly (readonly P[])[];

  private constructor(blocks: readonly (readonly P[])[], size: number) {
    this.#blocks = blocks;
    this.size = size;
  }

  static of<P extends Pair>(pairs: readonly P[]): PairList<P> {
    const blocks: P[][] = [];
    for (const pair of pairs.toSorted(byMembers)) blockOf(blocks, pair.a).push(pair);
    return new PairList(
      Array.from(blocks, (block) => block ?? []),
      pairs.length,
    );
  }

  forEach(visit: (pair: P) => void): void {
    for (const block of this.#blocks) for (const pair of block) visit(pair);
  }

  /** What is made of the blocks, in one list; of a block that was there before, what was made then. */
  map<T>(
    made: WeakMap<readonly P[], readonly T[]>,
    make: (block: readonly P[]) => readonly T[],
  ): T[] {
    const lists = this.#blocks.map((block) => {
      const known = made.get(block);
      if (known !== undefined) return known;
      const value = make(block);
      made.set(block, value);
      return value;
    });
    // Ten times faster than flat().
    return ([] as T[]).concat(...lists);
  }

  /**
   * The list with all pairs of some members replaced; the very same one when there were none, and are none.
   * @param judged 1 for those members, by position
   * @param around positions of all that can be first in such a pair
   */
  replace(
    judged: Uint8Array,
    around: Iterable<number>,
    found: readonly P[],
  ): { list: PairList<P>; replaced: P[] } {
    const replaced: P[] = [];
    const opened = new Map<number, P[]>();
    const looked = new Set<number>();
    for (const position of around) {
      const index = Math.floor(position / BLOCK);
      if (looked.has(index)) continue;
      looked.add(index);
      const block = this.#blocks[index];
      if (block === undefined || !concernsAny(block, judged)) continue;
      opened.set(index, splitBlock(block, judged, replaced));
    }
    for (const pair of found) {
      const index = Math.floor(pair.a / BLOCK);
      const block = opened.get(index) ?? [...(this.#blocks[index] ?? [])];
      block.push(pair);
      opened.set(index, block);
    }
    if (opened.size === 0) return { list: this, replaced };
    const blocks: (readonly P[])[] = [...this.#blocks];
    for (const [index, block] of opened) {
      while (blocks.length < index) blocks.push([]);
      blocks[index] = block.sort(byMembers);
    }
    const size = this.size - replaced.length + found.length;
    return { list: new PairList(blocks, size), replaced };
  }
}

/** Members of a block. */
const BLOCK = 16;

function blockOf<P>(blocks: P[][], position: number): P[] {
  const index = Math.floor(position / BLOCK);
  blocks[index] ??= [];
  return blocks[index];
}

// Functions of one block: they are called for some ten blocks at each edit.
function concernsAny(block: readonly Pair[], judged: Uint8Array): boolean {
  for (let i = 0; i < block.length; i++) {
    const { a, b } = block[i]!;
    if (judged[a] === 1 || judged[b] === 1) return true;
  }
  return false;
}

/** What is kept of a block; the rest goes to those that are replaced. */
function splitBlock<P extends Pair>(block: readonly P[], judged: Uint8Array, replaced: P[]): P[] {
  const kept: P[] = [];
  for (let i = 0; i < block.length; i++) {
    const pair = block[i]!;
    if (judged[pair.a] === 1 || judged[pair.b] === 1) replaced.push(pair);
    else kept.push(pair);
  }
  return kept;
}

const byMembers = (p: Pair, q: Pair): number => p.a - q.a || p.b - q.b;
