import type { CountedPlan } from '../../repositories/plan-repository.ts';

/** Plans that are worked on at once. */
const MOST_PLANS = 1000;

/**
 * Plans as this process has written them last, so that the next step of one need not read it first. They are a guess: others may
 * have written since. A step that begins from one is written only to the very row that is remembered (see `writePlanStep`);
 * where it is not, the plan is read.
 */
export class WrittenPlans {
  readonly #plans = new Map<string, CountedPlan>();

  remember(known: CountedPlan): void {
    const { id } = known.plan;
    this.#plans.delete(id);
    this.#plans.set(id, known);
    for (const first of this.#plans.keys()) {
      if (this.#plans.size <= MOST_PLANS) break;
      this.#plans.delete(first);
    }
  }

  /** @returns undefined when it is not known, or not at a version that the writer has seen */
  recall(planId: string, seen: readonly number[]): CountedPlan | undefined {
    const known = this.#plans.get(planId);
    return known !== undefined && seen.includes(known.plan.version) ? known : undefined;
  }

  forget(planId: string): void {
    this.#plans.delete(planId);
  }
}
