import type { Message } from '#engine/coverage/types.ts';
import type { TagVerdict } from './classify-tags.ts';

/** Elements that became no barrier, by the tag that decided. */
export interface LeftOut {
  /** `highway=proposed`; a class as it stands in a file. */
  kind: string;
  count: number;
  /** The first of them, to look it up. */
  example: string;
  /** Null: the value is in no table. */
  why: Message | null;
}

/** Counts what is left out, so that a report can say so. */
export class TagTally {
  readonly #entries = new Map<string, LeftOut>();

  add(verdict: Exclude<TagVerdict, { outcome: 'barrier' }>, id: string): void {
    const known = this.#entries.get(verdict.kind);
    if (known !== undefined) known.count += 1;
    else {
      const why = verdict.outcome === 'ignored' ? verdict.why : null;
      this.#entries.set(verdict.kind, { kind: verdict.kind, count: 1, example: id, why });
    }
  }

  /** Left out on purpose, the most frequent first. */
  get ignored(): LeftOut[] {
    return this.#sorted().filter(({ why }) => why !== null);
  }

  /** In no table, the most frequent first. */
  get unknown(): LeftOut[] {
    return this.#sorted().filter(({ why }) => why === null);
  }

  #sorted(): LeftOut[] {
    return [...this.#entries.values()].sort(
      (a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1),
    );
  }
}
