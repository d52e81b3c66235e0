import createKnex, { type Knex } from 'knex';
import { expect, it } from 'vitest';
import { runNamed } from '../../server/repositories/named-statement.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';

describeOnEachDatabase('statements with a name', (database) => {
  it('give what they give without', async () => {
    for (const number of [1, 2, 3]) {
      const { rows } = await runNamed<{ twice: number }>(
        database().knex,
        'select 2 * cast(:number as integer) as twice',
        { number },
      );
      expect(rows).toEqual([{ twice: 2 * number }]);
    }
  });

  it('go without a name within a transaction', async () => {
    await database().knex.transaction(async (trx) => {
      const sql = 'select count(*) as named from pg_prepared_statements where statement = :sql';
      const { rows } = await runNamed<{ named: string }>(trx, sql, { sql: 'none' });
      expect(Number(rows[0]?.named)).toBe(0);
    });
  });

  it('are done without from there on when the connection has lost them, as behind a pooler', async () => {
    const alone = onOneConnection(database().knex);
    const sql = 'select 2 * cast(:number as integer) as twice_lost';
    const twiceOf = async (number: number): Promise<unknown> =>
      (await runNamed<{ twice_lost: number }>(alone, sql, { number })).rows[0]?.twice_lost;
    try {
      expect(await twiceOf(1)).toBe(2);
      expect(await namesOf(alone, 'twice_lost')).toBe(1);
      await alone.raw('deallocate all');
      expect(await twiceOf(2)).toBe(4);
      expect(await twiceOf(3)).toBe(6);
      expect(await namesOf(alone, 'twice_lost')).toBe(0);
    } finally {
      await alone.destroy();
    }
  });

  it('pass any other error on, and keep their names', async () => {
    const alone = onOneConnection(database().knex);
    const sql = 'select 6 / cast(:by as integer) as sixth_kept';
    try {
      await expect(runNamed(alone, sql, { by: 0 })).rejects.toMatchObject({ code: '22012' });
      expect((await runNamed(alone, sql, { by: 3 })).rows).toEqual([{ sixth_kept: 2 }]);
      expect(await namesOf(alone, 'sixth_kept')).toBe(1);
    } finally {
      await alone.destroy();
    }
  });
});

/** Statements with a name that the connection has, by a word in their text. */
async function namesOf(knex: Knex, word: string): Promise<number> {
  const sql = 'select count(*) as named from pg_prepared_statements where statement like ?';
  const { rows } = await knex.raw(sql, [`%as ${word}%`]);
  return Number(rows[0].named);
}

/** The same database by one connection of its own. */
const onOneConnection = ({ client }: Knex): Knex =>
  createKnex({ ...client.config, pool: { min: 0, max: 1 } });
