import { setTimeout as delay } from 'node:timers/promises';

/** Timers count running time, and stand still while a machine sleeps; so look at the clock now and then. */
const LONGEST_NAP_MILLISECONDS = 60_000;

/**
 * Resolves at a moment of the wall clock, at the latest a minute after a sleeping machine wakes.
 *
 * @returns false when the signal was aborted before
 */
export async function waitUntil(moment: Date, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const remaining = moment.getTime() - Date.now();
    if (remaining <= 0) return true;
    await nap(Math.min(remaining, LONGEST_NAP_MILLISECONDS), signal);
  }
  return false;
}

async function nap(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
