import type { Knex } from 'knex';

/** A fact about the installation; undefined when it was never written. */
export async function readSetting(knex: Knex, key: string): Promise<unknown> {
  const row = await knex('setting').select('value').where('key', key).first();
  return row?.value;
}

/** Writes a fact; the first writing stands. */
export async function writeSettingOnce(knex: Knex, key: string, value: object): Promise<void> {
  await knex('setting')
    .insert({ key, value: JSON.stringify(value) })
    .onConflict('key')
    .ignore();
}
