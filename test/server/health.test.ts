import knexModule from 'knex';
import { expect, it } from 'vitest';
import { buildApp } from '../../server/app.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { expectProblem, serviceOn, testConfig } from './helpers/service.ts';

describeOnEachDatabase('health', (database) => {
  const app = serviceOn(database);

  it('/healthz: the process answers', async () => {
    expect((await app().inject('/healthz')).json()).toMatchObject({ status: 'ok' });
  });

  it('/readyz: the database answers and has the current schema', async () => {
    const answer = await app().inject('/readyz');
    expect(answer.json()).toEqual({ status: 'ready', database: database().kind });
  });

  it('/readyz is a problem while the database cannot be reached', async () => {
    const knex = knexModule({ client: 'pg', connection: { host: '127.0.0.1', port: 1 } });
    const cut = await buildApp({ config: testConfig(), database: { ...database(), knex } });
    try {
      expectProblem(await cut.inject('/readyz'), 503, 'database-unavailable');
      expect((await cut.inject('/healthz')).statusCode).toBe(200);
    } finally {
      await cut.close();
      await knex.destroy();
    }
  });
});
