import type { Knex } from 'knex';
import type { DomainFault } from '#contract/domain-error.ts';
import type { FinalJobState, JobKind, JobState } from '#contract/jobs.ts';
import type { Message } from '#engine/coverage/types.ts';

/** What is kept of a job, but for its input and its document. */
export interface JobRow {
  id: string;
  jurisdiction_id: string | null;
  kind: JobKind;
  state: JobState;
  progress: number;
  message: Message | null;
  actor: string;
  attempts: number;
  losses: number;
  cancel_requested_at: Date | null;
  result: string | null;
  problem: DomainFault | null;
  engine_version: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  /** Grows with every change. */
  revision: number;
}

const COLUMNS = [
  ...['id', 'jurisdiction_id', 'kind', 'state', 'progress', 'message', 'actor', 'attempts'],
  ...['losses', 'cancel_requested_at', 'result', 'problem', 'engine_version', 'created_at'],
  ...['started_at', 'finished_at', 'revision'],
];

/** The input of a job as it lies in its row. */
export interface StoredInput {
  /** gzip. */
  bytes: Buffer;
  type: 'json' | 'bytes';
}

export interface NewJob {
  kind: string;
  jurisdictionId: string | null;
  actor: string;
  input: StoredInput;
}

/** An attempt at a job: what the worker that made it may still write, while it is the last one. */
export interface JobAttempt {
  id: string;
  /** Of the row's `attempts`. */
  attempt: number;
}

/** Enters a job as queued. */
export async function insertJob(trx: Knex.Transaction, job: NewJob): Promise<JobRow> {
  const [row] = await trx('job')
    .insert({
      kind: job.kind,
      jurisdiction_id: job.jurisdictionId,
      actor: job.actor,
      input: job.input.bytes,
      input_type: job.input.type,
    })
    .returning(COLUMNS);
  return row;
}

/** How many jobs wait, and how many bytes their inputs take. */
export async function sizeOfQueue(knex: Knex): Promise<{ jobs: number; bytes: number }> {
  const { rows } = await knex.raw(
    `select count(*) as jobs, coalesce(sum(octet_length(input)), 0)::bigint as bytes
     from job where state = 'queued'`,
  );
  return rows[0];
}

/** Jobs by their ids, in no order; those that are not there are left out. */
export async function readJobs(knex: Knex, ids: readonly string[]): Promise<JobRow[]> {
  return knex('job')
    .select(COLUMNS)
    .whereIn('id', [...ids]);
}

/** Jobs on the register or a plan of a jurisdiction, the newest first. Of those on what somebody sent nobody else is to know. */
export async function listJobs(knex: Knex, limit: number): Promise<JobRow[]> {
  return knex('job')
    .select(COLUMNS)
    .whereNotNull('jurisdiction_id')
    .orderBy([
      { column: 'created_at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .limit(limit);
}

/** A job that nobody else changes until the transaction ends. */
export async function lockJob(trx: Knex.Transaction, id: string): Promise<JobRow | undefined> {
  return trx('job').select(COLUMNS).where({ id }).forUpdate().first();
}

/** Which of these kinds has waited longest; null when nothing waits. */
export async function kindToTake(knex: Knex, kinds: readonly string[]): Promise<string | null> {
  const row = await knex('job')
    .select('kind')
    .where('state', 'queued')
    .whereIn('kind', [...kinds])
    .orderBy('created_at')
    .first();
  return row?.kind ?? null;
}

/** Begins an attempt at a queued job; undefined when it is not queued, or somebody else is just changing it. */
export async function beginJob(
  trx: Knex.Transaction,
  id: string,
  worker: string,
): Promise<{ row: JobRow; input: StoredInput } | undefined> {
  const free = trx('job').select('id').where({ id, state: 'queued' }).forUpdate().skipLocked();
  const [row] = await trx('job')
    .whereIn('id', free)
    .update({
      state: 'running',
      attempts: trx.raw('attempts + 1'),
      worker,
      heartbeat_at: trx.raw('now()'),
      started_at: trx.raw('now()'),
      progress: 0,
      message: null,
      revision: NEXT(trx),
    })
    .returning([...COLUMNS, 'input', 'input_type']);
  if (!row) return undefined;
  const { input, input_type, ...rest } = row;
  return { row: rest, input: { bytes: input, type: input_type } };
}

/** A sign of life, with how far the attempt is if that has changed. */
export interface Heartbeat extends JobAttempt {
  progress: number | null;
  message: Message | null;
}

/**
 * Signs of life of all attempts of a worker in one statement.
 * @returns those that are still its own, and whether they are to be cancelled; the others belong to somebody else now, or are over
 */
export async function beatJobs(
  knex: Knex,
  beats: readonly Heartbeat[],
): Promise<(JobAttempt & { cancelled: boolean })[]> {
  const { rows } = await knex.raw(
    `update job set heartbeat_at = now(),
       progress = coalesce(beat.progress, job.progress),
       message = case when job.cancel_requested_at is null
         then coalesce(beat.message, job.message) else job.message end,
       revision = revision + case when beat.progress is null and beat.message is null then 0 else 1 end
     from jsonb_to_recordset(cast(? as jsonb))
       as beat (id uuid, attempt integer, progress double precision, message jsonb)
     where job.id = beat.id and job.attempts = beat.attempt and job.state = 'running'
     returning job.id, job.attempts as attempt, job.cancel_requested_at is not null as cancelled`,
    [JSON.stringify(beats)],
  );
  return rows;
}

/** How a job ends. */
export type JobEnd = { message: Message | null } & (
  | { state: Extract<FinalJobState, 'done'>; result: string; engineVersion: string }
  | { state: Extract<FinalJobState, 'failed'>; problem: DomainFault }
  | { state: Extract<FinalJobState, 'cancelled'> }
);

/**
 * Ends a job, if this attempt at it is the last and still under way.
 * @returns whether it was
 */
export async function endAttempt(
  trx: Knex.Transaction,
  { id, attempt }: JobAttempt,
  end: JobEnd,
): Promise<boolean> {
  const ended = await trx('job')
    .where({ id, attempts: attempt, state: 'running' })
    .update(columnsOfEnd(trx, end));
  return ended === 1;
}

/** Ends a job that nobody has begun, or whose worker is gone; the caller holds its lock. */
export async function endJob(trx: Knex.Transaction, id: string, end: JobEnd): Promise<JobRow> {
  const [row] = await trx('job').where({ id }).update(columnsOfEnd(trx, end)).returning(COLUMNS);
  return row;
}

function columnsOfEnd(trx: Knex.Transaction, end: JobEnd): Record<string, unknown> {
  return {
    state: end.state,
    message: end.message === null ? null : JSON.stringify(end.message),
    ...(end.state === 'done'
      ? { progress: 1, result: end.result, engine_version: end.engineVersion }
      : {}),
    ...(end.state === 'failed' ? { problem: JSON.stringify(end.problem) } : {}),
    worker: null,
    heartbeat_at: null,
    input: null,
    finished_at: trx.raw('now()'),
    revision: NEXT(trx),
  };
}

/**
 * Queues a job anew, if this attempt at it is the last and still under way.
 * @param isLost whether its worker was lost, which is counted
 * @returns whether it was
 */
export async function requeueJob(
  trx: Knex.Transaction,
  { id, attempt }: JobAttempt,
  { isLost, message }: { isLost: boolean; message: Message },
): Promise<boolean> {
  const queued = await trx('job')
    .where({ id, attempts: attempt, state: 'running' })
    .update({
      state: 'queued',
      progress: 0,
      message: JSON.stringify(message),
      worker: null,
      heartbeat_at: null,
      revision: NEXT(trx),
      ...(isLost ? { losses: trx.raw('losses + 1') } : {}),
    });
  return queued === 1;
}

/** Asks the worker of a running job to stop; the caller holds its lock. */
export async function requestCancel(
  trx: Knex.Transaction,
  id: string,
  message: Message,
): Promise<JobRow> {
  const [row] = await trx('job')
    .where({ id })
    .update({
      cancel_requested_at: trx.raw('coalesce(cancel_requested_at, now())'),
      message: JSON.stringify(message),
      revision: NEXT(trx),
    })
    .returning(COLUMNS);
  return row;
}

/** A running job of these kinds that has given no sign of life for a while, locked; undefined when there is none. */
export async function lockLostJob(
  trx: Knex.Transaction,
  kinds: readonly string[],
  silenceSeconds: number,
): Promise<JobRow | undefined> {
  return trx('job')
    .select(COLUMNS)
    .where('state', 'running')
    .whereIn('kind', [...kinds])
    .whereRaw('heartbeat_at < now() - make_interval(secs => ?)', [silenceSeconds])
    .orderBy('heartbeat_at')
    .forUpdate()
    .skipLocked()
    .first();
}

/** Whether anything waits, and whether a worker seems lost: one cheap question that is asked every second. */
export async function lookForWork(
  knex: Knex,
  kinds: readonly string[],
  silenceSeconds: number,
): Promise<{ waiting: boolean; lost: boolean }> {
  const { rows } = await knex.raw(
    `select
       exists (select from job where state = 'queued' and kind = any(:kinds)) as waiting,
       exists (select from job where state = 'running' and kind = any(:kinds)
         and heartbeat_at < now() - make_interval(secs => :silenceSeconds)) as lost`,
    { kinds: [...kinds], silenceSeconds },
  );
  return rows[0];
}

/** Keeps a job's result in its row; gzip. */
export async function writeDocument(
  trx: Knex.Transaction,
  id: string,
  document: Buffer,
): Promise<void> {
  await trx('job').where({ id }).update({ document });
}

/** The result that a job's row keeps; null when it keeps none. */
export async function readDocument(knex: Knex, id: string): Promise<Buffer | null> {
  const row = await knex('job').select('document').where({ id }).first();
  return row?.document ?? null;
}

/** Removes jobs that ended longer ago. @returns how many */
export async function purgeJobs(knex: Knex, days: number): Promise<number> {
  return knex('job').whereRaw('finished_at < now() - make_interval(days => ?)', [days]).delete();
}

const NEXT = (trx: Knex.Transaction): Knex.Raw => trx.raw('revision + 1');
