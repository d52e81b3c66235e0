import type { PlanState } from './types.ts';

/** One state of a history, and what led to it. */
export interface HistoryEntry<T> {
  state: PlanState;
  /** What the caller keeps with it (the operation, its text); null for the first. */
  step: T | null;
}

/**
 * The states of a plan under edit, and which of them is shown: undo and redo move along the list and make nothing
 * anew. Never changes: each method returns another history. States share what is the same, so keeping many is cheap.
 *
 * A named snapshot keeps its state whatever is undone or done afterwards.
 */
export class History<T = unknown> {
  readonly entries: readonly HistoryEntry<T>[];
  /** The entry that is shown. */
  readonly index: number;
  readonly snapshots: ReadonlyMap<string, PlanState>;

  private constructor(
    entries: readonly HistoryEntry<T>[],
    index: number,
    snapshots: ReadonlyMap<string, PlanState>,
  ) {
    this.entries = entries;
    this.index = index;
    this.snapshots = snapshots;
  }

  static start<T = unknown>(state: PlanState): History<T> {
    return new History<T>([{ state, step: null }], 0, new Map());
  }

  get state(): PlanState {
    return this.entries[this.index]!.state;
  }

  get canUndo(): boolean {
    return this.index > 0;
  }

  get canRedo(): boolean {
    return this.index < this.entries.length - 1;
  }

  /** The step that `undo` takes back, or null. */
  get undoes(): T | null {
    return this.entries[this.index]!.step;
  }

  /** The step that `redo` does again, or null. */
  get redoes(): T | null {
    return this.entries[this.index + 1]?.step ?? null;
  }

  /** After a further step; what had been undone is dropped. */
  push(state: PlanState, step: T): History<T> {
    const kept = this.entries.slice(0, this.index + 1);
    return new History([...kept, { state, step }], kept.length, this.snapshots);
  }

  /** One step back; the same history at its beginning. */
  undo(): History<T> {
    return this.canUndo ? this.goTo(this.index - 1) : this;
  }

  /** One step forward; the same history at its end. */
  redo(): History<T> {
    return this.canRedo ? this.goTo(this.index + 1) : this;
  }

  /** @throws RangeError for an index that has no entry */
  goTo(index: number): History<T> {
    if (this.entries[index] === undefined) {
      throw new RangeError(`no entry ${index}: there are ${this.entries.length}`);
    }
    return new History(this.entries, index, this.snapshots);
  }

  /** Keeps the state that is shown under a name; one of the same name is replaced. */
  snapshot(name: string): History<T> {
    return new History(this.entries, this.index, new Map(this.snapshots).set(name, this.state));
  }

  withoutSnapshot(name: string): History<T> {
    const snapshots = new Map(this.snapshots);
    snapshots.delete(name);
    return new History(this.entries, this.index, snapshots);
  }

  /**
   * Goes to the state of a snapshot as a further step, so that it can be undone.
   * @throws RangeError for a name that no snapshot has
   */
  restore(name: string, step: T): History<T> {
    const state = this.snapshots.get(name);
    if (state === undefined) throw new RangeError(`no snapshot is called ${name}`);
    return this.push(state, step);
  }
}
