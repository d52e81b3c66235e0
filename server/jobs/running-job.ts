import { DomainError, type DomainFault } from '#contract/domain-error.ts';
import type { Message } from '#engine/coverage/types.ts';
import { isDatabaseAway } from '../database/is-database-away.ts';
import type { Heartbeat } from '../repositories/job-repository.ts';
import type { BegunJob } from '../services/jobs/job-attempts.ts';
import type { JobHandler, JobOutcome, JobTools } from '../services/jobs/job-handlers.ts';
import { unpackInput } from '../services/jobs/pack.ts';

/** Why a job is to end before it has come to anything. */
export type StopReason = 'cancelled' | 'time-limit' | 'stopping' | 'superseded';

/** What a signal of a job is aborted with. */
export class JobStopped extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason) {
    super(`the job was ended: ${reason}`);
    this.name = 'JobStopped';
    this.reason = reason;
  }
}

/** How an attempt at a job came out. */
export type AttemptEnd =
  | { kind: 'done'; outcome: JobOutcome }
  | { kind: 'failed'; problem: DomainFault; fault: unknown }
  /** The database was away for the handler: nobody's fault, and worth another attempt. */
  | { kind: 'interrupted' }
  | { kind: StopReason };

/** A handler that does not heed its signal is left to itself after this; what it comes to is dropped. */
const GRACE_MILLISECONDS = 3000;

/** An attempt that is under way in this process. */
export class RunningJob {
  readonly job: BegunJob;
  readonly #controller = new AbortController();
  #progress: number | null = null;
  #message: Message | null = null;

  constructor(job: BegunJob) {
    this.job = job;
  }

  /** Asks the handler to end; the first reason counts. */
  stop(reason: StopReason): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(new JobStopped(reason));
  }

  /** A sign of life, with what progress there was since the last. */
  takeHeartbeat(): Heartbeat {
    const { id, attempt } = this.job;
    const beat = { id, attempt, progress: this.#progress, message: this.#message };
    this.#progress = this.#message = null;
    return beat;
  }

  /** Runs the handler to its end, or until it has been asked to end. Never throws. */
  async run(
    handler: JobHandler,
    tools: Omit<JobTools, 'jobId' | 'signal' | 'progress'>,
  ): Promise<AttemptEnd> {
    const { signal } = this.#controller;
    const limit = tools.config.jobTimeLimitSeconds;
    // Node's timers count to 2^31 ms, the longest limit is a week.
    const timer = setTimeout(() => this.stop('time-limit'), limit * 1000);
    const graceOver = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        setTimeout(() => reject(signal.reason), GRACE_MILLISECONDS).unref();
      });
    });
    try {
      const outcome = await Promise.race([this.#call(handler, tools), graceOver]);
      // Who has been told that it is cancelled must not find a result.
      return this.#stopReason() === 'cancelled' ? { kind: 'cancelled' } : { kind: 'done', outcome };
    } catch (error) {
      return this.#endOf(error, limit);
    } finally {
      clearTimeout(timer);
    }
  }

  async #call(
    handler: JobHandler,
    tools: Omit<JobTools, 'jobId' | 'signal' | 'progress'>,
  ): Promise<JobOutcome> {
    const input = await unpackInput(this.job.input);
    const { signal } = this.#controller;
    return handler(input, {
      ...tools,
      jobId: this.job.id,
      signal,
      progress: (share, message) => {
        this.#progress = Math.min(1, Math.max(0, share));
        this.#message = message;
      },
    });
  }

  #stopReason(): StopReason | null {
    const { reason } = this.#controller.signal;
    return reason instanceof JobStopped ? reason.reason : null;
  }

  #endOf(error: unknown, limitSeconds: number): AttemptEnd {
    const reason = this.#stopReason();
    if (reason === 'time-limit') {
      return { kind: 'failed', problem: TIME_LIMIT(limitSeconds).toFault(), fault: null };
    }
    if (reason !== null) return { kind: reason };
    if (isDatabaseAway(error)) return { kind: 'interrupted' };
    return error instanceof DomainError
      ? { kind: 'failed', problem: error.toFault(), fault: null }
      : { kind: 'failed', problem: internalProblem(this.job), fault: error };
  }
}

const TIME_LIMIT = (seconds: number) =>
  new DomainError('time-limit', {
    zh: `任务未在 ${seconds} 秒内完成；时限由 SIZHI_JOB_TIME_LIMIT_S 设定。`,
    en: `The job did not finish within ${seconds} s; SIZHI_JOB_TIME_LIMIT_S sets the limit.`,
  });

/** The problem of a job that a fault of ours has ended; its wording stays in the log. */
export const internalProblem = ({ id }: BegunJob): DomainFault =>
  new DomainError('internal', {
    zh: `服务内部错误，已记录。请将任务编号 ${id} 告知运维。`,
    en: `The service failed and has logged why. Tell its operator the job's id, ${id}.`,
  }).toFault();
