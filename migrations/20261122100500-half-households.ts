import type { Knex } from 'knex';

/** The largest count that its column could hold before. */
const MOST = 2_147_483_647;

/**
 * Households may be halves: a home in a block of single-person apartments counts one half (DOMAIN.md §1). Doubles
 * hold halves exactly, and both databases give them as JSON numbers, which `numeric` needs a conversion for.
 * The range shuts out NaN and infinity, which PostgreSQL sorts above every number.
 */
export async function up(knex: Knex): Promise<void> {
  for (const table of ['unit', 'estate']) {
    await knex.raw(`
      alter table ${table} drop constraint ${table}_households_check;
      alter table ${table} alter column households type double precision;
      alter table ${table} add constraint ${table}_households_check
        check (households between 0 and ${MOST} and households * 2 = floor(households * 2));
    `);
  }
}

/** Halves become the next whole household: the older schema cannot hold them. */
export async function down(knex: Knex): Promise<void> {
  for (const table of ['estate', 'unit']) {
    await knex.raw(`
      alter table ${table} drop constraint ${table}_households_check;
      alter table ${table} alter column households type integer using ceil(households)::integer;
      alter table ${table} add constraint ${table}_households_check check (households >= 0);
    `);
  }
}
