import type { Message } from '#engine/coverage/types.ts';
import type { Operation } from '#engine/plan/types.ts';

/** One write to a plan, as the server's log has it: who did what, when. */
export interface LogEntry {
  /** ISO moment. */
  at: string;
  /** Null: without a name. */
  actor: string | null;
  /** `operate`, `undo`, `redo`, `restore`, `rebase`, `change`, `archive`, `register`, … */
  action: string;
  /** Version of the plan afterwards. */
  version: number;
  /** Operations that were done, undone or redone. */
  sequences: readonly number[];
  /** What they are, each in words. */
  what: readonly Message[];
}

/** An operation of a plan as its history keeps it. */
export interface KeptOperation {
  sequence: number;
  operation: Operation;
  description: Message;
  at: string;
  planVersion: number;
  isApplied: boolean;
}

/**
 * Which operations made a plan at an earlier version.
 * @param applied sequences of those that make it now
 * @param since what was written after that version, the first entry first
 * @returns null where that cannot be told: a rebase makes other operations of them
 */
export function appliedAt(
  applied: readonly number[],
  since: readonly Pick<LogEntry, 'action' | 'sequences'>[],
): number[] | null {
  const then = new Set(applied);
  for (const { action, sequences } of [...since].reverse()) {
    if (action === 'rebase') return null;
    for (const sequence of sequences) {
      if (action === 'undo') then.add(sequence);
      else then.delete(sequence);
    }
  }
  return [...then].sort((a, b) => a - b);
}
