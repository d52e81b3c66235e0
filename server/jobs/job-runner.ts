import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { JobKind } from '#contract/jobs.ts';
import { isDatabaseAway } from '../database/is-database-away.ts';
import { beatJobs, lookForWork, purgeJobs } from '../repositories/job-repository.ts';
import { type BegunJob, JobAttempts } from '../services/jobs/job-attempts.ts';
import type { JobHandler, JobHandlers, JobTools } from '../services/jobs/job-handlers.ts';
import type { EndState, JobLog } from './job-log.ts';
import { type AttemptEnd, internalProblem, RunningJob } from './running-job.ts';

export interface JobRunnerOptions {
  handlers: JobHandlers;
  tools: Omit<JobTools, 'jobId' | 'signal' | 'progress'>;
  /** Names this process in the rows of its jobs. */
  worker: string;
  log: JobLog;
}

/** Signs of life, looks for work and writes of progress: all once in so long. */
const BEAT_MILLISECONDS = 1000;
/** A worker that has given no sign of life for longer is taken for lost. */
export const SILENCE_SECONDS = 10;
/** After a pause of this machine or of the database, the others get a moment for their signs of life. */
const HITCH_MILLISECONDS = 3 * BEAT_MILLISECONDS;
const PURGE_MILLISECONDS = 3_600_000;

/**
 * Works jobs off, as many at once as the configuration says, until it is stopped. Any number of runners may share a database, in
 * one process or in many.
 */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #knex: Knex;
  readonly #attempts: JobAttempts;
  readonly #kinds: string[];
  readonly #running = new Map<RunningJob, Promise<void>>();
  #waking = new AbortController();
  #isStopping = false;
  #loop: Promise<void> | null = null;
  #lastBeat = 0;
  #nextPurge = 0;
  #isInterrupted = false;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
    this.#knex = options.tools.knex;
    this.#attempts = new JobAttempts(this.#knex);
    this.#kinds = Object.keys(options.handlers);
  }

  /** Begins to take jobs. */
  start(): void {
    this.#lastBeat = performance.now();
    this.#loop ??= this.#work();
  }

  /** Looks for work at once. */
  wake(): void {
    this.#waking.abort();
  }

  /** Takes no more jobs and gives back those under way; resolves when they are in the queue again. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.wake();
    await this.#loop;
    for (const running of this.#running.keys()) running.stop('stopping');
    await Promise.all(this.#running.values());
  }

  async #work(): Promise<void> {
    while (!this.#isStopping) {
      try {
        await this.#round();
        if (this.#isInterrupted) this.#options.log({ event: 'resumed' });
        this.#isInterrupted = false;
      } catch (error) {
        if (!this.#isInterrupted) this.#options.log({ event: 'interrupted', error });
        this.#isInterrupted = true;
      }
      await this.#pause();
    }
  }

  /** Its own signs of life come first: a database that was busy for long makes everybody look lost. */
  async #round(): Promise<void> {
    await this.#beat();
    const hitch = performance.now() - this.#lastBeat;
    this.#lastBeat = performance.now();
    const { waiting, lost } = await lookForWork(this.#knex, this.#kinds, SILENCE_SECONDS);
    if (lost && hitch < HITCH_MILLISECONDS) await this.#recover();
    if (waiting || lost) await this.#takeJobs();
    if (performance.now() >= this.#nextPurge) await this.#purge();
  }

  async #beat(): Promise<void> {
    const running = [...this.#running.keys()];
    if (running.length === 0) return;
    const beats = running.map((one) => one.takeHeartbeat());
    const ours = await beatJobs(this.#knex, beats);
    for (const one of running) {
      const own = ours.find(({ id, attempt }) => id === one.job.id && attempt === one.job.attempt);
      // One that ended while the beat was under way is not there either, and is past being stopped.
      if (own === undefined) one.stop('superseded');
      else if (own.cancelled) one.stop('cancelled');
    }
  }

  async #recover(): Promise<void> {
    for (const { id, kind } of await this.#attempts.recover(this.#kinds, SILENCE_SECONDS)) {
      this.#options.log({ event: 'recovered', id, kind });
    }
  }

  async #takeJobs(): Promise<void> {
    const { handlers, tools, worker } = this.#options;
    while (this.#running.size < tools.config.jobWorkers && !this.#isStopping) {
      const job = await this.#attempts.begin(this.#kinds, worker);
      if (job === null) return;
      const handler = handlers[job.kind as JobKind];
      if (handler === undefined) throw new Error(`took a job of the kind ${job.kind}`);
      this.#begin(job, handler);
    }
  }

  #begin(job: BegunJob, handler: JobHandler): void {
    const { id, kind, attempt } = job;
    this.#options.log({ event: 'begun', id, kind, attempt });
    const running = new RunningJob(job);
    const began = performance.now();
    const done = running
      .run(handler, this.#options.tools)
      .then((end) => this.#settle(job, end))
      .then((state) => {
        const seconds = (performance.now() - began) / 1000;
        this.#options.log({ event: 'ended', id, kind, state, seconds });
      })
      .finally(() => {
        this.#running.delete(running);
        this.wake();
      });
    this.#running.set(running, done);
  }

  /**
   * Writes how an attempt came out, as soon as the database takes it: an hour's work is not thrown away for a restart of the database.
   * The signs of life go on until then.
   * @returns what became of the job; `left` when it is no longer ours, or is left for others to find
   */
  async #settle(job: BegunJob, end: AttemptEnd): Promise<EndState> {
    if (end.kind === 'failed' && end.fault !== null) this.#tellFault(job, end.fault);
    for (;;) {
      try {
        return await this.#write(job, end);
      } catch (error) {
        if (!isDatabaseAway(error)) {
          this.#tellFault(job, error);
          if (end.kind !== 'done') return 'left';
          return this.#settle(job, { kind: 'failed', problem: internalProblem(job), fault: null });
        }
        if (this.#isStopping) return 'left';
        await sleep(BEAT_MILLISECONDS);
      }
    }
  }

  async #write(job: BegunJob, end: AttemptEnd): Promise<EndState> {
    switch (end.kind) {
      case 'done':
        return (await this.#attempts.complete(job, end.outcome)) ? 'done' : 'left';
      case 'failed':
        return (await this.#attempts.fail(job, end.problem)) ? 'failed' : 'left';
      case 'cancelled':
        return (await this.#attempts.cancel(job)) ? 'cancelled' : 'left';
      case 'stopping':
        return (await this.#attempts.giveBack(job)) ? 'queued' : 'left';
      default:
        return 'left';
    }
  }

  #tellFault({ id, kind }: BegunJob, error: unknown): void {
    this.#options.log({ event: 'fault', id, kind, error });
  }

  async #purge(): Promise<void> {
    this.#nextPurge = performance.now() + PURGE_MILLISECONDS;
    const jobs = await purgeJobs(this.#knex, this.#options.tools.config.jobRetentionDays);
    if (jobs > 0) this.#options.log({ event: 'purged', jobs });
  }

  async #pause(): Promise<void> {
    const { signal } = this.#waking;
    try {
      await sleep(BEAT_MILLISECONDS, undefined, { signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    // Whoever wakes it during a round is heard at the end of that.
    if (signal.aborted) this.#waking = new AbortController();
  }
}
