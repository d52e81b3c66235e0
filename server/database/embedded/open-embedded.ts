import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { StartupError, withoutStop } from '../../startup-error.ts';
import { endPool } from '../end-pool.ts';
import { IDLE_TRANSACTION_LIMIT_MILLISECONDS } from '../idle-transaction-limit.ts';
import type { Database } from '../open-database.ts';
import { type GateAddress, SOCKET_PORT, type StartMessage } from './child-protocol.ts';
import { connectToGate } from './connect-to-gate.ts';
import { DataDirectoryLock } from './data-directory-lock.ts';
import { EmbeddedProcess } from './embedded-process.ts';
import { makeDirectory } from './make-directory.ts';
import { templateFile } from './template-file.ts';

/** `sun_path` holds 104 bytes on macOS, 108 on Linux, the closing zero included. */
const SOCKET_PATH_BYTES = 103;

export interface EmbeddedOptions {
  dataDirectory: string;
  poolMax: number;
  onNotice: (text: string) => void;
  idleTransactionMilliseconds?: number;
  /** A Unix socket where there is one, else a port of this machine with a random password. */
  transport?: 'unix' | 'tcp';
  /** Where the prepared cluster is cached. */
  templateFile?: string;
}

export interface EmbeddedDatabase extends Database {
  kind: 'embedded';
  /** The number of the database process, for those who watch it. */
  processId(): number | undefined;
}

/**
 * Opens the embedded database in its own process.
 *
 * What it promises: a transaction that was acknowledged survives the death of this program and of
 * the database process (`kill -9`), because its log has been handed to the operating system. It
 * does not survive a power cut or a crash of the machine with certainty: PGlite never calls fsync.
 *
 * @throws StartupError when the directory cannot be written, is in use or damaged
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const dataDirectory = resolve(options.dataDirectory);
  const lock = await lockDirectory(dataDirectory);
  const transport = options.transport ?? (process.platform === 'win32' ? 'tcp' : 'unix');
  const password = transport === 'tcp' ? randomBytes(24).toString('base64url') : null;
  const start: StartMessage = {
    type: 'start',
    dataDirectory,
    templateFile: options.templateFile ?? templateFile(),
    listen:
      password === null
        ? { socketDirectory: socketDirectory(dataDirectory) }
        : { port: 0, password },
    idleTransactionMilliseconds:
      options.idleTransactionMilliseconds ?? IDLE_TRANSACTION_LIMIT_MILLISECONDS,
  };
  try {
    const child = await EmbeddedProcess.start({
      start,
      onNotice: options.onNotice,
      onSpawn: (pid) => lock.addChild(pid),
    });
    const address = await child.address();
    const knex = connectToGate({
      poolMax: options.poolMax,
      onNotice: options.onNotice,
      password,
      address: () => child.address(),
      generation: () => child.generation,
    });
    return {
      knex,
      kind: 'embedded',
      connectionUrl: urlOf(address),
      processId: () => child.pid,
      close: async () => {
        await endPool(knex);
        await child.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Beside the data, where nothing tidies up as it does in /tmp; null where that is too long. */
function socketDirectory(dataDirectory: string): string | null {
  const beside = join(dataDirectory, 'socket');
  const path = join(beside, `.s.PGSQL.${SOCKET_PORT}`);
  return Buffer.byteLength(path) <= SOCKET_PATH_BYTES ? beside : null;
}

/** `psql` and `pg` understand it; on a port they ask for the password. */
function urlOf({ host, port }: GateAddress): string {
  return host.startsWith('/')
    ? `postgresql://postgres@localhost:${port}/postgres?host=${encodeURIComponent(host)}`
    : `postgresql://postgres@${host}:${port}/postgres`;
}

async function lockDirectory(dataDirectory: string): Promise<DataDirectoryLock> {
  try {
    makeDirectory(dataDirectory);
    return await DataDirectoryLock.acquire(dataDirectory);
  } catch (error) {
    if (error instanceof StartupError) throw error;
    const reason = unusable(error);
    throw new StartupError(
      {
        zh: `数据目录 ${dataDirectory} 无法使用：${reason.zh}。`,
        en: `The data directory ${dataDirectory} cannot be used: ${reason.en}.`,
      },
      { cause: error },
    );
  }
}

function unusable(error: unknown): { zh: string; en: string } {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return { zh: '没有读写权限', en: 'no permission to read and write it' };
    case 'EROFS':
      return { zh: '文件系统只读', en: 'the file system is read-only' };
    case 'EEXIST':
    case 'ENOTDIR':
      return { zh: '路径中有一个文件，不是目录', en: 'a file is in the way' };
    case 'ENOSPC':
      return { zh: '磁盘已满', en: 'the disk is full' };
    case 'ENOENT':
      return { zh: '系统不允许在该处建立目录', en: 'no directory can be made there' };
    default: {
      const reason = withoutStop(String(error));
      return { zh: reason, en: reason };
    }
  }
}
