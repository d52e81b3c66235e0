import type { History } from '#engine/plan/history.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { Step } from './types.ts';

/** What this browser has done to a plan since the version that the server has of it: the outcome, not the way there. */
export interface Unsaved {
  /** The state of that version, from which both sides set out in a conflict. */
  common: PlanState;
  state: PlanState;
  /** Gestures of that version that are undone, the latest first. */
  undone: readonly Step[];
  /** Gestures that came after it, the oldest first. */
  done: readonly Step[];
}

/** What leads from one place in a history to another; what was done and undone again in between is nothing. */
export function unsavedBetween(common: History<Step>, now: History<Step>): Unsaved {
  const [before, after] = [common, now].map(({ entries, index }) => entries.slice(0, index + 1));
  if (before === undefined || after === undefined) throw new Error('there are two histories');
  let shared = 0;
  while (shared < before.length && before[shared] === after[shared]) shared++;
  const stepsOf = (entries: typeof before): Step[] =>
    entries.slice(shared).flatMap(({ step }) => (step === null ? [] : [step]));
  return {
    common: common.state,
    state: now.state,
    undone: stepsOf(before).reverse(),
    done: stepsOf(after),
  };
}
