import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { StartupError } from '../../startup-error.ts';
import {
  type ChildMessage,
  type GateAddress,
  type ParentMessage,
  SOCKET_PORT,
  type StartMessage,
} from './child-protocol.ts';
import { Backend } from './gate/backend.ts';
import { Gate } from './gate/gate.ts';
import { startPGlite } from './start-pglite.ts';

/**
 * The process of the embedded database: PGlite with the gate in front of it. One query keeps a
 * process busy from start to end, hence a process of its own.
 *
 * It lives as long as the program that started it: when the channel to that breaks, it rolls
 * back, closes the database and goes. Ctrl-C reaches the whole process group of a terminal; the
 * program decides what happens then, so SIGINT and SIGHUP are ignored here.
 */

/** After a crash, or when the gate or PGlite is beyond repair; the program starts it again. */
const EXIT_BROKEN = 70;
const CLOSE_LIMIT_MILLISECONDS = 15_000;

/**
 * PGlite makes no checkpoints of its own: without them its log grows until it is closed, and a
 * start after a crash replays all of it.
 */
const CHECKPOINT_INTERVAL_MILLISECONDS = 10_000;
const CHECKPOINT_WHEN_LOG_IS_LONG = `do $$ begin
  if (select pg_current_wal_insert_lsn() - redo_lsn from pg_control_checkpoint()) > 64e6 then
    checkpoint;
  end if;
end $$`;

let database: PGlite | undefined;
let gate: Gate | undefined;
let closing = false;

process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
process.on('SIGTERM', () => void close());
process.on('disconnect', () => void close());
process.on('message', (message: ParentMessage) => {
  if (message.type === 'start') start(message).catch(fail);
  else void close();
});

async function start(options: StartMessage): Promise<void> {
  const started = await startPGlite({
    dataDirectory: options.dataDirectory,
    templateFile: options.templateFile,
    onNotice: (text) => tell({ type: 'notice', text }),
  });
  const backend = new Backend(started, (message) => {
    console.error(`fatal: ${message}`);
    process.exit(EXIT_BROKEN);
  });
  const listening = new Gate(backend, {
    idleTransactionMilliseconds: options.idleTransactionMilliseconds,
    password: 'port' in options.listen ? options.listen.password : null,
    onFailure: (error) => {
      console.error(error);
      process.exit(EXIT_BROKEN);
    },
  });
  const address = await listen(listening, options.listen);
  database = started;
  gate = listening;
  keepLogShort(listening);
  tell({ type: 'ready', address });
}

async function listen(listening: Gate, where: StartMessage['listen']): Promise<GateAddress> {
  if ('port' in where) {
    const host = '127.0.0.1';
    return { host, port: await listening.listen({ host, port: where.port }) };
  }
  if (where.socketDirectory !== null) {
    try {
      return await listenIn(where.socketDirectory, listening);
    } catch (error) {
      // Some network and desktop mounts hold files but no sockets.
      tell({ type: 'notice', text: `${where.socketDirectory}: ${String(error)}` });
    }
  }
  const temporary = mkdtempSync(join(tmpdir(), 'sizhi-'));
  process.once('exit', () => rmSync(temporary, { recursive: true, force: true }));
  return listenIn(temporary, listening);
}

async function listenIn(directory: string, listening: Gate): Promise<GateAddress> {
  const path = join(directory, `.s.PGSQL.${SOCKET_PORT}`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  // Who may enter the directory may use the database: nobody else, whatever the umask was.
  chmodSync(directory, 0o700);
  // Left behind by a crash; the lock on the data directory says that nobody uses it.
  rmSync(path, { force: true });
  await listening.listen({ path });
  return { host: directory, port: SOCKET_PORT };
}

function keepLogShort(listening: Gate): void {
  const timer = setInterval(() => {
    listening.whenIdle(CHECKPOINT_WHEN_LOG_IS_LONG).catch((error) => console.error(error));
  }, CHECKPOINT_INTERVAL_MILLISECONDS);
  timer.unref();
}

async function close(): Promise<void> {
  if (closing) return;
  closing = true;
  // What is still starting holds nothing yet: a crash loses nothing.
  if (!gate || !database) process.exit(0);
  setTimeout(() => process.exit(EXIT_BROKEN), CLOSE_LIMIT_MILLISECONDS).unref();
  try {
    await gate.close();
    await database.close();
  } catch (error) {
    console.error(error);
    process.exit(EXIT_BROKEN);
  }
  process.exit(0);
}

function fail(error: unknown): void {
  const text = error instanceof StartupError ? error : { zh: String(error), en: String(error) };
  if (!(error instanceof StartupError)) console.error(error);
  tell({ type: 'failed', zh: text.zh, en: text.en }, () => process.exit(1));
}

function tell(message: ChildMessage, sent?: () => void): void {
  // The channel is gone when the program is; there is nobody to tell, then.
  if (process.connected) process.send?.(message, undefined, {}, () => sent?.());
  else sent?.();
}
