import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DataDirectoryLock } from '../../../server/database/embedded/data-directory-lock.ts';
import { processStart } from '../../../server/database/embedded/process-identity.ts';
import { StartupError } from '../../../server/startup-error.ts';

const root = mkdtempSync(join(tmpdir(), 'sizhi-lock-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const DEAD = { pid: 2 ** 22 + 1, start: '1' };
const alive = (pid: number) => ({ pid, start: processStart(pid) ?? '' });

let count = 0;
function directoryWith(lock: string | object, ageSeconds = 0): string {
  const directory = join(root, String(count++));
  mkdirSync(directory);
  const file = join(directory, 'sizhi.lock');
  writeFileSync(file, typeof lock === 'string' ? lock : JSON.stringify(lock));
  const then = Date.now() / 1000 - ageSeconds;
  utimesSync(file, then, then);
  return directory;
}

const holders = (directory: string): { pid: number }[] =>
  JSON.parse(readFileSync(join(directory, 'sizhi.lock'), 'utf8')).processes;

describe('the lock of a data directory', () => {
  it.each([
    ['is gone', { host: hostname(), processes: [DEAD, DEAD] }, 0],
    ['wrote half a file', '{"host":', 60],
    ['ran on another machine and has been silent', { host: 'elsewhere', processes: [DEAD] }, 60],
  ])('is taken over from a program that %s', async (_, lock, age) => {
    const directory = directoryWith(lock, age);
    const taken = await DataDirectoryLock.acquire(directory);
    expect(holders(directory).map((holder) => holder.pid)).toEqual([process.pid]);
    taken.release();
  });

  it.runIf(process.platform === 'linux')('is taken over when the number was reused', async () => {
    const reused = { ...alive(process.ppid), start: '1' };
    const directory = directoryWith({ host: hostname(), processes: [reused] });
    (await DataDirectoryLock.acquire(directory)).release();
  });

  it('is refused while its program runs', async () => {
    const directory = directoryWith({ host: hostname(), processes: [alive(process.ppid)] }, 3600);
    const refused = DataDirectoryLock.acquire(directory);
    await expect(refused).rejects.toThrow(StartupError);
    await expect(refused).rejects.toThrow(`process ${process.ppid} on ${hostname()}`);
  });

  it('is refused twice within one program, and free after its release', async () => {
    const directory = directoryWith({ host: hostname(), processes: [DEAD] });
    const first = await DataDirectoryLock.acquire(directory);
    first.addChild(process.ppid);
    await expect(DataDirectoryLock.acquire(directory)).rejects.toThrow(StartupError);
    first.release();
    (await DataDirectoryLock.acquire(directory)).release();
  });

  it('is waited for while only the database process is left', async () => {
    const lock = { host: hostname(), processes: [DEAD, alive(process.ppid)] };
    const directory = directoryWith(lock);
    const waiting = DataDirectoryLock.acquire(directory);
    setTimeout(() => {
      writeFileSync(
        join(directory, 'sizhi.lock'),
        JSON.stringify({ host: hostname(), processes: [DEAD, DEAD] }),
      );
    }, 1_500);
    const began = Date.now();
    (await waiting).release();
    expect(Date.now() - began).toBeGreaterThan(1_300);
  });

  it('goes to one of several that want it at once', async () => {
    const directory = directoryWith({ host: hostname(), processes: [DEAD] });
    const results = await Promise.allSettled(
      Array.from({ length: 5 }, () => DataDirectoryLock.acquire(directory)),
    );
    const won = results.filter((result) => result.status === 'fulfilled');
    expect(won).toHaveLength(1);
    won[0]?.value.release();
  });
});
