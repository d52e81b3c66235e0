import type { Knex } from 'knex';
import PgBoss from 'pg-boss';

const SCHEMA = 'sizhi_queue';
/** A later kind needs a migration that makes its queue. */
const KINDS = ['suggestion', 'audit'];

/**
 * `job`: work that outlasts a request, as people see it; the queue itself is pg-boss's, in a schema of its own. All of its
 * tables are made here, so that a worker needs no right to make any (ADR 0011).
 *
 * The one table whose key does not begin with the jurisdiction: a job may belong to none, and the queue stays on
 * the coordinator where the rest is distributed; so no foreign key either.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table job (
      id uuid primary key default gen_random_uuid(),
      jurisdiction_id uuid,
      kind text not null check (btrim(kind) <> ''),
      state text not null default 'queued'
        check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
      progress double precision not null default 0 check (progress between 0 and 1),
      message jsonb,
      actor text not null check (btrim(actor) <> ''),
      -- How often it was begun; names the attempt that may finish it.
      attempts integer not null default 0 check (attempts >= 0),
      -- How many of them ended because the worker was lost.
      losses integer not null default 0 check (losses between 0 and attempts),
      worker text,
      heartbeat_at timestamptz,
      cancel_requested_at timestamptz,
      -- gzip; dropped when the job is over.
      input bytea,
      input_type text not null check (input_type in ('json', 'bytes')),
      result text,
      -- gzip, of a result that has no table of its own.
      document bytea,
      problem jsonb,
      engine_version text,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz,
      -- Grows with every change that somebody who watches should hear of.
      revision integer not null default 1,
      check ((state = 'running') = (heartbeat_at is not null)),
      check ((state in ('done', 'failed', 'cancelled')) = (finished_at is not null)),
      check ((state = 'done') = (result is not null)),
      check ((state = 'failed') = (problem is not null))
    ) with (fillfactor = 70);
    -- What is compressed already need not be tried again.
    alter table job alter column input set storage external, alter column document set storage external;
    create index job_open on job (kind, state, created_at) where state in ('queued', 'running');
    create index job_finished on job (finished_at) where finished_at is not null;
  `);
  await knex.raw(withinTransaction(PgBoss.getConstructionPlans(SCHEMA)));
  for (const kind of KINDS) {
    await knex.raw(`select ${SCHEMA}.create_queue(?, '{"policy": "standard"}')`, [kind]);
  }
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`drop schema ${SCHEMA} cascade; drop table job`);
}

/** pg-boss's statements without the transaction that it puts around them: there is one already. */
function withinTransaction(sql: string): string {
  const [, inner] = /^\s*BEGIN;(.*)\bCOMMIT;\s*$/s.exec(sql) ?? [];
  if (inner === undefined) throw new Error('pg-boss no longer wraps its plan in BEGIN and COMMIT');
  // Its limits on locks and silence would go on to hold for the migrations that follow.
  return inner.replace(/\bSET LOCAL [^;]*;/g, '');
}
