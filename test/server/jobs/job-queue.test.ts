import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { JOB_KINDS, type JobKind } from '#contract/jobs.ts';
import { JobQueue } from '../../../server/repositories/job-queue.ts';
import { JobService } from '../../../server/services/jobs/job-service.ts';
import { describeOnEachDatabase } from '../../helpers/databases.ts';

describeOnEachDatabase('the queue', (database) => {
  it('has the schema of the pg-boss that is installed, and a queue for each kind of job', async () => {
    const { schema } = createRequire(import.meta.url)('pg-boss/version.json');
    const version = await database().knex.raw('select version from sizhi_queue.version');
    expect(version.rows, 'a new pg-boss needs a migration with its plan').toEqual([
      { version: schema },
    ]);
    const queues = await database().knex.raw('select name from sizhi_queue.queue');
    const names = queues.rows.map(({ name }: { name: string }) => name);
    expect(names, 'a new kind of job needs a migration that makes its queue').toEqual(
      expect.arrayContaining([...JOB_KINDS]),
    );
  });

  it('refuses a job for which there is no queue, and keeps no half of it', async () => {
    const { knex } = database();
    const kind = `no-queue-${randomUUID()}` as JobKind;
    const jobs = new JobService(knex);
    await expect(jobs.submit({ kind, input: {}, actor: 'test' })).rejects.toThrow(/is missing/);
    expect(await knex('job').where({ kind })).toEqual([]);
  });

  it('tells a failure from an empty queue', async () => {
    const queue = new JobQueue();
    const broken = database().knex.transaction(async (trx) => {
      await trx.raw('select 1 / 0').catch(() => undefined);
      return queue.take(trx, 'audit');
    });
    await expect(broken).rejects.toMatchObject({ code: '25P02' });
  });
});
