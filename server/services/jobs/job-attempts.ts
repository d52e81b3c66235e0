import type { Knex } from 'knex';
import { DomainError, type DomainFault } from '#contract/domain-error.ts';
import type { Message } from '#engine/coverage/types.ts';
import { ENGINE_VERSION } from '#engine/version.ts';
import { JobQueue } from '../../repositories/job-queue.ts';
import {
  beginJob,
  endAttempt,
  endJob,
  type JobAttempt,
  type JobEnd,
  type JobRow,
  kindToTake,
  lockLostJob,
  readJobs,
  requeueJob,
  type StoredInput,
} from '../../repositories/job-repository.ts';
import type { JobOutcome } from './job-handlers.ts';
import { CANCELLED } from './job-service.ts';

/** A job whose worker was lost so often is given up: most likely it is the job that kills them. */
export const MOST_LOSSES = 3;

/** A job that a worker has begun. */
export interface BegunJob extends JobAttempt {
  kind: string;
  input: StoredInput;
}

/**
 * What workers do with jobs. Each step changes the job's row and its entry in the queue in one transaction; each but the first
 * does so only if the attempt is still the last one, so of two workers that both think a job theirs one writes.
 */
export class JobAttempts {
  readonly #knex: Knex;
  readonly #queue = new JobQueue();

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Takes the job of these kinds that has waited longest; null when none does, or others were quicker. */
  async begin(kinds: readonly string[], worker: string): Promise<BegunJob | null> {
    const kind = await kindToTake(this.#knex, kinds);
    if (kind === null) return null;
    try {
      return await this.#knex.transaction((trx) => this.#begin(trx, kind, worker));
    } catch (error) {
      if (error instanceof JustBeingChanged) return null;
      throw error;
    }
  }

  /**
   * Locks the entry before the row, and everybody else the row before the entry; so it does not wait for the row, or two could wait
   * for each other.
   */
  async #begin(trx: Knex.Transaction, kind: string, worker: string): Promise<BegunJob | null> {
    const id = await this.#queue.take(trx, kind);
    if (id === null) return null;
    const begun = await beginJob(trx, id, worker);
    if (begun !== undefined) {
      return { id, kind, attempt: begun.row.attempts, input: begun.input };
    }
    const [row] = await readJobs(trx, [id]);
    // Rolled back, the entry is in the queue again for whoever is at the row.
    if (row?.state === 'queued') throw new JustBeingChanged();
    // An entry without a job: somebody has removed the row by hand.
    await this.#queue.remove(trx, kind, id);
    return null;
  }

  /**
   * Stores what a job has come to.
   * @returns whether the attempt was still the last; else nothing was stored
   */
  async complete(job: BegunJob, { result, save }: JobOutcome): Promise<boolean> {
    return this.#end(
      job,
      { state: 'done', message: DONE, result, engineVersion: ENGINE_VERSION },
      save,
    );
  }

  async fail(job: BegunJob, problem: DomainFault): Promise<boolean> {
    return this.#end(job, { state: 'failed', message: problem.detail, problem });
  }

  async cancel(job: BegunJob): Promise<boolean> {
    return this.#end(job, { state: 'cancelled', message: CANCELLED });
  }

  /** Queues a job anew that this worker cannot finish because it stops. */
  async giveBack(job: BegunJob): Promise<boolean> {
    return this.#knex.transaction(async (trx) => {
      const isOurs = await requeueJob(trx, job, { isLost: false, message: GIVEN_BACK });
      if (isOurs) await this.#queue.putBack(trx, job.kind, job.id);
      return isOurs;
    });
  }

  /**
   * Takes jobs from workers that have given no sign of life: back into the queue, or to their end where they were to be cancelled or
   * have lost too many workers.
   * @returns the jobs, as they were
   */
  async recover(kinds: readonly string[], silenceSeconds: number): Promise<JobRow[]> {
    const recovered: JobRow[] = [];
    for (;;) {
      const job = await this.#knex.transaction((trx) =>
        this.#recoverOne(trx, kinds, silenceSeconds),
      );
      if (job === undefined) return recovered;
      recovered.push(job);
    }
  }

  async #recoverOne(
    trx: Knex.Transaction,
    kinds: readonly string[],
    silenceSeconds: number,
  ): Promise<JobRow | undefined> {
    const job = await lockLostJob(trx, kinds, silenceSeconds);
    if (job === undefined) return undefined;
    if (job.cancel_requested_at !== null) {
      await endJob(trx, job.id, { state: 'cancelled', message: CANCELLED });
      await this.#queue.remove(trx, job.kind, job.id);
    } else if (job.losses + 1 >= MOST_LOSSES) {
      const problem = WORKER_LOST().toFault();
      await endJob(trx, job.id, { state: 'failed', message: problem.detail, problem });
      await this.#queue.remove(trx, job.kind, job.id);
    } else {
      const attempt = { id: job.id, attempt: job.attempts };
      await requeueJob(trx, attempt, { isLost: true, message: LOST });
      await this.#queue.putBack(trx, job.kind, job.id);
    }
    return job;
  }

  async #end(job: BegunJob, end: JobEnd, save?: JobOutcome['save']): Promise<boolean> {
    return this.#knex.transaction(async (trx) => {
      if (!(await endAttempt(trx, job, end))) return false;
      await save?.(trx);
      await this.#queue.remove(trx, job.kind, job.id);
      return true;
    });
  }
}

class JustBeingChanged extends Error {}

const DONE: Message = { zh: '已完成', en: 'done' };
const GIVEN_BACK: Message = {
  zh: '执行进程停止，任务重新排队',
  en: 'its worker was stopped; queued again',
};
const LOST: Message = {
  zh: '执行进程中断，任务重新排队',
  en: 'its worker was lost; queued again',
};
const WORKER_LOST = () =>
  new DomainError('worker-lost', {
    zh: `任务执行了 ${MOST_LOSSES} 次，每次进程都中断了，不再重试。`,
    en: `The job was begun ${MOST_LOSSES} times and its worker was lost each time; it is not tried again.`,
  });
