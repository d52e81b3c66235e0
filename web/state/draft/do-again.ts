import type { Operation, Reason } from '#engine/plan/types.ts';
import type { PendingWrite } from './save-queue.ts';

/** What is done to a draft. */
export interface DraftHands {
  /** @returns why it may not be done */
  perform(operations: readonly Operation[]): Reason | null;
  can(kind: 'undo' | 'redo'): boolean;
  move(kind: 'undo' | 'redo'): void;
}

/**
 * Does what was done in this browser on top of the head that is there now; stops at what no longer fits.
 * @param isSameHead it was done on this very head: what it undid is there, and is what was meant
 * @returns why something was not done, and what came after it neither
 */
export function doAgain(
  writes: readonly PendingWrite[],
  isSameHead: boolean,
  hands: DraftHands,
): Reason | null {
  const own = { done: 0, undone: 0 };
  for (const [index, write] of writes.entries()) {
    const why = doOneAgain(write, own, isSameHead, hands);
    if (why !== null) return withCount(why, writes.length - index);
  }
  return null;
}

function doOneAgain(
  write: PendingWrite,
  own: { done: number; undone: number },
  isSameHead: boolean,
  hands: DraftHands,
): Reason | null {
  if (write.kind === 'operations') {
    const why = hands.perform(write.operations);
    if (why !== null) return why;
    own.done += 1;
    own.undone = 0;
    return null;
  }
  const isUndo = write.kind === 'undo';
  // What another planner did last must not be undone, or redone, in place of what was meant.
  if (!isSameHead && (isUndo ? own.done : own.undone) === 0) return DONE_ELSEWHERE;
  if (!hands.can(write.kind)) return DONE_ELSEWHERE;
  own.done += isUndo ? -1 : 1;
  own.undone += isUndo ? 1 : -1;
  hands.move(write.kind);
  return null;
}

/** How much is not done again because one thing of it no longer fits. */
const withCount = (reason: Reason, count: number): Reason =>
  count < 2
    ? reason
    : {
        ...reason,
        message: {
          zh: `${reason.message.zh}连同其后，共有 ${count} 项未保存的修改没有重做。`,
          en: `${reason.message.en} With what came after it, ${count} unsaved changes were not done again.`,
        },
      };

const DONE_ELSEWHERE: Reason = {
  code: 'undo-of-another-version',
  message: {
    zh: '撤销或重做的是冲突之前的步骤，方案已被他人改动，未再执行。请在操作记录中核对。',
    en: 'The step that was undone or redone is older than the conflict, and somebody else has changed the plan since: it was left as it is. Check the history.',
  },
};
