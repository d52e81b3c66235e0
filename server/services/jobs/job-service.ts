import type { Knex } from 'knex';
import { DomainError } from '#contract/domain-error.ts';
import { isFinal, type Job, type JobKind } from '#contract/jobs.ts';
import type { Message } from '#engine/coverage/types.ts';
import { isUuid } from '../../repositories/feature-repository.ts';
import { JobQueue } from '../../repositories/job-queue.ts';
import {
  endJob,
  insertJob,
  type JobRow,
  listJobs,
  lockJob,
  readDocument,
  readJobs,
  requestCancel,
  sizeOfQueue,
} from '../../repositories/job-repository.ts';
import { JobWatcher } from './job-watcher.ts';
import { packInput, unpack } from './pack.ts';
import { toJob } from './to-job.ts';

export interface JobRequest {
  kind: JobKind;
  /** Whose business it is, where it is anybody's. */
  jurisdictionId?: string | null;
  /** What the handler of the kind gets: JSON, or a Uint8Array, which it gets as it is. */
  input: object;
  /** Who asks; kept with the job. */
  actor: string;
}

/** What may wait at most; a queue that grows beyond has nobody who works it off. */
const MOST_QUEUED = { jobs: 1000, bytes: 2_000_000_000 };

/** Jobs as those see them who submit and follow them; who works them off is `JobRunner`. */
export class JobService {
  readonly #knex: Knex;
  readonly #queue = new JobQueue();
  readonly #watcher: JobWatcher;
  readonly #listeners = new Set<() => void>();

  constructor(knex: Knex) {
    this.#knex = knex;
    this.#watcher = new JobWatcher(knex);
  }

  /**
   * Queues a job; it outlives this process.
   * @throws DomainError `busy` when too many wait already
   */
  async submit(request: JobRequest): Promise<Job> {
    const { kind, jurisdictionId = null, actor } = request;
    const size = await sizeOfQueue(this.#knex);
    if (size.jobs >= MOST_QUEUED.jobs || size.bytes >= MOST_QUEUED.bytes) throw QUEUE_FULL();
    const input = await packInput(request.input);
    const row = await this.#knex.transaction(async (trx) => {
      const inserted = await insertJob(trx, { kind, jurisdictionId, actor, input });
      await this.#queue.send(trx, kind, inserted.id);
      return inserted;
    });
    for (const listener of this.#listeners) listener();
    return toJob(row, 'en');
  }

  /**
   * Calls back after each job that is submitted here, so that a runner in the same process need not wait until it looks.
   * @returns ends that
   */
  onSubmitted(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A job; null when there is none of that id. `language` is that of its problem. */
  async read(id: string, language: keyof Message = 'en'): Promise<Job | null> {
    const row = await this.#find(id);
    return row ? toJob(row, language) : null;
  }

  /** The newest jobs on the register or on plans; one on what somebody sent is known by its id alone. */
  async list(limit: number, language: keyof Message = 'en'): Promise<Job[]> {
    const rows = await listJobs(this.#knex, limit);
    return rows.map((row) => toJob(row, language));
  }

  /**
   * Cancels a job: one that waits at once, one that runs as soon as its worker hears of it, which takes about a second.
   * @returns the job, which is still `running` in the second case; null when there is none of that id
   * @throws DomainError `job-finished` when it is over
   */
  async cancel(id: string, language: keyof Message = 'en'): Promise<Job | null> {
    if (!isUuid(id)) return null;
    const row = await this.#knex.transaction(async (trx) => {
      const job = await lockJob(trx, id);
      if (job === undefined) return null;
      if (isFinal(job.state)) throw FINISHED(job);
      if (job.state === 'running') return requestCancel(trx, id, CANCELLING);
      await this.#queue.remove(trx, job.kind, id);
      return endJob(trx, id, { state: 'cancelled', message: CANCELLED });
    });
    return row === null ? null : toJob(row, language);
  }

  /**
   * A job as it is, and again after each change, to its final state. Ends early when the signal is aborted, and at once when there is
   * no such job.
   */
  async *watch(
    id: string,
    signal: AbortSignal,
    language: keyof Message = 'en',
  ): AsyncGenerator<Job & { revision: number }, void, undefined> {
    if (!isUuid(id)) return;
    for await (const row of this.#watcher.watch(id, signal)) {
      yield { ...toJob(row, language), revision: row.revision };
    }
  }

  /**
   * The result of a job whose result is kept with it, as the JSON that a request would have been answered with.
   * @throws DomainError `not-found` when there is no such job, or its result lies elsewhere or was never made; `job-unfinished`; and the
   * problem of a job that failed
   */
  async readResult(id: string): Promise<Buffer> {
    const row = await this.#find(id);
    if (row === undefined) throw NO_SUCH_JOB();
    if (row.problem !== null) throw DomainError.fromFault(row.problem);
    if (!isFinal(row.state)) throw UNFINISHED();
    const document = await readDocument(this.#knex, id);
    if (document === null) throw NO_RESULT();
    return unpack(document);
  }

  async #find(id: string): Promise<JobRow | undefined> {
    if (!isUuid(id)) return undefined;
    const [row] = await readJobs(this.#knex, [id]);
    return row;
  }
}

export const CANCELLED: Message = { zh: '已取消', en: 'cancelled' };
const CANCELLING: Message = { zh: '正在取消', en: 'being cancelled' };

export const NO_SUCH_JOB = () =>
  new DomainError('not-found', {
    zh: '没有该编号的任务；已结束的任务在保留期满后删除。',
    en: 'There is no job of that id; one that is over is removed after a while.',
  });
const NO_RESULT = () =>
  new DomainError('not-found', {
    zh: '此任务没有保存在这里的结果：已取消，或结果在 result 所指之处。',
    en: 'No result is kept here: the job was cancelled, or its result is where `result` says.',
  });
const UNFINISHED = () =>
  new DomainError('job-unfinished', {
    zh: '任务尚未完成；进度见 /jobs/{id}。',
    en: 'The job is not done yet; /jobs/{id} tells how far it is.',
  });
const FINISHED = ({ state }: JobRow) =>
  new DomainError('job-finished', {
    zh: `任务已结束（${state}），无法取消。`,
    en: `The job is over (${state}) and cannot be cancelled.`,
  });
const QUEUE_FULL = () =>
  new DomainError('busy', {
    zh: '等待中的任务过多，请稍后重试。',
    en: 'Too many jobs are waiting; try again later.',
  });
