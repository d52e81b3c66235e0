/** A time of day on the wall clock of this machine (set `TZ` for another zone). */
export interface DailyTime {
  hour: number;
  minute: number;
}

/** Reads `02:00`; null when the text is no time of day. */
export function parseDailyTime(text: string): DailyTime | null {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  return match ? { hour: Number(match[1]), minute: Number(match[2]) } : null;
}

/**
 * The next moment, strictly after `now`, at which the wall clock shows the time. On the day that
 * summer time begins a time inside the skipped hour comes an hour later, as `Date` has it; on the
 * day it ends a repeated time counts once.
 */
export function nextDailyTime(now: Date, { hour, minute }: DailyTime): Date {
  const onDay = (offset: number): Date =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + offset, hour, minute);
  const today = onDay(0);
  return today > now ? today : onDay(1);
}
