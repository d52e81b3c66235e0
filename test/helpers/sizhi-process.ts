import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { copyPreparedData } from './prepared-data.ts';

/** A running `sizhi serve` with a database of its own. */
export interface SizhiProcess {
  /** `http://127.0.0.1:PORT` */
  origin: string;
  stop(): Promise<void>;
}

const READY_WITHIN_MILLISECONDS = 110_000;

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port to listen on');
  return address.port;
}

/**
 * Starts the service as a user would, on a free port and a temporary data directory, and waits
 * until it is ready. What it printed is part of the error when it does not get there.
 */
export async function startSizhi(environment: Record<string, string> = {}): Promise<SizhiProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'sizhi-e2e-'));
  copyPreparedData(directory);
  const port = await freePort();
  const child = spawn(process.execPath, ['bin/sizhi.mjs', 'serve'], {
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      SIZHI_DATA_DIR: directory,
      LOG_LEVEL: 'warn',
      DATABASE_URL: '',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(directory, { recursive: true, force: true });
  };
  const origin = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + READY_WITHIN_MILLISECONDS;
  while (!(await isReady(origin))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`sizhi serve did not become ready. It printed:\n${output}`);
    }
    await sleep(200);
  }
  return { origin, stop };
}

async function isReady(origin: string): Promise<boolean> {
  try {
    return (await fetch(`${origin}/readyz`)).ok;
  } catch (error) {
    // Refused while the server is not listening yet; anything else is a fault of the test.
    if (error instanceof TypeError) return false;
    throw error;
  }
}
