import { signal } from '@preact/signals';
import type { Operation } from '#engine/plan/types.ts';
import { type Problem, problemOf } from '../../api/problem.ts';
import type { SaveState } from './types.ts';

/** One write to a plan, as it waits to be sent. */
export type PendingWrite =
  | { kind: 'operations'; key: string; operations: readonly Operation[] }
  | { kind: 'undo' | 'redo'; key: string; steps: number };

/** What the server says to a write. */
export type WriteAnswer =
  | { kind: 'done'; version: number }
  | { kind: 'conflict'; version: number }
  | { kind: 'refused'; problem: Problem };

export interface SaveQueueOptions {
  version: number;
  /** Sends one write against a version; throws when the server cannot be reached or has no time. */
  send(version: number, write: PendingWrite): Promise<WriteAnswer>;
  /** Keeps what waits for the case that the page goes away. */
  keep(version: number, waiting: readonly PendingWrite[]): Promise<void>;
  /** Writes that an earlier visit left behind. */
  waiting?: readonly PendingWrite[];
}

/** Seconds before another try, the last one over and over. */
const PAUSES = [1, 2, 5, 10, 30];

/**
 * Sends the writes of a draft to the server, in order and one at a time. Each has a key of its own, so that one that is
 * sent twice because its answer was lost is done once. What cannot be sent waits, here and in the browser's store.
 */
export class SaveQueue {
  readonly state = signal<SaveState>({ kind: 'saved' });
  readonly #options: SaveQueueOptions;
  #version: number;
  #waiting: PendingWrite[];
  #isSending = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  #kept: Promise<void> = Promise.resolve();

  constructor(options: SaveQueueOptions) {
    this.#options = options;
    this.#version = options.version;
    this.#waiting = [...(options.waiting ?? [])];
    if (this.#waiting.length > 0) void this.#flush();
  }

  get version(): number {
    return this.#version;
  }

  get waiting(): readonly PendingWrite[] {
    return this.#waiting;
  }

  add(write: PendingWrite): void {
    this.#waiting.push(write);
    this.#keep();
    const { kind } = this.state.value;
    // In a conflict the reader decides first; offline, the next try comes by itself.
    if (kind === 'conflict' || kind === 'refused' || kind === 'offline') {
      this.state.value = { ...this.state.value, waiting: this.#waiting.length } as SaveState;
    } else void this.#flush();
  }

  /** Sends what waits at once. */
  retry(): void {
    clearTimeout(this.#timer);
    void this.#flush();
  }

  /** Goes on from another version of the plan, with what then waits. */
  rebase(version: number, waiting: readonly PendingWrite[]): void {
    clearTimeout(this.#timer);
    this.#version = version;
    this.#waiting = [...waiting];
    this.#keep();
    this.state.value = { kind: 'saved' };
    void this.#flush();
  }

  /** Stops sending. */
  close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    return this.#kept;
  }

  /** Resolves once nothing waits, or what waits cannot be sent. */
  async settled(): Promise<void> {
    while (this.state.value.kind === 'saving') {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await this.#kept;
  }

  async #flush(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let write = this.#waiting[0]; write !== undefined; write = this.#waiting[0]) {
        if (this.#isClosed) return;
        this.state.value = { kind: 'saving', waiting: this.#waiting.length };
        if (!(await this.#sendOne(write))) return;
      }
      this.state.value = { kind: 'saved' };
    } finally {
      this.#isSending = false;
    }
  }

  /** Whether to go on with the next one. */
  async #sendOne(write: PendingWrite): Promise<boolean> {
    const mine = this.#version;
    let answer: WriteAnswer;
    try {
      answer = await this.#options.send(mine, write);
    } catch (error) {
      this.#wait(problemOf(error));
      return false;
    }
    this.#failures = 0;
    const waiting = this.#waiting.length;
    if (answer.kind === 'conflict') {
      this.state.value = { kind: 'conflict', waiting, mine, theirs: answer.version };
      return false;
    }
    if (answer.kind === 'refused') {
      this.state.value = { kind: 'refused', waiting, problem: answer.problem };
      return false;
    }
    this.#waiting.shift();
    this.#version = answer.version;
    this.#keep();
    return true;
  }

  #wait(problem: Problem): void {
    this.state.value = { kind: 'offline', waiting: this.#waiting.length, problem };
    const pause = PAUSES[Math.min(this.#failures, PAUSES.length - 1)] ?? 30;
    this.#failures += 1;
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.#flush(), pause * 1000);
  }

  #keep(): void {
    const [version, waiting] = [this.#version, [...this.#waiting]];
    // One after the other, or an older state could come to lie over a newer one.
    this.#kept = this.#kept
      .then(() => this.#options.keep(version, waiting))
      .catch((error: unknown) => console.error('What waits to be saved could not be kept.', error));
  }
}
