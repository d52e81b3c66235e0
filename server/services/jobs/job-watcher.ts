import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { isFinal } from '#contract/jobs.ts';
import { type JobRow, readJobs } from '../../repositories/job-repository.ts';

/** How often the database is asked while anybody watches. */
const INTERVAL_MILLISECONDS = 500;

/**
 * Follows jobs for any number of people: one question to the database every half second, whoever watches what, and none while
 * nobody does.
 */
export class JobWatcher {
  readonly #knex: Knex;
  /** Jobs that the next question is about. */
  #wanted = new Set<string>();
  #answer: Promise<Map<string, JobRow>> | null = null;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * A job as it is, and again whenever it has changed; the last one is final. Who reads slowly gets the latest, not all that there
   * were. Ends without a word when the job is not there (any more), or half a second after the signal is aborted.
   */
  async *watch(id: string, signal: AbortSignal): AsyncGenerator<JobRow, void, undefined> {
    let [row] = await readJobs(this.#knex, [id]);
    let revision = 0;
    while (row !== undefined && !signal.aborted) {
      if (row.revision !== revision) {
        revision = row.revision;
        yield row;
        if (isFinal(row.state)) return;
      }
      row = (await this.#ask(id)).get(id);
    }
  }

  /** Asks together with everybody else who watches. */
  #ask(id: string): Promise<Map<string, JobRow>> {
    this.#wanted.add(id);
    this.#answer ??= this.#askAll();
    return this.#answer;
  }

  async #askAll(): Promise<Map<string, JobRow>> {
    await sleep(INTERVAL_MILLISECONDS, undefined, { ref: false });
    const ids = [...this.#wanted];
    this.#wanted = new Set();
    this.#answer = null;
    const rows = await readJobs(this.#knex, ids);
    return new Map(rows.map((row) => [row.id, row]));
  }
}
