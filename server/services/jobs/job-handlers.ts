import type { Knex } from 'knex';
import type { JobKind } from '#contract/jobs.ts';
import type { Message } from '#engine/coverage/types.ts';
import type { Config } from '../../config.ts';
import type { PolicyStore } from '../audit/policy-store.ts';
import type { ComputePool } from '../compute/compute-pool.ts';
import { suggestionJob } from '../suggestions/suggestion-job.ts';
import { auditJob } from './audit-job.ts';

/** What a handler works with. */
export interface JobTools {
  knex: Knex;
  /** Threads for jobs alone; as many as jobs run at once. */
  pool: ComputePool;
  policies: PolicyStore;
  config: Config;
  jobId: string;
  /**
   * Aborted when the job is cancelled, takes too long, or is no longer this worker's. Whatever the handler then does comes to
   * nothing.
   */
  signal: AbortSignal;
  /** Says how far it is, as often as it likes: it is written once a second. `share` is 0–1. */
  progress(share: number, message: Message): void;
}

/** What a handler has come to. */
export interface JobOutcome {
  /** Where the result is, relative to the service: `/suggestions/{id}`. */
  result: string;
  /**
   * Stores the result in the very transaction in which the job becomes `done`, after it is known that the job is still
   * this worker's. What is written elsewhere may be written twice, when a worker was taken for lost and was not.
   */
  save?(trx: Knex.Transaction): Promise<void>;
}

/**
 * Does the work of a kind of job.
 *
 * @param input what was submitted: the parsed JSON, or a Uint8Array where bytes were
 * @throws DomainError the problem that a request would have been answered with; the job fails with it. Anything else is a fault
 * of ours, which is logged.
 */
export type JobHandler = (input: unknown, tools: JobTools) => Promise<JobOutcome>;

/** Those that may be there: a worker leaves the other kinds to others. */
export type JobHandlers = Partial<Record<JobKind, JobHandler>>;

export const JOB_HANDLERS: JobHandlers = {
  audit: auditJob,
  suggestion: suggestionJob,
};
