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

export interface EventRow {
  at: Date;
  actor: string;
  action: string;
  before: unknown;
  after: unknown;
}

const MOST_EVENTS = 10_000;

/** What the log says of a plan, the first entry first. */
export async function eventsOf(
  knex: Knex,
  { jurisdictionId, entityId }: { jurisdictionId: string; entityId: string },
): Promise<EventRow[]> {
  return knex('event')
    .select('at', 'actor', 'action', 'before', 'after')
    .where({ jurisdiction_id: jurisdictionId, entity_type: 'plan', entity_id: entityId })
    .orderByRaw(`at, cast(after ->> 'version' as integer), id`)
    .limit(MOST_EVENTS);
}
