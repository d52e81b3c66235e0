import type { Knex } from 'knex';

/**
 * `suggestion`: results of `POST /suggestions`, as they were made.
 *
 * A request that brings its own data is about no jurisdiction, so `jurisdiction_id` may be null and cannot be part of the key: a
 * result is found by its id. Like the queue of jobs the table stays on the coordinator where the register is distributed;
 * nothing is joined with it. Results about the register are kept, others until `expires_at`.
 *
 * `digest` is of all that a result follows from, and the id is made of it: the same request to the same engine has one row, unless
 * its search was cut short by the clock. `result` is the very text that was answered (json, not jsonb).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table suggestion (
      id uuid not null primary key,
      jurisdiction_id uuid references jurisdiction (jurisdiction_id),
      digest text not null check (digest ~ '^[0-9a-f]{64}$'),
      kind text not null check (kind in ('merge', 'split', 'transfer', 'repair', 'replan')),
      seed bigint not null,
      engine_version text not null check (btrim(engine_version) <> ''),
      is_cut_short boolean not null,
      suggestions integer not null check (suggestions >= 0),
      infeasible integer not null check (infeasible >= 0),
      result json not null,
      actor text not null check (btrim(actor) <> ''),
      created_at timestamptz not null default now(),
      expires_at timestamptz
    );
    create index suggestion_of_jurisdiction on suggestion (jurisdiction_id, created_at desc)
      where jurisdiction_id is not null;
    create index suggestion_expiry on suggestion (expires_at) where expires_at is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table suggestion');
}
