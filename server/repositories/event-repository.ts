import type { Knex } from 'knex';

/** One entry of the audit log. */
export interface EventEntry {
  jurisdictionId: string;
  actor: string;
  action: string;
  entityType: string;
  entityId?: string;
  before?: object;
  after?: object;
}

/** Appends to the audit log. There is no other way to write to it. */
export async function appendEvent(knex: Knex, entry: EventEntry): Promise<void> {
  await knex('event').insert({
    jurisdiction_id: entry.jurisdictionId,
    actor: entry.actor,
    action: entry.action,
    entity_type: entry.entityType,
    entity_id: entry.entityId ?? null,
    before: entry.before ? JSON.stringify(entry.before) : null,
    after: entry.after ? JSON.stringify(entry.after) : null,
  });
}
