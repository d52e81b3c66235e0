import { createServer } from 'node:net';
import { describe, expect, inject, it } from 'vitest';
import { openDatabase } from '../../../server/database/open-database.ts';
import { StartupError } from '../../../server/startup-error.ts';

const serverUrl = inject('postgisUrl');
const open = (databaseUrl: string) => openDatabase({ databaseUrl, dataDirectory: '/nowhere' });

async function refusal(databaseUrl: string): Promise<string> {
  try {
    const database = await open(databaseUrl);
    await database.close();
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError);
    const { message } = error as StartupError;
    expect(message).not.toMatch(/[\r\n]/);
    expect(message).not.toContain('secret');
    expect(message, 'one full stop ends a sentence').not.toMatch(/[.?。]{2}|[?？][.。]/);
    return message;
  }
  throw new Error('it was opened');
}

describe('a database server', () => {
  it('that does not listen', async () => {
    const message = await refusal('postgresql://user:secret@127.0.0.1:1/sizhi');
    expect(message).toContain('postgresql://user@127.0.0.1:1/sizhi');
    expect(message).toContain('connection refused');
  });

  it('whose host does not exist', async () => {
    expect(await refusal('postgresql://user:secret@no-such-host.invalid/sizhi')).toMatch(
      /no such host|cannot be resolved/,
    );
  });

  it('that is no PostgreSQL', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    expect(await refusal(`postgresql://user:secret@127.0.0.1:${port}/sizhi`)).toContain(
      'Cannot connect',
    );
    other.close();
  });

  it('that never answers', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    expect(await refusal(`postgresql://user:secret@127.0.0.1:${port}/sizhi`)).toContain(
      'timed out',
    );
    silent.close();
  });

  it.each(['not a url', '//x', 'secret'])('with the address %j', async (databaseUrl) => {
    await expect(open(databaseUrl)).rejects.toThrow(/DATABASE_URL is not a valid URL/);
  });

  describe.skipIf(serverUrl === null)('that runs', () => {
    const changed = (change: (url: URL) => void): string => {
      const url = new URL(serverUrl ?? '');
      change(url);
      return url.href;
    };

    it('is opened, and its address told without the password', async () => {
      const database = await open(serverUrl ?? '');
      expect(database.kind).toBe('server');
      expect(new URL(database.connectionUrl).password).toBe('');
      expect((await database.knex.raw('select postgis_lib_version() as v')).rows[0].v).toMatch(
        /^\d/,
      );
      await database.close();
    });

    it('without that database', async () => {
      const message = await refusal(
        changed((url) => {
          url.pathname = '/nowhere';
        }),
      );
      expect(message).toContain('does not exist');
    });

    it('with another password', async () => {
      const message = await refusal(
        changed((url) => {
          url.password = 'secret';
        }),
      );
      expect(message).toContain('wrong user name or password');
    });

    it('without PostGIS and without the right to create it', async () => {
      const admin = await open(serverUrl ?? '');
      const name = `plain_${process.pid}`;
      try {
        await admin.knex.raw(`create role ${name} login password 'secret'`);
        await admin.knex.raw(`create database ${name} owner postgres template template0`);
        const message = await refusal(
          changed((url) => {
            url.pathname = `/${name}`;
            url.username = name;
            url.password = 'secret';
          }),
        );
        expect(message).toContain('has no PostGIS');
      } finally {
        await admin.knex.raw(`drop database if exists ${name} with (force)`);
        await admin.knex.raw(`drop role if exists ${name}`);
        await admin.close();
      }
    });

    it('ends a transaction that is left idle', async () => {
      const database = await open(serverUrl ?? '');
      const { rows } = await database.knex.raw('show idle_in_transaction_session_timeout');
      expect(rows).toEqual([{ idle_in_transaction_session_timeout: '1min' }]);
      await database.close();
    });
  });
});
