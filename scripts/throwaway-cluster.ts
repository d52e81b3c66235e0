/**
 * A PostgreSQL cluster with PostGIS for one test run: a temporary directory, a free port of this
 * machine, a random password, no fsync; stopped and deleted at the end.
 *
 *   npx tsx scripts/throwaway-cluster.ts -- npm test     runs a command with TEST_DATABASE_URL set
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chownSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { constants as osConstants, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';

export interface ThrowawayCluster {
  /** Of a database with PostGIS; its user may create others. */
  url: string;
  /** Stops the server and deletes its files. */
  stop(): Promise<void>;
}

/** Why no cluster can be started here: PostgreSQL or PostGIS is not installed. */
export class ClusterUnavailable extends Error {}

const START_LIMIT_MILLISECONDS = 30_000;
const run = promisify(execFile);

/**
 * Starts a cluster.
 *
 * @throws ClusterUnavailable when PostgreSQL's programs or PostGIS are not installed
 */
export async function startThrowawayCluster(): Promise<ThrowawayCluster> {
  const binaries = findPostgresBinaries();
  if (!binaries) {
    throw new ClusterUnavailable(
      'initdb and postgres were found neither on the PATH nor in /usr/lib/postgresql/*/bin; run scripts/setup-debian.sh',
    );
  }
  const owner = serverOwner();
  const directory = mkdtempSync(join(tmpdir(), 'sizhi-postgis-'));
  const password = randomBytes(18).toString('base64url');
  let server: ChildProcess | undefined;
  const stopNow = () => {
    server?.kill('SIGQUIT');
    rmSync(directory, { recursive: true, force: true });
  };
  process.once('exit', stopNow);
  const stop = async () => {
    if (server) await endServer(server);
    process.off('exit', stopNow);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const data = await initialise(binaries, directory, password, owner);
    const port = await freePort();
    server = startServer(binaries, data, port, owner);
    const base = `postgresql://postgres:${password}@127.0.0.1:${port}`;
    await untilReady(`${base}/postgres`, server);
    await createDatabase(`${base}/postgres`, `${base}/sizhi`);
    return { url: `${base}/sizhi`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The directory with initdb and postgres, the newest version first; null when there is none. */
export function findPostgresBinaries(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const candidates = [
    ...(process.env.PATH ?? '').split(delimiter).filter((directory) => directory !== ''),
    ...versions.sort((a, b) => Number(b) - Number(a)).map((one) => join(debian, one, 'bin')),
  ];
  return (
    candidates.find((one) => ['initdb', 'postgres'].every((name) => isProgram(one, name))) ?? null
  );
}

function isProgram(directory: string, name: string): boolean {
  try {
    accessSync(join(directory, name), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

interface Owner {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root: root hands it to the user `postgres`. */
function serverOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const entry = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (!entry) {
    throw new ClusterUnavailable('PostgreSQL does not run as root and there is no user postgres');
  }
  return { uid: Number(entry[1]), gid: Number(entry[2]) };
}

async function initialise(
  binaries: string,
  directory: string,
  password: string,
  owner: Owner | undefined,
): Promise<string> {
  const data = join(directory, 'data');
  const passwordFile = join(directory, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner) {
    for (const path of [directory, passwordFile]) chownSync(path, owner.uid, owner.gid);
  }
  await run(
    join(binaries, 'initdb'),
    [
      ...['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
      ...['-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'],
    ],
    { cwd: directory, ...owner },
  );
  return data;
}

function startServer(
  binaries: string,
  data: string,
  port: number,
  owner: Owner | undefined,
): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: 60,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(binaries, 'postgres'), ['-D', data, ...options], {
    cwd: data,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...owner,
  });
  // Read, so that a full pipe never stops the server; the cluster's own errors reach its clients.
  server.stderr?.resume();
  return server;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  const giveUp = Date.now() + START_LIMIT_MILLISECONDS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (server.exitCode !== null) {
        throw new Error(`postgres ended with ${server.exitCode} at start`, { cause: error });
      }
      if (Date.now() > giveUp) throw error;
      await sleep(50);
    }
  }
}

async function createDatabase(adminUrl: string, url: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query('create database sizhi');
  await admin.end();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('create extension postgis');
  } catch (error) {
    throw new ClusterUnavailable(
      'PostgreSQL is installed, PostGIS is not; run scripts/setup-debian.sh',
      { cause: error },
    );
  } finally {
    await client.end();
  }
}

/** Fast shutdown, and harder when that takes too long. */
async function endServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  server.kill('SIGINT');
  const harder = setTimeout(() => server.kill('SIGQUIT'), 10_000);
  await ended;
  clearTimeout(harder);
}

/** Runs a command with TEST_DATABASE_URL set; returns its exit code. */
async function runWithCluster([command, ...args]: string[]): Promise<number> {
  if (command === undefined) {
    console.error('usage: tsx scripts/throwaway-cluster.ts -- COMMAND [ARGUMENT…]');
    return 2;
  }
  const cluster = await startThrowawayCluster();
  try {
    const child = spawn(command, args, {
      stdio: 'inherit',
      env: { ...process.env, TEST_DATABASE_URL: cluster.url },
    });
    // A terminal sends Ctrl-C to the command as well; the cluster is stopped when it has ended.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => child.kill(signal));
    }
    return await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        resolve(code ?? 128 + (signal ? osConstants.signals[signal] : 0));
      });
    });
  } finally {
    await cluster.stop();
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const separator = process.argv.indexOf('--');
  runWithCluster(separator < 0 ? [] : process.argv.slice(separator + 1)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 2;
    },
  );
}
