import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, describe, expect, inject, it } from 'vitest';
import {
  closeStatement,
  parse,
  query,
  startupMessage,
  sync,
} from '../../../server/database/embedded/gate/backend-messages.ts';
import { frame } from '../../../server/database/embedded/gate/frames.ts';
import {
  bind,
  describeStatement,
  errorField,
  execute,
  firstValue,
  flush,
  WireClient,
} from '../../helpers/wire-client.ts';

const url = inject('embeddedUrl');
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function client(): Promise<pg.Client> {
  const opened = new pg.Client({ connectionString: url });
  // A connection that a test has cut off reports it here, too.
  opened.on('error', () => undefined);
  await opened.connect();
  closers.push(() => opened.end());
  return opened;
}

async function wire(): Promise<WireClient> {
  const opened = await WireClient.open(url);
  closers.push(() => opened.close());
  return opened;
}

const newKey = (): string => `gate-${randomUUID()}`;
const insert = (key: string): string => `insert into setting values ('${key}', '1')`;

async function count(key: string): Promise<number> {
  const one = await client();
  const { rows } = await one.query('select count(*)::int as n from setting where key like $1', [
    `${key}%`,
  ]);
  return rows[0].n;
}

describe('committed rows', () => {
  it('are all there with 5 connections that insert, roll back and read at once', async () => {
    const key = newKey();
    const clients = await Promise.all(Array.from({ length: 5 }, client));
    const acknowledged: string[] = [];
    await Promise.all(
      clients.map(async (one, c) => {
        for (let i = 0; i < 40; i++) {
          const row = `${key}:${c}:${i}`;
          const inTransaction = i % 2 === 0;
          if (inTransaction) await one.query('begin');
          await one.query('insert into setting values ($1, $2)', [row, '1']);
          if (inTransaction) await one.query(i % 4 === 0 ? 'rollback' : 'commit');
          if (i % 4 !== 0) acknowledged.push(row);
        }
      }),
    );
    const reader = await client();
    const { rows } = await reader.query('select key from setting where key like $1', [`${key}%`]);
    expect(rows.map((row) => row.key).sort()).toEqual(acknowledged.sort());
    expect(acknowledged).toHaveLength(150);
  });

  it('of one client are seen by another at once, and nothing before', async () => {
    const key = newKey();
    const writer = await client();
    await writer.query('begin');
    await writer.query(insert(key));
    // Waits its turn: the writer owns the backend until it commits.
    const seen = count(key);
    await sleep(50);
    await writer.query('commit');
    expect(await seen).toBe(1);
  });
});

describe('a client that goes away', () => {
  it('in the middle of a transaction is rolled back, and the others go on', async () => {
    const key = newKey();
    const victim = await wire();
    victim.send(query('begin'), query(insert(key)));
    expect(await victim.types()).toBe('C ZT');
    expect(await victim.types()).toBe('C ZT');
    const waiting = count(key);
    victim.socket.destroy();
    expect(await waiting).toBe(0);
  });

  it('before its Sync leaves nothing behind', async () => {
    const key = newKey();
    const victim = await wire();
    victim.send(parse('', insert(key)), bind(''), execute(), flush());
    expect(await victim.types('C')).toBe('1 2 C');
    victim.socket.destroy();
    expect(await count(key)).toBe(0);
  });

  it('in the middle of a message holds nobody up', async () => {
    const victim = await wire();
    victim.send(query('select 1').subarray(0, 9));
    expect(await count(newKey())).toBe(0);
    victim.socket.destroy();
  });

  it('without reading its answer does no harm', async () => {
    const victim = await wire();
    victim.send(query('select repeat($$x$$, 1000) from generate_series(1, 20000)'));
    victim.socket.destroy();
    expect(await count(newKey())).toBe(0);
  });
});

describe('the extended protocol', () => {
  it('answers each Sync once, also after an error', async () => {
    const one = await wire();
    one.send(parse('', 'select 1/0'), bind(''), execute(), sync());
    one.send(parse('', 'select 7'), bind(''), execute(), sync());
    const failed = await one.answer();
    expect(failed.map((message) => message.type)).toEqual(['1', 'E', 'Z']);
    expect(errorField(failed, 'C')).toBe('22012');
    expect(firstValue(await one.answer())).toBe('7');
  });

  it('skips what follows an error up to the Sync', async () => {
    const one = await wire();
    const key = newKey();
    one.send(parse('', 'selec'), parse('', insert(key)), bind(''), execute(), sync());
    expect(await one.types()).toBe('E ZI');
    expect(await count(key)).toBe(0);
  });

  it('treats messages before a Sync as one transaction', async () => {
    const one = await wire();
    const key = newKey();
    const step = (sql: string) => [parse('', sql), bind(''), execute()];
    one.send(...step(insert(key)), ...step(insert(`${key}-2`)), ...step('select 1/0'), sync());
    expect(await one.types()).toBe('1 2 C 1 2 C 1 E ZI');
    expect(await count(key)).toBe(0);
  });

  it('keeps a transaction together over several Syncs while others wait', async () => {
    const one = await wire();
    const key = newKey();
    one.send(parse('', 'begin'), bind(''), execute(), sync());
    expect(await one.types()).toBe('1 2 C ZT');
    const other = count(key);
    one.send(parse('', insert(key)), bind(''), execute(), sync());
    expect(await one.types()).toBe('1 2 C ZT');
    one.send(parse('', 'commit'), bind(''), execute(), sync());
    expect(await one.types()).toBe('1 2 C ZI');
    expect(await other).toBe(1);
  });

  it('fetches a portal in pieces', async () => {
    const one = await wire();
    one.send(parse('', 'select generate_series(1, 3)'), bind('', 'p'), execute('p', 2), flush());
    expect(await one.types('s')).toBe('1 2 D D s');
    one.send(execute('p', 2), sync());
    expect(await one.types()).toBe('D C ZI');
  });
});

describe('prepared statements', () => {
  it('of two clients keep apart under the same name', async () => {
    const [a, b] = [await client(), await client()];
    const ask = (one: pg.Client, text: string) =>
      one.query({ name: 'same', text, rowMode: 'array' });
    expect((await ask(a, 'select 1')).rows).toEqual([[1]]);
    expect((await ask(b, `select 'two'`)).rows).toEqual([['two']]);
    expect((await ask(a, 'select 1')).rows).toEqual([[1]]);
    expect((await ask(b, `select 'two'`)).rows).toEqual([['two']]);
  });

  it('without a name keep apart, too', async () => {
    const [a, b] = [await wire(), await wire()];
    a.send(parse('', `select 'a'`), sync());
    expect(await a.types()).toBe('1 ZI');
    b.send(parse('', `select 'b'`), sync());
    expect(await b.types()).toBe('1 ZI');
    a.send(bind(''), execute(), sync());
    const answer = await a.answer();
    expect(answer.map((one) => one.type).join('')).toBe('2DCZ');
    expect(firstValue(answer)).toBe('a');
  });

  it('without a name end with a simple query, as in PostgreSQL', async () => {
    const one = await wire();
    one.send(parse('', 'select 1'), sync(), query('select 2'), bind(''), sync());
    expect(await one.types()).toBe('1 ZI');
    expect(await one.types()).toBe('T D C ZI');
    expect(errorField(await one.answer(), 'C')).toBe('26000');
  });

  it('survive DEALLOCATE ALL and DISCARD ALL of another client', async () => {
    const [a, b] = [await wire(), await wire()];
    a.send(parse('mine', `select 'still here'`), sync());
    expect(await a.types()).toBe('1 ZI');
    for (const sql of ['deallocate all', 'discard all']) {
      b.send(parse('own', 'select 1'), sync(), query(sql), describeStatement('own'), sync());
      expect(await b.types()).toBe('1 ZI');
      await b.answer();
      expect(errorField(await b.answer(), 'C')).toBe('26000');
      a.send(describeStatement('mine'), bind('mine'), execute(), sync());
      expect(await a.types()).toBe('t T 2 D C ZI');
    }
  });

  it('are closed by name, refused twice, and gone with their client', async () => {
    const one = await wire();
    const long = 'n'.repeat(80);
    one.send(parse(long, 'select 1'), sync(), parse(`${long}2`, 'select 2'), sync());
    expect(await one.types()).toBe('1 ZI');
    expect(await one.types()).toBe('1 ZI');
    one.send(parse(long, 'select 3'), sync());
    expect(errorField(await one.answer(), 'C')).toBe('42P05');
    one.send(closeStatement(long), bind(long), sync());
    expect(errorField(await one.answer(), 'C')).toBe('26000');
    one.socket.destroy();
    await sleep(50);
    const other = await client();
    const { rows } = await other.query(
      `select count(*)::int as n from pg_prepared_statements where statement = 'select 2'`,
    );
    expect(rows).toEqual([{ n: 0 }]);
  });
});

describe('the session that all share', () => {
  it('forgets SET, set_config, temporary tables, cursors and PREPARE of another client', async () => {
    const [a, b] = [await client(), await client()];
    await a.query(`set search_path to 'nowhere'`);
    await a.query(`select set_config('application_name', 'a', false)`);
    await a.query('create temporary table scratch (x int)');
    await a.query('begin; declare held cursor with hold for select 1; commit');
    await a.query('prepare plan as select 1');
    const { rows } = await b.query(`select current_setting('search_path') as path,
        current_setting('application_name') as application, to_regclass('scratch') as scratch,
        (select count(*)::int from pg_cursors) as cursors,
        (select count(*)::int from pg_prepared_statements where from_sql) as plans`);
    expect(rows).toEqual([
      { path: 'public', application: '', scratch: null, cursors: 0, plans: 0 },
    ]);
  });

  it('keeps all that until the transaction ends', async () => {
    const one = await client();
    await one.query('begin');
    await one.query(`set local time zone 'Asia/Shanghai'`);
    await one.query('create temporary table scratch as select 5 as x');
    const { rows } = await one.query(
      `select x, extract(timezone_hour from now())::int as zone from scratch`,
    );
    expect(rows).toEqual([{ x: 5, zone: 8 }]);
    await one.query('commit');
  });

  it.each([
    ['copy setting from stdin', 'COPY FROM STDIN'],
    ['select pg_advisory_lock(1)', 'advisory locks'],
  ])('refuses %s and says why', async (sql, words) => {
    const one = await client();
    await expect(one.query(sql)).rejects.toMatchObject({
      code: '0A000',
      message: expect.stringContaining(words),
      hint: expect.stringMatching(/./),
    });
    await expect(one.query({ text: sql, values: [] })).rejects.toMatchObject({ code: '0A000' });
    await one.query('begin');
    await expect(one.query(sql)).rejects.toMatchObject({ code: '0A000' });
    await expect(one.query('select 1')).rejects.toMatchObject({ code: '25P02' });
    await one.query('rollback');
    expect((await one.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
  });

  it('runs COPY TO STDOUT', async () => {
    const one = await wire();
    one.send(query('copy (select 1, 2) to stdout'));
    const answer = await one.answer();
    expect(answer.map((message) => message.type).join('')).toBe('HdcCZ');
    expect(answer[1]?.body.toString()).toBe('1\t2\n');
  });
});

describe('notifications', () => {
  async function listener(channel: string): Promise<{ one: pg.Client; heard: string[] }> {
    const one = await client();
    const heard: string[] = [];
    one.on('notification', (message) => heard.push(`${message.channel}=${message.payload}`));
    await one.query(`listen ${channel}`);
    return { one, heard };
  }

  it('reach all who listen, and nobody else', async () => {
    const [a, b, c] = [await listener('jobs'), await listener('"Jobs"'), await listener('jobs')];
    const sender = await client();
    await sender.query(`notify jobs, 'one'`);
    await sender.query('select pg_notify($1, $2)', ['Jobs', 'two']);
    await c.one.query('unlisten *');
    await sender.query(`notify jobs, 'three'`);
    await sender.query('select 1');
    await sleep(50);
    expect(a.heard).toEqual(['jobs=one', 'jobs=three']);
    expect(b.heard).toEqual(['Jobs=two']);
    expect(c.heard).toEqual(['jobs=one']);
  });

  it('wait for the commit and fall away with a rollback', async () => {
    const a = await listener('changes');
    const sender = await client();
    await sender.query(`begin; notify changes, 'no'; rollback`);
    await sender.query(`begin; notify changes, 'yes'`);
    await sleep(50);
    expect(a.heard).toEqual([]);
    await sender.query('commit');
    await sleep(50);
    expect(a.heard).toEqual(['changes=yes']);
  });

  it('a LISTEN that is rolled back hears nothing; a listener hears itself', async () => {
    const one = await client();
    const heard: string[] = [];
    one.on('notification', (message) => heard.push(message.payload ?? ''));
    await one.query('begin; listen quiet; rollback');
    await one.query(`notify quiet, 'unheard'`);
    await one.query(`begin; listen quiet; notify quiet, 'own'; commit`);
    await one.query(`notify quiet, 'heard'`);
    expect(heard).toEqual(['own', 'heard']);
  });

  it('go on for the others when a listener goes away', async () => {
    const [a, b] = [await listener('shared'), await listener('shared')];
    await a.one.end();
    closers.splice(-2, 1);
    const sender = await client();
    await sender.query(`notify shared, 'still'`);
    await sleep(50);
    expect(b.heard).toEqual(['shared=still']);
  });
});

describe('the door', () => {
  it('declines TLS and goes on in the clear', async () => {
    const one = await WireClient.connect(url);
    closers.push(() => one.close());
    one.socket.removeAllListeners('data');
    const reply = new Promise<string>((resolve) =>
      one.socket.once('data', (chunk) => resolve(chunk.toString())),
    );
    one.send(Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]));
    expect(await reply).toBe('N');
  });

  it.each([
    [{ user: 'postgres', database: 'elsewhere' }, '3D000'],
    [{ user: 'postgres', database: 'postgres', statement_timeout: '5' }, '0A000'],
    [{ user: 'postgres', database: 'postgres', client_encoding: 'GBK' }, '0A000'],
  ])('refuses %j', async (parameters, code) => {
    const one = await WireClient.connect(url);
    one.send(startupMessage(parameters));
    expect(errorField(await one.answer(), 'C')).toBe(code);
    expect(one.ended).toBe(true);
  });

  it('tells a client of protocol 3.2 that 3.0 is spoken', async () => {
    const one = await WireClient.connect(url);
    closers.push(() => one.close());
    const hello = startupMessage({ user: 'postgres', database: 'postgres' });
    hello.writeUInt32BE((3 << 16) | 2, 4);
    one.send(hello);
    expect((await one.types()).startsWith('v R S')).toBe(true);
  });

  it.each([
    ['an unknown message', frame('Y', 'xx')],
    ['a string without an end', frame('Q', 'select 1')],
    ['a length that cannot be', Buffer.from([0x51, 0xff, 0xff, 0xff, 0xff])],
    ['a password nobody asked for', frame('p', 'x\0')],
  ])('ends the connection of %s and no other', async (_, bytes) => {
    const bystander = await client();
    const one = await wire();
    one.send(bytes);
    expect(errorField(await one.answer(), 'C')).toBe('08P01');
    expect(one.ended).toBe(true);
    expect((await bystander.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
  });

  it('survives a Bind that promises more than it holds', async () => {
    const one = await wire();
    one.send(parse('', 'select 1'), frame('B', '\0\0', Buffer.from([0, 9, 0, 9])), sync());
    expect(errorField(await one.answer(), 'C')).toBe('08P01');
    one.send(query('select 3'));
    expect(firstValue(await one.answer())).toBe('3');
  });

  it('cancels a statement that waits its turn', async () => {
    const [holder, waiting] = [await client(), await wire()];
    const keyed = await WireClient.connect(url);
    closers.push(() => keyed.close());
    keyed.send(startupMessage({ user: 'postgres', database: 'postgres' }));
    const key = (await keyed.answer()).find((one) => one.type === 'K');
    await holder.query('begin');
    keyed.send(query('select 1'));
    waiting.send(query('select 2'));
    await sleep(30);
    const canceller = await WireClient.connect(url);
    const request = Buffer.from([0, 0, 0, 16, 0x04, 0xd2, 0x16, 0x2e]);
    canceller.send(Buffer.concat([request, key?.body ?? Buffer.alloc(8)]));
    await canceller.answer();
    await holder.query('commit');
    const answer = await keyed.answer();
    expect(errorField(answer, 'C')).toBe('57014');
    expect(answer.at(-1)?.body.toString()).toBe('I');
    expect(firstValue(await waiting.answer())).toBe('2');
  });
});
