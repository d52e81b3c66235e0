import type { Operation, PlanState, Reason } from '#engine/plan/types.ts';
import type { Result } from '#engine/result.ts';
import { type Outcome, performSoon, seenFrom } from './outcome.ts';
import type { ToolContext } from './tool.ts';

type Answer = (outcome: Result<Outcome, Reason>) => void;

/**
 * What operations would do, while the pointer moves. It is worked out beside the page, one question at a time: the line is drawn
 * at once, and the figures follow as fast as the engine answers. Of the questions that come meanwhile the last one is asked next.
 */
export class LiveOutcome {
  readonly #context: ToolContext;
  /** The question that is being worked out is not waited for any more. */
  #turn = 0;
  #isBusy = false;
  #next: { operations: readonly Operation[]; answer: Answer } | null = null;
  #seen: {
    operations: readonly Operation[];
    outcome: Result<Outcome, Reason>;
    head: PlanState;
  } | null = null;

  constructor(context: ToolContext) {
    this.#context = context;
  }

  /** Answers later; a question that is followed by others before it is asked is never answered. */
  ask(operations: readonly Operation[], answer: Answer): void {
    this.#next = { operations, answer };
    if (!this.#isBusy) void this.#work();
  }

  /** Forgets what was asked. */
  drop(): void {
    this.#turn += 1;
    this.#next = null;
    this.#seen = null;
  }

  /** Does operations as one step of the history: what was seen last at once, anything else once it is worked out. */
  async perform(operations: readonly Operation[]): Promise<Result<Outcome, Reason>> {
    const seen = this.#seen;
    this.drop();
    const { draft } = this.#context;
    const isSeen =
      seen !== null &&
      seen.head === draft.state.peek() &&
      JSON.stringify(seen.operations) === JSON.stringify(operations);
    if (!isSeen) return performSoon(this.#context, operations);
    if (seen.outcome.ok) draft.take(seen.outcome.value.worked);
    return seen.outcome;
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    try {
      while (this.#next !== null) {
        const { operations, answer } = this.#next;
        this.#next = null;
        const turn = this.#turn;
        const worked = await this.#context.draft.work(operations);
        // The head has moved: the pointer will ask again.
        if (worked === null || turn !== this.#turn) continue;
        const outcome = seenFrom(this.#context, worked);
        this.#seen = { operations, outcome, head: this.#context.draft.state.peek() };
        answer(outcome);
      }
    } finally {
      this.#isBusy = false;
    }
  }
}
