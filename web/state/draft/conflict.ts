import type { History } from '#engine/plan/history.ts';
import type { PlanState, Reason } from '#engine/plan/types.ts';
import { doAgain } from './do-again.ts';
import { historyOf, type OpenedPlan } from './opened-plan.ts';
import type { LogEntry } from './plan-log.ts';
import type { PendingWrite } from './save-queue.ts';
import { tryOperations } from './step.ts';
import type { Unsaved } from './unsaved.ts';

/** Both versions of a plan that two have changed. */
export interface Conflict {
  mine: Unsaved;
  theirs: {
    version: number;
    /** Other than `draft`: it takes no more changes. */
    status: string;
    state: PlanState;
    /** What was written since the version that both set out from, the first entry first. */
    log: readonly LogEntry[];
  };
  /** Where doing mine again on top of theirs would stop; null: all of it can be done. */
  stops: Reason | null;
  /** It was put on another base: of mine no copy can be made. */
  isRebased: boolean;
}

/**
 * Sets both versions against each other.
 * @param waiting the writes behind `mine`
 */
export function conflictOf(
  mine: Unsaved,
  waiting: readonly PendingWrite[],
  theirs: OpenedPlan,
  log: readonly LogEntry[],
): Conflict {
  const { info, head } = theirs;
  return {
    mine,
    theirs: { version: info.version, status: info.status, state: head, log },
    stops: rehearse(theirs, waiting),
    isRebased: log.some(({ action }) => action === 'rebase'),
  };
}

/** Does writes again on a plan without anybody seeing it. @returns why they could not all be done */
function rehearse(plan: OpenedPlan, writes: readonly PendingWrite[]): Reason | null {
  let history: History<unknown> = historyOf(plan);
  return doAgain(writes, false, {
    perform(operations) {
      const tried = tryOperations(history.state, operations, plan.material);
      if (!tried.ok) return tried.error;
      history = history.push(tried.value.state, null);
      return null;
    },
    can: (kind) => (kind === 'undo' ? history.canUndo : history.canRedo),
    move(kind) {
      history = kind === 'undo' ? history.undo() : history.redo();
    },
  });
}
