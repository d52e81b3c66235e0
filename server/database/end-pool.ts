import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';

/** How long statements under way may take to finish when the program stops. */
const PATIENCE_MILLISECONDS = 5_000;

/**
 * Ends a pool. knex waits for every connection in use without a limit, so that one transaction
 * nobody finishes would keep the program from stopping; this gives up after a while.
 */
export async function endPool(knex: Knex): Promise<void> {
  const waiting = new AbortController();
  await Promise.race([
    knex.destroy(),
    sleep(PATIENCE_MILLISECONDS, undefined, { signal: waiting.signal, ref: true }).catch(
      () => undefined,
    ),
  ]);
  waiting.abort();
}
