import type { Knex } from 'knex';
import { appendEvent } from './event-repository.ts';
import type { JurisdictionRow } from './jurisdiction-repository.ts';

const STARTED = 'audit.started';
const COMPLETED = 'audit.completed';
const FAILED = 'audit.failed';

/** All jurisdictions, by code. */
export async function listJurisdictions(knex: Knex): Promise<JurisdictionRow[]> {
  return knex<JurisdictionRow>('jurisdiction')
    .select('jurisdiction_id', 'code', 'name', 'default_policy')
    .orderBy('code');
}

/** One audit of one jurisdiction's register, as the event log knows it. */
export interface AuditRun {
  jurisdictionId: string;
  /** Names the run, so that its end can be told from that of another. */
  runId: string;
  /** Who audits: a worker's name. It has one run at a time, so an older one of its own is over. */
  actor: string;
}

export interface ClaimTerms {
  /** An audit that was completed at this moment or later need not be repeated; null: repeat it. */
  since: Date | null;
  /** A run that has not ended after so long belongs to a worker that is gone. */
  abandonedAfterSeconds: number;
}

/**
 * Takes a jurisdiction for an audit, unless somebody else has. The check and the entry in the event
 * log are one transaction under an advisory lock of the jurisdiction, so of any number of workers
 * one gets it. The lock is not held during the audit: that takes minutes, and a transaction that
 * idles for so long would be ended, and would keep everybody else waiting on the embedded database.
 */
export async function claimAudit(
  knex: Knex,
  run: AuditRun,
  terms: ClaimTerms,
): Promise<'claimed' | 'in-progress' | 'done'> {
  return knex.transaction(async (trx) => {
    await trx.raw(`select pg_advisory_xact_lock(hashtextextended('sizhi.audit:' || ?, 0))`, [
      run.jurisdictionId,
    ]);
    const state = await readState(trx, run, terms);
    if (state.running) return 'in-progress';
    if (state.done) return 'done';
    await append(trx, run, STARTED, {});
    return 'claimed';
  });
}

/** Enters the result of a claimed audit. */
export async function completeAudit(knex: Knex, run: AuditRun, result: object): Promise<void> {
  await append(knex, run, COMPLETED, result);
}

/** Enters that a claimed audit came to nothing; another worker may take it at once. */
export async function failAudit(knex: Knex, run: AuditRun, reason: string): Promise<void> {
  await append(knex, run, FAILED, { reason });
}

async function readState(
  trx: Knex,
  { jurisdictionId, actor }: AuditRun,
  { since, abandonedAfterSeconds }: ClaimTerms,
): Promise<{ running: boolean; done: boolean }> {
  const { rows } = await trx.raw(
    `select
       exists (
         select from event as started
         where jurisdiction_id = :jurisdictionId and action = '${STARTED}'
           and actor <> :actor
           and at > now() - make_interval(secs => cast(:abandonedAfterSeconds as double precision))
           and not exists (
             select from event as ended
             where ended.jurisdiction_id = :jurisdictionId
               and ended.action in ('${COMPLETED}', '${FAILED}')
               and ended.at >= started.at
               and ended.after ->> 'run' = started.after ->> 'run'
           )
       ) as running,
       exists (
         select from event
         where jurisdiction_id = :jurisdictionId and action = '${COMPLETED}'
           and at >= cast(:since as timestamptz)
       ) as done`,
    { jurisdictionId, actor, abandonedAfterSeconds, since: since?.toISOString() ?? null },
  );
  return rows[0];
}

function append(knex: Knex, run: AuditRun, action: string, after: object): Promise<void> {
  return appendEvent(knex, {
    jurisdictionId: run.jurisdictionId,
    actor: run.actor,
    action,
    entityType: 'jurisdiction',
    entityId: run.jurisdictionId,
    after: { run: run.runId, ...after },
  });
}
