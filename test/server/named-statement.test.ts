import type { Knex } from 'knex';
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
});

/** A database that answers a named statement with an error. */
function refusing(code: string): { knex: Knex; asked: string[] } {
  const asked: string[] = [];
  const raw = () => ({
    options({ name }: { name: string }) {
      asked.push(name);
      return Promise.reject(Object.assign(new Error('refused'), { code }));
    },
    // biome-ignore lint/suspicious/noThenProperty: a query is sent when it is awaited
    then(resolve: (answer: { rows: unknown[] }) => void) {
      asked.push('');
      resolve({ rows: [] });
    },
  });
  return { knex: { raw, client: {}, isTransaction: false } as unknown as Knex, asked };
}

it('where a pooler does not know names, they are done without from there on', async () => {
  for (const code of ['26000', '42P05']) {
    const { knex, asked } = refusing(code);
    await runNamed(knex, 'select 1', {});
    await runNamed(knex, 'select 1', {});
    expect(asked).toEqual([expect.stringMatching(/^sizhi-[0-9a-f]{24}$/), '', '']);
  }
});

it('any other error is passed on', async () => {
  const { knex, asked } = refusing('40001');
  await expect(runNamed(knex, 'select 1', {})).rejects.toThrow('refused');
  expect(asked).toHaveLength(1);
});
