import type { Knex } from 'knex';

/**
 * A community whose file does not say what kind it is has none on record, which rules report as not checked. Until
 * now it became `urban`, and rules took that for a fact.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table community alter column kind drop not null, alter column kind drop default;
  `);
}

/** The older schema holds no unknown kind. */
export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    update community set kind = 'urban' where kind is null;
    alter table community alter column kind set default 'urban', alter column kind set not null;
  `);
}
