import { type AuditAllOptions, type AuditCounts, auditAll } from './audit-all.ts';
import { type DailyTime, nextDailyTime } from './daily-time.ts';
import { waitUntil } from './wait-until.ts';

export interface NightlyOptions extends Omit<AuditAllOptions, 'since'> {
  time: DailyTime;
  /** Told when the next round begins. */
  onWait(next: Date): void;
  onRound(counts: AuditCounts): void;
  /** Told when a round broke off, because the database is gone, and when it is tried again. */
  onInterrupted(error: unknown, next: Date): void;
}

const RETRY_MILLISECONDS = 5 * 60_000;

/**
 * Audits the whole register every day at a time of the wall clock, until the signal is aborted. A round
 * that breaks off is taken up again every five minutes, and leaves out what it had done.
 */
export async function auditNightly(options: NightlyOptions): Promise<void> {
  const { time, signal } = options;
  let since = nextDailyTime(new Date(), time);
  let next = since;
  for (;;) {
    options.onWait(next);
    if (!(await waitUntil(next, signal))) return;
    try {
      const counts = await auditAll({ ...options, since });
      options.onRound(counts);
      since = next = nextDailyTime(new Date(), time);
    } catch (error) {
      // Stopping closes the database under a round that is just beginning.
      if (signal.aborted) return;
      next = new Date(Date.now() + RETRY_MILLISECONDS);
      options.onInterrupted(error, next);
    }
  }
}
