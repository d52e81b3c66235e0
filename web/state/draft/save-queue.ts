import { signal } from '@preact/signals';
import type { Operation } from '#engine/plan/types.ts';
import { ApiError, type Problem, problemOf } from '../../api/problem.ts';
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
  #waiting: PendingWrite[] = [];
  /** What has the connection now: sending, or a piece of work that nothing may be sent beside. */
  #turn: Promise<unknown> | null = null;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  #kept: Promise<void> = Promise.resolve();

  constructor(options: SaveQueueOptions) {
    this.#options = options;
    this.#version = options.version;
  }

  get version(): number {
    return this.#version;
  }

  get waiting(): readonly PendingWrite[] {
    return this.#waiting;
  }

  /** Resolves once what waits is in the browser's store. */
  get kept(): Promise<void> {
    return this.#kept;
  }

  add(write: PendingWrite): void {
    this.#waiting.push(write);
    this.#keep();
    const { kind } = this.state.value;
    // In a conflict the reader decides first; offline, the next try comes by itself.
    if (kind === 'conflict' || kind === 'refused' || kind === 'offline') {
      this.state.value = { ...this.state.value, waiting: this.#waiting.length } as SaveState;
    } else {
      this.state.value = { kind: 'saving', waiting: this.#waiting.length };
      this.#flush();
    }
  }

  /** Sends what waits at once. */
  retry(): void {
    this.#flush();
  }

  /**
   * Does something that all writes must be on the server for; what is added meanwhile waits for it.
   * @param work is given the version of the plan
   * @throws ApiError why something cannot be sent, and what `work` throws
   */
  whenSaved<T>(work: (version: number) => Promise<T>): Promise<T> {
    return this.#alone(async () => {
      const state = this.state.value;
      if (state.kind !== 'saved') throw new ApiError(whyUnsaved(state));
      try {
        return await work(this.#version);
      } catch (error) {
        const { status, currentVersion } = problemOf(error);
        if (status === 412 && currentVersion !== undefined) {
          const [waiting, mine] = [this.#waiting.length, this.#version];
          this.state.value = { kind: 'conflict', waiting, mine, theirs: currentVersion };
        }
        throw error;
      }
    });
  }

  /**
   * Goes on from another version of the plan: nothing is sent while `find` looks it up, and what waited until it has been found
   * is dropped, and given to the caller.
   * @throws what `find` throws; then everything is as it was
   */
  startOver(find: () => Promise<number>): Promise<readonly PendingWrite[]> {
    return this.#alone(async () => {
      this.#version = await find();
      const dropped = this.#waiting;
      this.#waiting = [];
      this.#failures = 0;
      this.#keep();
      this.state.value = { kind: 'saved' };
      return dropped;
    });
  }

  /** Stops sending; resolves once nothing is on its way any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    while (this.#turn !== null) await this.#turn;
    await this.#kept;
  }

  /** Waits for what is on its way, and has nothing sent meanwhile. */
  async #alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#turn !== null) await this.#turn;
    clearTimeout(this.#timer);
    const outcome = Promise.resolve().then(work);
    // Whoever waits for the turn is not concerned with how it ended.
    this.#turn = outcome.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await outcome;
    } finally {
      this.#turn = null;
      this.#goOn();
    }
  }

  /** Sends what has come in while nothing could be sent. */
  #goOn(): void {
    const { kind } = this.state.value;
    if (kind === 'offline') this.#wait();
    else if (kind !== 'conflict' && kind !== 'refused') this.#flush();
  }

  #flush(): void {
    if (this.#turn !== null || this.#isClosed || this.#waiting.length === 0) return;
    clearTimeout(this.#timer);
    this.#turn = Promise.resolve()
      .then(() => this.#sendAll())
      .finally(() => {
        this.#turn = null;
        // Something may have come in since the last one was sent.
        if (this.state.value.kind === 'saving') this.#flush();
      });
  }

  async #sendAll(): Promise<void> {
    for (let write = this.#waiting[0]; write !== undefined; write = this.#waiting[0]) {
      if (this.#isClosed) return;
      this.state.value = { kind: 'saving', waiting: this.#waiting.length };
      if (!(await this.#sendOne(write))) return;
    }
    this.state.value = { kind: 'saved' };
  }

  /** Whether to go on with the next one. */
  async #sendOne(write: PendingWrite): Promise<boolean> {
    const mine = this.#version;
    let answer: WriteAnswer;
    try {
      answer = await this.#options.send(mine, write);
    } catch (error) {
      const problem = problemOf(error);
      this.state.value = { kind: 'offline', waiting: this.#waiting.length, problem };
      this.#wait();
      this.#failures += 1;
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

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    const pause = PAUSES[Math.min(this.#failures, PAUSES.length - 1)] ?? 30;
    this.#timer = setTimeout(() => this.#flush(), pause * 1000);
  }

  #keep(): void {
    const [version, waiting] = [this.#version, [...this.#waiting]];
    // One after the other, or an older state could come to lie over a newer one.
    this.#kept = this.#kept
      .then(() => this.#options.keep(version, waiting))
      .catch((error: unknown) => console.error('What waits to be saved could not be kept.', error));
  }
}

function whyUnsaved(state: SaveState): Problem {
  if (state.kind === 'offline' || state.kind === 'refused') return state.problem;
  if (state.kind === 'conflict') {
    return { cause: 'server', status: 412, request: '', currentVersion: state.theirs };
  }
  // The page was closed while it was being saved.
  return { cause: 'network', status: 0, request: '' };
}
