/** Positions by id, as ids may repeat. Never changed; an index with other ids shares what stays. */
export class IdIndex {
  /** Ids that several positions have, with these ascending. */
  readonly repeated: readonly (readonly [id: string, positions: readonly number[]])[];
  readonly #base: ReadonlyMap<string, readonly number[]>;
  readonly #changed: ReadonlyMap<string, readonly number[]>;

  private constructor(
    base: ReadonlyMap<string, readonly number[]>,
    changed: ReadonlyMap<string, readonly number[]>,
    repeated: readonly (readonly [string, readonly number[]])[],
  ) {
    this.#base = base;
    this.#changed = changed;
    this.repeated = repeated;
  }

  static of(ids: Iterable<readonly [position: number, id: string]>): IdIndex {
    const base = new Map<string, number[]>();
    for (const [position, id] of ids) {
      const known = base.get(id);
      if (known === undefined) base.set(id, [position]);
      else known.push(position);
    }
    return new IdIndex(
      base,
      new Map(),
      [...base].filter(([, positions]) => positions.length > 1),
    );
  }

  /** Positions with an id, ascending. */
  positionsOf(id: string): readonly number[] {
    return this.#changed.get(id) ?? this.#base.get(id) ?? [];
  }

  /** The index after some positions got another id, or none. */
  with(
    changes: readonly { position: number; from: string | undefined; to: string | undefined }[],
  ): IdIndex {
    const real = changes.filter(({ from, to }) => from !== to);
    if (real.length === 0) return this;
    const changed = new Map(this.#changed);
    const current = (id: string): readonly number[] => changed.get(id) ?? this.#base.get(id) ?? [];
    const concerned = new Set<string>();
    for (const { position, from, to } of real) {
      if (from !== undefined) {
        changed.set(
          from,
          current(from).filter((other) => other !== position),
        );
        concerned.add(from);
      }
      if (to !== undefined) {
        changed.set(
          to,
          [...current(to), position].sort((a, b) => a - b),
        );
        concerned.add(to);
      }
    }
    const repeated = this.repeated.filter(([id]) => !concerned.has(id));
    for (const id of concerned) {
      if (current(id).length > 1) repeated.push([id, current(id)]);
    }
    if (changed.size <= MOST_CHANGED) return new IdIndex(this.#base, changed, repeated);
    const base = new Map(this.#base);
    for (const [id, positions] of changed) {
      if (positions.length === 0) base.delete(id);
      else base.set(id, positions);
    }
    return new IdIndex(base, new Map(), repeated);
  }
}

/** With more changed ids than this the index is made anew, so that an edit does not copy all before it. */
const MOST_CHANGED = 256;
