import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  parse,
  query,
  startupMessage,
  sync,
} from '../../../server/database/embedded/gate/backend-messages.ts';
import { frame, zeroTerminated } from '../../../server/database/embedded/gate/frames.ts';
import {
  type EmbeddedDatabase,
  type EmbeddedOptions,
  openEmbedded,
} from '../../../server/database/embedded/open-embedded.ts';
import { processStart } from '../../../server/database/embedded/process-identity.ts';
import { readTemplate } from '../../../server/database/embedded/template-file.ts';
import { migrateToLatest } from '../../../server/database/migrate.ts';
import { openDatabase } from '../../../server/database/open-database.ts';
import { StartupError } from '../../../server/startup-error.ts';
import { testProgram } from '../../helpers/built-programs.ts';
import {
  bind,
  errorField,
  execute,
  firstValue,
  flush,
  WireClient,
} from '../../helpers/wire-client.ts';

/** Starting PostgreSQL in WebAssembly takes two seconds, on a busy machine ten. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

const root = mkdtempSync(join(tmpdir(), 'sizhi-process-'));
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

async function open(directory: string, options: Partial<EmbeddedOptions> = {}) {
  const notices: string[] = [];
  const database = await openEmbedded({
    dataDirectory: join(root, directory),
    poolMax: 5,
    onNotice: (text) => notices.push(text),
    ...options,
  });
  closers.push(() => database.close());
  return { database, notices };
}

async function until(condition: () => boolean, milliseconds = 20_000): Promise<void> {
  const giveUp = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > giveUp) throw new Error('waited in vain');
    await sleep(20);
  }
}

const isGone = (pid: number | undefined): boolean =>
  pid === undefined || processStart(pid) === null;

/** Starts test/helpers/hold-database.ts as a process group of its own, as a shell would. */
function startProgram(directory: string, prefix: string) {
  const program: ChildProcess = spawn(
    process.execPath,
    [testProgram('hold-database'), join(root, directory), prefix],
    { detached: true, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const acknowledged: string[] = [];
  let child: number | undefined;
  createInterface({ input: program.stdout ?? process.stdin }).on('line', (line) => {
    const [word, value = ''] = line.split(' ');
    if (word === 'child') child = Number(value);
    else acknowledged.push(value);
  });
  const ended = new Promise<number | null>((resolve) => program.once('close', resolve));
  closers.push(() => program.kill('SIGKILL'));
  return { program, acknowledged, ended, child: () => child };
}

describe('the embedded database', () => {
  it('keeps its data from one start to the next and leaves no process behind', async () => {
    const first = await open('kept');
    await migrateToLatest(first.database.knex);
    await first.database.knex('setting').insert({ key: 'town', value: '"余杭"' });
    const pid = first.database.processId();
    expect(isGone(pid)).toBe(false);
    // Nobody else gets at the socket.
    const socketDirectory = new URL(first.database.connectionUrl).searchParams.get('host') ?? '';
    expect(socketDirectory).toBe(join(root, 'kept', 'socket'));
    expect(statSync(socketDirectory).mode & 0o777).toBe(0o700);
    await expect(open('kept')).rejects.toThrow(`process ${process.pid}`);
    await first.database.close();
    expect(isGone(pid)).toBe(true);
    expect(existsSync(join(root, 'kept', 'sizhi.lock'))).toBe(false);

    const second = await open('kept');
    expect(await migrateToLatest(second.database.knex)).toEqual({ applied: [] });
    expect(await second.database.knex('setting').where({ key: 'town' })).toEqual([
      { key: 'town', value: '余杭' },
    ]);
    expect(second.notices).toEqual([]);
  });

  it('keeps every acknowledged commit when its process is killed during writes', async () => {
    const { database, notices } = await open('killed');
    const { knex } = database;
    await migrateToLatest(knex);
    const firstPid = database.processId();
    const acknowledged: string[] = [];
    const failures: unknown[] = [];
    let writing = true;
    const writers = Array.from({ length: 5 }, async (_, w) => {
      for (let i = 0; writing; i++) {
        const pair = `${w}:${i}`;
        try {
          await knex.transaction(async (trx) => {
            await trx('setting').insert({ key: `${pair}:a`, value: '1' });
            await trx('setting').insert({ key: `${pair}:b`, value: '1' });
          });
          acknowledged.push(pair);
        } catch (error) {
          failures.push(error);
        }
      }
    });
    await until(() => acknowledged.length >= 60);
    process.kill(firstPid ?? 0, 'SIGKILL');
    const before = acknowledged.length;
    // The same pool recovers by itself.
    await until(() => acknowledged.length >= before + 20);
    writing = false;
    await Promise.all(writers);

    expect(database.processId()).not.toBe(firstPid);
    expect(failures.length).toBeGreaterThan(0);
    expect(notices.join()).toContain('SIGKILL');
    const rows = await knex('setting').where('key', 'like', '%:%').pluck('key');
    const stored = new Set<string>(rows);
    const lost = acknowledged.filter(
      (pair) => !stored.has(`${pair}:a`) || !stored.has(`${pair}:b`),
    );
    expect(lost).toEqual([]);
    // All or nothing, also for those of which nobody heard.
    const halves = rows.filter((key: string) => {
      const twin = key.endsWith('a') ? key.replace(/a$/, 'b') : key.replace(/b$/, 'a');
      return !stored.has(twin);
    });
    expect(halves).toEqual([]);
  });

  it('ends with a program that is killed, and gives the next one all that was acknowledged', async () => {
    const { program, acknowledged, child } = startProgram('orphaned', 'row');
    await until(() => acknowledged.length >= 30);
    const pid = child();
    expect(isGone(pid)).toBe(false);
    const refused = open('orphaned');
    await expect(refused).rejects.toThrow(StartupError);
    await expect(refused).rejects.toThrow(`process ${program.pid}`);
    program.kill('SIGKILL');
    // At once, while the orphan may still be closing its files: waits for it.
    const { database } = await open('orphaned');
    expect(isGone(pid)).toBe(true);
    const stored = new Set(await database.knex('setting').pluck('key'));
    expect(acknowledged.filter((key) => !stored.has(key))).toEqual([]);
  });

  it('stays until the program has finished when Ctrl-C reaches both', async () => {
    const { program, acknowledged, ended, child } = startProgram('interrupted', 'row');
    await until(() => acknowledged.length >= 10);
    process.kill(-(program.pid ?? 0), 'SIGINT');
    expect(await ended).toBe(0);
    expect(isGone(child())).toBe(true);
    const { database } = await open('interrupted');
    expect(await database.knex('setting').pluck('key')).toHaveLength(acknowledged.length);
  });

  it('starts afresh after a first start that was cut short, keeping what it found', async () => {
    // Also too long for the path of a socket, which then goes into the temporary directory.
    const name = 'half'.repeat(30);
    const directory = join(root, name);
    mkdirSync(join(directory, 'postgres', 'base'), { recursive: true });
    writeFileSync(join(directory, 'postgres', 'PG_VERSION'), '18\n');
    const { database } = await open(name);
    expect((await database.knex.raw('select 1 as n')).rows).toEqual([{ n: 1 }]);
    const aside = readdirSync(directory).filter((one) => one.startsWith('postgres.incomplete-'));
    expect(aside).toHaveLength(1);
    const socketDirectory = new URL(database.connectionUrl).searchParams.get('host') ?? '';
    expect(dirname(socketDirectory)).toBe(tmpdir());
    await database.close();
    expect(existsSync(socketDirectory)).toBe(false);
  });

  describe('on a port, where there are no Unix sockets', () => {
    let database: EmbeddedDatabase;
    beforeAll(async () => {
      database = await openEmbedded({
        dataDirectory: join(root, 'kept'),
        poolMax: 5,
        onNotice: () => undefined,
        transport: 'tcp',
        idleTransactionMilliseconds: 400,
      });
      await migrateToLatest(database.knex);
    });
    afterAll(() => database.close());

    it('asks for a password', async () => {
      const { connectionUrl, knex } = database;
      expect(connectionUrl).toMatch(/^postgresql:\/\/postgres@127\.0\.0\.1:\d+\/postgres$/);
      expect((await knex.raw('select 1 as n')).rows).toEqual([{ n: 1 }]);
      const stranger = new pg.Client({ connectionString: connectionUrl, password: 'wrong' });
      await expect(stranger.connect()).rejects.toMatchObject({ code: '28P01' });
    });

    it('rolls back a transaction that is left idle, with an error that says so', async () => {
      const { knex } = database;
      const forgetful = knex.transaction(async (trx) => {
        await trx('setting').insert({ key: 'forgotten', value: '1' });
        await sleep(1_000);
        await trx('setting').insert({ key: 'too late', value: '1' });
      });
      const refused = expect(forgetful).rejects.toMatchObject({
        code: '25P03',
        hint: expect.stringContaining('its own handle'),
      });
      // Waits behind the idle transaction, then gets its turn; asking often wins it no time.
      for (let i = 0; i < 10; i++) void knex.raw('select 1');
      await sleep(100);
      expect(await knex('setting').whereIn('key', ['forgotten', 'too late'])).toEqual([]);
      await refused;
      expect(await knex('setting').whereIn('key', ['forgotten', 'too late'])).toEqual([]);
    });

    it('never lets the commit of such a transaction pass for a success', async () => {
      const { knex } = database;
      const forgetful = knex.transaction(async (trx) => {
        await trx('setting').insert({ key: 'forgotten', value: '1' });
        await sleep(1_000);
      });
      await expect(forgetful).rejects.toMatchObject({ code: '25P03' });
      expect(await knex('setting').where({ key: 'forgotten' })).toEqual([]);
    });

    it('tells a client of it until it says ROLLBACK', async () => {
      const one = await database.knex.client.acquireConnection();
      await one.query('begin');
      await sleep(1_000);
      for (const sql of ['select 1', 'rollback to savepoint a', 'select 1']) {
        await expect(one.query(sql)).rejects.toMatchObject({ code: '25P03' });
      }
      await one.query('rollback');
      expect((await one.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
      await database.knex.client.releaseConnection(one);
    });

    it('tells a client of it that has not sent its Sync, once', async () => {
      const one = await WireClient.connect(database.connectionUrl);
      const { password } = await database.knex.client.config.connection();
      one.send(startupMessage({ user: 'postgres', database: 'postgres' }));
      await one.answer('R');
      one.send(frame('p', zeroTerminated(password)));
      await one.answer();
      one.send(parse('', `insert into setting values ('unfinished', '1')`), bind(''), execute());
      one.send(flush());
      expect(await one.types('C')).toBe('1 2 C');
      await sleep(1_000);
      one.send(sync());
      expect(errorField(await one.answer(), 'C')).toBe('25P03');
      one.send(query(`select count(*) from setting where key = 'unfinished'`));
      expect(firstValue(await one.answer())).toBe('0');
      one.close();
    });

    it('does not wait for ever when a query inside a transaction goes past its handle', async () => {
      const { knex } = database;
      const mistake = knex.transaction(async (trx) => {
        await trx.raw('select 1');
        await knex.raw('select 2');
        await trx.raw('select 3');
      });
      await expect(mistake).rejects.toMatchObject({ code: '25P03' });
      expect((await knex.raw('select 4 as n')).rows).toEqual([{ n: 4 }]);
    });

    it('closes although somebody never finishes a transaction', async () => {
      const other = await open('kept-open');
      const stuck = await other.database.knex.transaction();
      await stuck.raw('select 1');
      const pid = other.database.processId();
      await other.database.close();
      expect(isGone(pid)).toBe(true);
      await expect(stuck.raw('select 2')).rejects.toThrow();
    });

    it('is not impatient with a statement that takes long', async () => {
      await database.knex.transaction(async (trx) => {
        await trx.raw('select pg_sleep(0.6)');
        expect((await trx.raw('select 1 as n')).rows).toEqual([{ n: 1 }]);
      });
    });
  });
});

describe('a data directory that cannot be used', () => {
  it.each([
    ['a file', () => writeFileSync(join(root, 'file'), ''), 'file'],
    ['below a file', () => writeFileSync(join(root, 'file2'), ''), 'file2/below'],
  ])('because it is %s gives one line', async (_, prepare, directory) => {
    prepare();
    const dataDirectory = join(root, directory);
    const refused = openDatabase({ dataDirectory });
    await expect(refused).rejects.toThrow(StartupError);
    await expect(refused).rejects.toThrow(
      /^数据目录 .*file.* \/ The data directory .*a file is in the way\.$/,
    );
  });

  it.skipIf(process.getuid?.() === 0)('because nobody may write it gives one line', async () => {
    mkdirSync(join(root, 'read-only'), { mode: 0o500 });
    const refused = openDatabase({ dataDirectory: join(root, 'read-only') });
    await expect(refused).rejects.toThrow(/no permission/);
  });

  it('because another PostgreSQL made it gives one line', async () => {
    const postgres = join(root, 'old', 'postgres');
    mkdirSync(postgres, { recursive: true });
    writeFileSync(join(postgres, 'PG_VERSION'), '17\n');
    writeFileSync(join(postgres, 'sizhi-complete.json'), '{}');
    const refused = openDatabase({ dataDirectory: join(root, 'old') });
    await expect(refused).rejects.toThrow(StartupError);
    await expect(refused).rejects.toThrow('embedded PostgreSQL 17');
    expect(existsSync(join(root, 'old', 'sizhi.lock'))).toBe(false);
  });
});

describe('the template', () => {
  it.each([
    ['is no gzip', Buffer.from('no gzip')],
    ['is cut short', gzipSync(Buffer.alloc(10_000, 'ustar')).subarray(0, 40)],
    ['holds no tar', gzipSync('nothing of the kind')],
  ])('is refused when it %s', async (_, bytes) => {
    const file = join(root, 'damaged.tar.gz');
    writeFileSync(file, bytes);
    await expect(readTemplate(file)).rejects.toThrow();
  });

  it('that can be neither read nor written does not matter', async () => {
    const templateFile = join(root, 'template-that-is-a-directory');
    mkdirSync(templateFile);
    const { database, notices } = await open('fresh', { templateFile });
    expect((await database.knex.raw('select postgis_lib_version() as v')).rows[0].v).toMatch(
      /^3\./,
    );
    expect(notices.join()).toContain('Unusable database template');
    expect(notices.join()).toContain('was not cached');
  });
});
