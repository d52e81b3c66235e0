import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import type { Config } from '../config.ts';
import type { PolicyStore } from '../services/audit/policy-store.ts';
import { ComputePool } from '../services/compute/compute-pool.ts';
import { JOB_HANDLERS, type JobHandlers } from '../services/jobs/job-handlers.ts';
import type { JobService } from '../services/jobs/job-service.ts';
import type { JobLog } from './job-log.ts';
import { JobRunner } from './job-runner.ts';

export interface JobsOptions {
  knex: Knex;
  config: Config;
  policies: PolicyStore;
  log: JobLog;
  /** Where jobs are submitted in this process, if they are: these are taken at once. */
  jobs?: JobService;
  /** Other than those that come with Sizhi; for tests. */
  handlers?: JobHandlers;
}

/** Longer than a handler that does not heed its signal is waited for. */
const PATIENCE_MILLISECONDS = 8000;

/** A process that works jobs off. */
export interface RunningJobs {
  /** Gives back what is under way, and ends the threads. */
  stop(): Promise<void>;
}

/**
 * Begins to work jobs off in this process. They have threads of their own, or a job of minutes would keep the requests waiting
 * that share them.
 */
export function startJobs(options: JobsOptions): RunningJobs {
  const { knex, config, policies, log, jobs, handlers = JOB_HANDLERS } = options;
  const pool = new ComputePool({
    workers: config.jobWorkers,
    policies: policies.policies,
    timeLimitSeconds: config.jobTimeLimitSeconds,
    waitLimitSeconds: config.jobTimeLimitSeconds,
  });
  const runner = new JobRunner({
    handlers,
    tools: { knex, pool, policies, config },
    worker: `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`,
    log,
  });
  runner.start();
  const forget = jobs?.onSubmitted(() => runner.wake());
  return {
    async stop() {
      forget?.();
      // A database that no longer answers must not keep the program from ending; others find the jobs.
      await Promise.race([runner.stop(), sleep(PATIENCE_MILLISECONDS, undefined, { ref: false })]);
      await pool.close();
    },
  };
}
