import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { isFinal, type Job } from '#contract/jobs.ts';
import { migrateToLatest } from '../../../server/database/migrate.ts';
import { type Database, openDatabase } from '../../../server/database/open-database.ts';
import { openServer } from '../../../server/database/open-server.ts';
import { JobService } from '../../../server/services/jobs/job-service.ts';
import { testProgram } from '../../helpers/built-programs.ts';
import { copyPreparedData } from '../../helpers/prepared-data.ts';
import { freePort } from '../helpers/sizhi-child.ts';
import { reach } from './own-kind.ts';

interface SlowProcess {
  pid: number;
  output(): string;
  /** Sends a signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<unknown>;
}

const processes: SlowProcess[] = [];

function start(command: 'worker' | 'serve', environment: Record<string, string>): SlowProcess {
  const child = spawn(process.execPath, [testProgram('slow-process'), command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...{ HOST: '127.0.0.1', DATABASE_URL: '', SIZHI_SAMPLE: 'off', LOG_LEVEL: 'silent' },
      ...environment,
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = once(child, 'close');
  const slow: SlowProcess = {
    pid: child.pid ?? 0,
    output: () => output,
    end: async (signal) => {
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
  processes.push(slow);
  return slow;
}

async function told(slow: SlowProcess, pattern: RegExp): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!pattern.test(slow.output())) {
    if (Date.now() > deadline) throw new Error(`it only said: ${slow.output()}`);
    await sleep(50);
  }
}

afterEach(async () => {
  for (const slow of processes.splice(0)) await slow.end('SIGKILL');
});

const submit = (jobs: JobService, milliseconds: number): Promise<Job> =>
  jobs.submit({ kind: 'audit', input: { milliseconds }, actor: 'test' });

const serverUrl = inject('postgisUrl');
const EVIDENCE = 'create table evidence (job_id uuid, process integer)';

describe.skipIf(serverUrl === null)('workers on a PostGIS server', () => {
  const url = new URL(serverUrl ?? 'postgres://nowhere');
  const name = `scratch_${randomBytes(5).toString('hex')}`;
  url.pathname = `/${name}`;
  let admin: Database;
  let database: Database;
  let jobs: JobService;
  beforeAll(async () => {
    admin = await openServer({ databaseUrl: serverUrl ?? '', poolMax: 1 });
    await admin.knex.raw(`create database ${name}`);
    database = await openServer({ databaseUrl: url.href, poolMax: 4 });
    await migrateToLatest(database.knex);
    await database.knex.raw(EVIDENCE);
    jobs = new JobService(database.knex);
  });
  afterAll(async () => {
    await database.close();
    await admin.knex.raw(`drop database ${name} with (force)`);
    await admin.close();
  });
  const worker = (environment: Record<string, string> = {}) =>
    start('worker', { DATABASE_URL: url.href, SIZHI_JOB_WORKERS: '2', ...environment });
  const runningOn = async ({ pid }: SlowProcess): Promise<string[]> =>
    (
      await database
        .knex('job')
        .select('id')
        .where('state', 'running')
        .whereLike('worker', `%:${pid}:%`)
    ).map(({ id }) => id);

  it('finish every job within 30 s though one is killed in the middle, and each once', async () => {
    const [victim, survivor] = [worker(), worker()];
    await Promise.all([told(victim, /next round/), told(survivor, /next round/)]);
    const submitted = performance.now();
    const ids: string[] = [];
    for (let i = 0; i < 20; i++) ids.push((await submit(jobs, 1000)).id);
    const doneBy = async ({ pid }: SlowProcess): Promise<number> =>
      (await database.knex('evidence').where({ process: pid })).length;
    // In the middle: it has done some, and holds others.
    await vi.waitFor(
      async () => {
        expect(await doneBy(victim)).toBeGreaterThan(0);
        expect(await runningOn(victim)).toHaveLength(2);
        expect(await runningOn(survivor)).toHaveLength(2);
      },
      { timeout: 20_000, interval: 50 },
    );
    await victim.end('SIGKILL');
    // What it held when it died is still in its name.
    const lost = await runningOn(victim);
    expect(lost.length).toBeGreaterThan(0);
    const killed = performance.now();
    const ended = await Promise.all(ids.map((id) => reach(jobs, id, undefined, 30_000)));
    const seconds = (from: number) => ((performance.now() - from) / 1000).toFixed(1);
    console.info(
      `20 jobs of 1 s on 2 × 2 workers, one killed: all ended ${seconds(submitted)} s after the first was submitted, ${seconds(killed)} s after the kill`,
    );
    expect(performance.now() - submitted).toBeLessThan(30_000);
    expect(ended.map(({ state }) => state)).toEqual(ids.map(() => 'done'));
    for (const { id, attempts } of ended) expect(attempts).toBe(lost.includes(id) ? 2 : 1);
    const evidence = await database.knex('evidence').select('job_id', 'process');
    expect(evidence.map(({ job_id }) => job_id).sort()).toEqual([...ids].sort());
    expect(await doneBy(victim)).toBeLessThan(10);
    await told(survivor, /its worker was lost/);
    const { rows } = await database.knex.raw('select from sizhi_queue.job');
    expect(rows).toHaveLength(0);
    expect(await survivor.end('SIGTERM')).toBe(0);
  }, 90_000);

  it('hand their jobs on when they are stopped, and hear of a cancelled one', async () => {
    const first = worker();
    const { id } = await submit(jobs, 60_000);
    await reach(jobs, id, ({ state, progress }) => state === 'running' && progress > 0, 60_000);
    const stopped = performance.now();
    expect(await first.end('SIGTERM')).toBe(0);
    expect(performance.now() - stopped).toBeLessThan(5000);
    expect(await jobs.read(id)).toMatchObject({ state: 'queued', attempts: 1 });
    const second = worker();
    await reach(jobs, id, ({ state }) => state === 'running', 60_000);
    await jobs.cancel(id);
    const asked = performance.now();
    expect(await reach(jobs, id)).toMatchObject({ state: 'cancelled', attempts: 2 });
    expect(performance.now() - asked).toBeLessThan(3000);
    await told(second, new RegExp(`job ${id} \\(audit\\): cancelled`));
  }, 90_000);

  it('go on when the database has dropped their connections', async () => {
    const only = worker({ SIZHI_JOB_WORKERS: '1' });
    await told(only, /next round/);
    const ids = [await submit(jobs, 3000), await submit(jobs, 100)].map(({ id }) => id);
    await reach(jobs, ids[0] ?? '', ({ state }) => state === 'running');
    for (let i = 0; i < 3; i++) {
      await admin.knex.raw(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = ?',
        [name],
      );
      await sleep(700);
    }
    for (const id of ids) {
      expect(await reach(jobs, id)).toMatchObject({ state: 'done', attempts: 1 });
    }
  }, 90_000);

  it('may lack the right to make tables', async () => {
    const role = `${name}_worker`;
    const password = randomBytes(12).toString('hex');
    await admin.knex.raw(`create role ${role} login password '${password}'`);
    await database.knex.raw(`
      grant usage on schema public, sizhi_queue to ${role};
      grant select, insert, update, delete on all tables in schema public, sizhi_queue to ${role}`);
    const own = new URL(url);
    own.username = role;
    own.password = password;
    const only = worker({ DATABASE_URL: own.href });
    const { id } = await submit(jobs, 100);
    try {
      expect(await reach(jobs, id, undefined, 60_000)).toMatchObject({ state: 'done' });
      expect(await only.end('SIGTERM')).toBe(0);
    } finally {
      await database.knex.raw(`drop owned by ${role}`);
      await admin.knex.raw(`drop role ${role}`);
    }
  }, 90_000);
});

describe('the service on the embedded database', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sizhi-jobs-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('runs jobs itself; they outlive it, whether it is stopped or killed', async () => {
    copyPreparedData(directory);
    const seeding = await openDatabase({ dataDirectory: directory });
    await seeding.knex.raw(EVIDENCE);
    const waiting = await submit(new JobService(seeding.knex), 100);
    const long = await submit(new JobService(seeding.knex), 4000);
    await seeding.close();

    const port = String(await freePort());
    const environment = { SIZHI_DATA_DIR: directory, PORT: port, SIZHI_JOB_WORKERS: '1' };
    const read = async (id: string): Promise<Job> =>
      (await (await fetch(`http://127.0.0.1:${port}/jobs/${id}`)).json()) as Job;
    const until = async (id: string, isThere: (job: Job) => boolean): Promise<Job> => {
      for (let i = 0; i < 300; i++) {
        const job = await read(id);
        if (isThere(job)) return job;
        await sleep(100);
      }
      throw new Error(`the job is still ${JSON.stringify(await read(id))}`);
    };

    const first = start('serve', environment);
    await told(first, /is at http/);
    expect(await until(waiting.id, ({ state }) => isFinal(state))).toMatchObject({ state: 'done' });
    await until(long.id, ({ progress }) => progress > 0);
    expect(await first.end('SIGTERM')).toBe(0);

    const second = start('serve', environment);
    await told(second, /is at http/);
    await until(long.id, ({ attempts, progress }) => attempts === 2 && progress > 0);
    await second.end('SIGKILL');

    const third = start('serve', environment);
    await told(third, /is at http/);
    const restarted = performance.now();
    const done = await until(long.id, ({ state }) => isFinal(state));
    expect(done).toMatchObject({ state: 'done', attempts: 3 });
    console.info(
      `embedded: a job of 4 s whose service was killed ended ${((performance.now() - restarted) / 1000).toFixed(1)} s after the restart`,
    );
    expect(await third.end('SIGTERM')).toBe(0);
  }, 150_000);
});
