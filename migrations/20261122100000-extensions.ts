import type { Knex } from 'knex';

/** PostGIS for geometry; btree_gist so that exclusion constraints can compare uuid and text. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create extension if not exists postgis;
    create extension if not exists btree_gist;
  `);
}

/** The extensions stay: other schemas of the same database may be using them. */
export async function down(): Promise<void> {
  return Promise.resolve();
}
