import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import knexModule from 'knex';
import { describe, expect, inject, it } from 'vitest';
import { isDatabaseAway } from '../../../server/database/is-database-away.ts';

const statement = 'update "plan" set "version" = version + 1';

describe('the database is away', () => {
  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated',
    'Connection terminated due to connection timeout',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'timeout expired',
  ])('when pg says “%s”, with the statement in front of it or without', (message) => {
    expect(isDatabaseAway(new Error(message))).toBe(true);
    expect(isDatabaseAway(new Error(`${statement} - ${message}`))).toBe(true);
    expect(isDatabaseAway(new Error(`BEGIN; - ${message}`))).toBe(true);
  });

  it.each(['57P01', '57P02', '57P03', '57P05', '25P03', '08006', '53300'])(
    'when the server says %s, whatever the statement',
    (code) => {
      expect(isDatabaseAway(Object.assign(new Error(`${statement} - terminating`), { code }))).toBe(
        true,
      );
    },
  );

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EAI_AGAIN', 'EHOSTUNREACH'])(
    'when a socket says %s',
    (code) => expect(isDatabaseAway(Object.assign(new Error('connect'), { code }))).toBe(true),
  );

  it.each([
    new Error(`insert … values ('x - Connection terminated unexpectedly') - syntax error`),
    Object.assign(new Error(`select 'x' - Connection terminated unexpectedly`), { code: '42601' }),
    Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' }),
    new TypeError('x is not a function'),
    'Connection terminated unexpectedly',
    null,
  ])('is not what %s tells', (thrown) => expect(isDatabaseAway(thrown)).toBe(false));
});

const url = inject('postgisUrl');
const serverIt = url === null ? it.skip : it;

serverIt(
  url === null
    ? `NOT TESTED on a PostGIS server: ${inject('postgisReason')}`
    : 'a statement whose connection is cut off tells that the database is away, in a transaction too',
  async () => {
    const { hostname, port, pathname, username, password } = new URL(url!);
    const open: Socket[] = [];
    // Between the two, so that a connection ends as that of a killed process does: without a word.
    const between = createServer((client) => {
      const server = connect(Number(port), hostname);
      client.pipe(server).pipe(client);
      for (const socket of [client, server]) {
        socket.on('error', () => undefined);
        open.push(socket);
      }
    }).listen(0, '127.0.0.1');
    await once(between, 'listening');
    const address = between.address() as AddressInfo;
    const knex = knexModule({
      client: 'pg',
      connection: `postgresql://${username}:${password}@127.0.0.1:${address.port}${pathname}`,
      pool: { min: 0, max: 2 },
      log: { warn: () => undefined },
    });
    try {
      const cut = async (work: Promise<unknown>): Promise<unknown> => {
        const thrown = work.then(
          () => null,
          (error: unknown) => error,
        );
        await sleep(200);
        for (const socket of open.splice(0)) socket.destroy();
        return thrown;
      };
      const alone = await cut(knex.raw('select pg_sleep(5)').then());
      const within = await cut(knex.transaction((trx) => trx.raw('select pg_sleep(5)')));
      for (const error of [alone, within]) {
        expect(error).toBeInstanceOf(Error);
        expect([String(error), isDatabaseAway(error)]).toEqual([expect.any(String), true]);
      }
      expect((await knex.raw('select 1 as one')).rows).toEqual([{ one: 1 }]);
    } finally {
      await knex.destroy();
      for (const socket of open) socket.destroy();
      between.close();
    }
  },
);
