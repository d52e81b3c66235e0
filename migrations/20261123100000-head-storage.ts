import type { Knex } from 'knex';

/**
 * Geometries of a plan's head are kept as they are, without compression: every operation writes those that it touches, and to compress
 * coordinates takes longer than to write them, for a quarter of their size at best. What is stored already is still read.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table plan_community alter column geom set storage external');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table plan_community alter column geom set storage main');
}
