import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import {
  databaseProcess,
  freePort,
  isGone,
  runSizhi,
  serve,
  startSizhi,
} from './helpers/sizhi-child.ts';
import { squareTown } from './helpers/town.ts';

const directory = mkdtempSync(join(tmpdir(), 'sizhi-serve-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** `file:line` of a stack has no place in what a user is told. */
function expectOneLine(text: string, pattern: RegExp) {
  expect(text.trim().split('\n')).toHaveLength(1);
  expect(text).toMatch(pattern);
  expect(text).not.toMatch(/\bat .*:\d+:\d+/);
}

describe('sizhi serve', () => {
  const data = join(directory, 'data');
  const json = async <T>(url: string): Promise<T> => (await fetch(url)).json() as Promise<T>;
  const matched = (origin: string, query: string) =>
    json<{ numberMatched: number }>(`${origin}/collections/communities/items?${query}`).then(
      ({ numberMatched }) => numberMatched,
    );

  it('loads the sample at the first start, keeps what changed at the second, and leaves no child', async () => {
    const port = String(await freePort());
    const environment = { PORT: port, SIZHI_DATA_DIR: data, SIZHI_SAMPLE: 'on' };
    const first = await serve(environment);
    expect(first.stdout()).toBe(`Sizhi 四至 is at http://127.0.0.1:${port}\n`);
    expect(first.stderr()).toMatch(/loaded the sample town/);
    const sample = await matched(first.origin, 'limit=1');
    expect(sample).toBe(20);
    const firstDatabase = databaseProcess(data);

    const answer = await fetch(`${first.origin}/imports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(squareTown('MINE')),
    });
    expect(answer.status).toBe(201);

    // Ctrl-C reaches every process of the terminal's group.
    process.kill(-first.child.pid!, 'SIGINT');
    expect(await first.ended).toEqual({ code: 0, signal: null });
    expect(await isGone(firstDatabase, 5000)).toBe(true);

    const second = await serve(environment);
    expect(second.stderr()).not.toMatch(/sample/);
    expect(await matched(second.origin, 'jurisdiction=MINE')).toBe(4);
    expect(await matched(second.origin, 'limit=1')).toBe(24);
    const secondDatabase = databaseProcess(data);

    const rival = await runSizhi(['serve'], { ...environment, PORT: String(await freePort()) });
    expect(rival.code).toBe(2);
    expectOneLine(rival.stderr, /in use by another Sizhi/);

    const samePort = await runSizhi(['serve'], environment);
    expect(samePort.code).toBe(2);
    expectOneLine(samePort.stderr, new RegExp(`${port}.*in use.*PORT=`));

    second.child.kill('SIGTERM');
    expect(await second.ended).toEqual({ code: 0, signal: null });
    expect(await isGone(secondDatabase, 5000)).toBe(true);
  }, 180_000);

  it('stops while it is still starting', async () => {
    const data = join(directory, 'early');
    const early = startSizhi(['serve'], {
      PORT: String(await freePort()),
      SIZHI_DATA_DIR: data,
    });
    // The lock names the database process as soon as there is one, long before it answers.
    await vi.waitFor(() => databaseProcess(data), { timeout: 30_000, interval: 20 });
    const pid = databaseProcess(data);
    process.kill(-early.child.pid!, 'SIGINT');
    const started = Date.now();
    expect(await early.ended).toEqual({ code: 0, signal: null });
    expect(early.stdout()).toBe('');
    expect(Date.now() - started).toBeLessThan(10_000);
    expect(await isGone(pid, 20_000)).toBe(true);
  }, 90_000);
});

describe('sizhi serve that cannot start says why in one line and ends with 2', () => {
  it('a port in use', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const failed = await runSizhi(['serve', '--port', String(port)], { SIZHI_DATA_DIR: directory });
    holder.close();
    expect(failed.code).toBe(2);
    expectOneLine(failed.stderr, new RegExp(`Port ${port} .* in use`));
    expect(failed.stdout).toBe('');
  }, 60_000);

  it('a data directory that cannot be one', async () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const failed = await runSizhi(['serve'], { PORT: '0', SIZHI_DATA_DIR: join(file, 'data') });
    expect(failed.code).toBe(2);
    expectOneLine(failed.stderr, /data directory .*file/);
  }, 60_000);

  it.runIf(process.platform === 'linux')(
    'a data directory below a folder that takes no entries, instead of trying for ever',
    async () => {
      const failed = await runSizhi(['serve'], { PORT: '0', SIZHI_DATA_DIR: '/proc/x/data' });
      expect(failed.code).toBe(2);
      expectOneLine(failed.stderr, /data directory \/proc\/x\/data cannot be used: .*[^.]\.$/m);
    },
    60_000,
  );

  it('a database that is not there, without showing its password', async () => {
    const url = `postgresql://me:secret@127.0.0.1:${await freePort()}/nowhere`;
    const failed = await runSizhi(['serve'], { PORT: '0', DATABASE_URL: url });
    expect(failed.code).toBe(2);
    expectOneLine(failed.stderr, /DATABASE_URL/);
    expect(failed.stderr).not.toContain('secret');
  }, 60_000);

  it('a setting that cannot be, in the language of the locale', async () => {
    const failed = await runSizhi(['serve'], { PORT: 'x', LC_ALL: 'zh_CN.UTF-8' });
    expect(failed.code).toBe(2);
    expectOneLine(failed.stderr, /环境变量有误：PORT/);
  }, 60_000);

  it('an address that this machine has not', async () => {
    const failed = await runSizhi(['serve', '--host', '203.0.113.7'], { PORT: '0' });
    expect(failed.code).toBe(2);
    expectOneLine(failed.stderr, /203\.0\.113\.7.*HOST/);
  }, 60_000);
});
