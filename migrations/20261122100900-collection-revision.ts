import type { Knex } from 'knex';

/**
 * `collection_revision`: how often a jurisdiction's part of a collection has been written. Whoever holds something
 * derived from it (a tile, a page) learns from one small number whether it is still true. Counted by the transaction
 * that writes, so the number and the rows are seen together; a jurisdiction that was never written since
 * has no row and counts as 0.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table collection_revision (
      jurisdiction_id uuid not null references jurisdiction (jurisdiction_id) on delete cascade,
      collection text not null,
      revision bigint not null default 1 check (revision > 0),
      primary key (jurisdiction_id, collection)
    );
    create index collection_revision_collection on collection_revision (collection);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table collection_revision');
}
