import type { Knex } from 'knex';

/**
 * `event`: the audit log: who did what to which thing, from what, to what. Append-only; the
 * repository offers no update or delete (no triggers, so that the schema stays fit for Citus).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table event (
      jurisdiction_id uuid not null references jurisdiction (jurisdiction_id),
      id uuid not null default gen_random_uuid(),
      at timestamptz not null default now(),
      actor text not null check (btrim(actor) <> ''),
      action text not null check (btrim(action) <> ''),
      entity_type text not null check (btrim(entity_type) <> ''),
      entity_id uuid,
      before jsonb,
      after jsonb,
      primary key (jurisdiction_id, id)
    );
    create index event_at on event (jurisdiction_id, at);
    create index event_entity on event (jurisdiction_id, entity_type, entity_id);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table event');
}
