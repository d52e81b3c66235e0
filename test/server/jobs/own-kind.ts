import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
import { isFinal, type Job, type JobKind } from '#contract/jobs.ts';
import type { Database } from '../../../server/database/open-database.ts';
import type { JobNotice } from '../../../server/jobs/job-log.ts';
import { type RunningJobs, startJobs } from '../../../server/jobs/start-jobs.ts';
import { openPolicies } from '../../../server/services/audit/open-policies.ts';
import type { JobHandler } from '../../../server/services/jobs/job-handlers.ts';
import type { JobService } from '../../../server/services/jobs/job-service.ts';
import { testConfig } from '../helpers/service.ts';

/** A kind of job with a queue that no other test knows: those that run at the same time take one another's jobs otherwise. */
export function ownKind(database: () => Database): () => JobKind {
  const kind = `test-${randomUUID()}` as JobKind;
  beforeAll(() => database().knex.raw('select sizhi_queue.create_queue(?, ?)', [kind, '{}']));
  afterAll(async () => {
    await database().knex('job').where({ kind }).delete();
    await database().knex.raw('delete from sizhi_queue.job where name = ?', [kind]);
    await database().knex.raw('select sizhi_queue.delete_queue(?)', [kind]);
  });
  return () => kind;
}

/** Runs jobs of a kind; what it says is kept in `notices`. */
export function runJobs(
  { knex }: Database,
  kind: JobKind,
  handler: JobHandler,
  { jobs, workers = 1, timeLimitSeconds = 60 }: RunOptions = {},
): RunningJobs & { notices: JobNotice[] } {
  const config = testConfig({ jobWorkers: workers, jobTimeLimitSeconds: timeLimitSeconds });
  const notices: JobNotice[] = [];
  const running = startJobs({
    ...{ knex, config, policies: openPolicies(config), handlers: { [kind]: handler } },
    ...(jobs === undefined ? {} : { jobs }),
    log: (notice) => notices.push(notice),
  });
  return { ...running, notices };
}

interface RunOptions {
  jobs?: JobService;
  workers?: number;
  timeLimitSeconds?: number;
}

/** Waits for a job to reach a state that is wanted; by default its end. */
export async function reach(
  jobs: JobService,
  id: string,
  isThere: (job: Job) => boolean = ({ state }) => isFinal(state),
  withinMilliseconds = 20_000,
): Promise<Job> {
  const deadline = Date.now() + withinMilliseconds;
  for (;;) {
    const job = await jobs.read(id);
    if (job !== null && isThere(job)) return job;
    if (Date.now() > deadline) throw new Error(`the job is still ${JSON.stringify(job)}`);
    await sleep(50);
  }
}

/** Ends when the signal is aborted, with its reason. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}
