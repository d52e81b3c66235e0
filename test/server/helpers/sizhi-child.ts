import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A `sizhi` command that runs, as a user would start it, in a process group of its own. */
export interface SizhiChild {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves when it has ended, however. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts a command; `environment` overrules a quiet one without sample or database. */
export function startSizhi(args: string[], environment: Record<string, string>): SizhiChild {
  const child = spawn(process.execPath, ['bin/sizhi.mjs', ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      DATABASE_URL: '',
      SIZHI_SAMPLE: 'off',
      LOG_LEVEL: 'silent',
      LC_ALL: 'C.UTF-8',
      // A machine with other things to do is late, which is not what these tests are about.
      SIZHI_MAX_EVENT_LOOP_DELAY_MS: '0',
      ...environment,
    },
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  return { child, ended, stdout: () => output.stdout, stderr: () => output.stderr };
}

/** Runs a command to its end. What a checkout's build has to say is left out. */
export async function runSizhi(args: string[], environment: Record<string, string>) {
  const started = startSizhi(args, environment);
  const { code } = await started.ended;
  return { code, stdout: started.stdout(), stderr: withoutBuild(started.stderr()) };
}

const withoutBuild = (text: string): string => text.replace(/^sizhi: built .*\n/gm, '');

/**
 * Starts the service and waits until it has said where it is.
 * @throws Error with all that it printed when it ends before
 */
export async function serve(environment: Record<string, string>) {
  const started = startSizhi(['serve'], environment);
  for (;;) {
    const origin = /http:\/\/[^\s]+/.exec(started.stdout())?.[0];
    if (origin !== undefined) return { ...started, origin };
    const end = await Promise.race([started.ended, sleep(50)]);
    if (end) throw new Error(`serve ended with ${end.code}:\n${started.stderr()}`);
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** The process of the embedded database, as the lock in the data directory names it. */
export function databaseProcess(dataDirectory: string): number {
  const lock = JSON.parse(readFileSync(join(dataDirectory, 'sizhi.lock'), 'utf8'));
  const pid: unknown = lock.processes[1]?.pid;
  if (typeof pid !== 'number') throw new Error('the lock names no database process');
  return pid;
}

/** Waits for a process to end. */
export async function isGone(pid: number, withinMilliseconds: number): Promise<boolean> {
  const deadline = Date.now() + withinMilliseconds;
  while (Date.now() < deadline) {
    if (!isAlive(pid)) return true;
    await sleep(50);
  }
  return !isAlive(pid);
}

/** A zombie that nobody has waited for yet counts as gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const state = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0];
    return state !== 'Z';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    // Without /proc, as on macOS, the signal alone decides.
    if (code === 'ENOENT') return process.platform !== 'linux';
    return false;
  }
}
