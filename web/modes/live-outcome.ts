import type { Operation, Reason } from '#engine/plan/types.ts';
import type { Result } from '#engine/result.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { ToolContext } from './tool.ts';

/** What takes longer is not worked out at each move of the pointer. Milliseconds: half a frame. */
const CHEAP = 8;
/** After a dear one the page has at least so many times as long for everything else. */
const REST = 1.5;

export interface LiveClock {
  now(): number;
  /** Calls back after some milliseconds; returns what calls it off. */
  after(milliseconds: number, act: () => void): () => void;
}

const browserClock: LiveClock = {
  now: () => performance.now(),
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};

/**
 * What operations would do, while the pointer moves. As long as the engine answers within a part of a frame, at each move;
 * where it takes longer, the line is drawn at once and the figures follow when the pointer slows down.
 */
export class LiveOutcome {
  readonly #context: ToolContext;
  readonly #clock: LiveClock;
  #cost = 0;
  #lastEnd = -Infinity;
  #callOff: (() => void) | null = null;

  constructor(context: ToolContext, clock: LiveClock = browserClock) {
    this.#context = context;
    this.#clock = clock;
  }

  /** Answers now or a little later; a question that is followed by another one in the meantime is never answered. */
  ask(
    operations: readonly Operation[],
    answer: (outcome: Result<Outcome, Reason>, isLate: boolean) => void,
  ): void {
    this.drop();
    const wait = this.#cost <= CHEAP ? 0 : this.#lastEnd + REST * this.#cost - this.#clock.now();
    if (wait <= 0) answer(this.#workOut(operations), false);
    else {
      this.#callOff = this.#clock.after(wait, () => {
        this.#callOff = null;
        answer(this.#workOut(operations), true);
      });
    }
  }

  /** Forgets the question that waits. */
  drop(): void {
    this.#callOff?.();
    this.#callOff = null;
  }

  #workOut(operations: readonly Operation[]): Result<Outcome, Reason> {
    const began = this.#clock.now();
    const outcome = outcomeOf(this.#context, operations);
    this.#lastEnd = this.#clock.now();
    this.#cost = this.#lastEnd - began;
    return outcome;
  }
}
