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
   * The list with all pairs of some members replaced.
   * @param around positions of all that can be first in such a pair
   */
  replace(
    isReplaced: (pair: P) => boolean,
    around: Iterable<number>,
    found: readonly P[],
  ): { list: PairList<P>; replaced: P[] } {
    const replaced: P[] = [];
    const blocks: (readonly P[])[] = [...this.#blocks];
    const opened = new Map<number, P[]>();
    const open = (index: number): P[] => {
      const known = opened.get(index);
      if (known !== undefined) return known;
      const kept: P[] = [];
      for (const pair of blocks[index] ?? []) (isReplaced(pair) ? replaced : kept).push(pair);
      opened.set(index, kept);
      return kept;
    };
    for (const position of around) open(Math.floor(position / BLOCK));
    for (const pair of found) open(Math.floor(pair.a / BLOCK)).push(pair);
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

const byMembers = (p: Pair, q: Pair): number => p.a - q.a || p.b - q.b;
