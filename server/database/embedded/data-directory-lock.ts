import {
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartupError } from '../../startup-error.ts';
import { isAlive, processStart } from './process-identity.ts';

interface Holder {
  host: string;
  /** The program, then its database process: either of them may still be writing. */
  processes: { pid: number; start: string }[];
}

const LOCK_FILE = 'sizhi.lock';
/** A program that was killed this instant may still be seen; somebody restarting it is not refused. */
const HELD_PATIENCE_MILLISECONDS = 1_000;
/** A database process whose program was killed needs this long at most to roll back and close. */
const ORPHAN_LIMIT_MILLISECONDS = 20_000;
const HEARTBEAT_MILLISECONDS = 5_000;
/** Processes of another machine (or container) cannot be looked at; silence this long is death. */
const FOREIGN_SILENCE_MILLISECONDS = 15_000;

/** Locks of this process, told from those of an earlier process with the same number. */
const heldHere = new Set<string>();

/**
 * Keeps two programs from opening one data directory. PGlite's own lock file names a process that
 * exists only inside WebAssembly, so it protects nothing.
 */
export class DataDirectoryLock {
  readonly #file: string;
  readonly #self = { pid: process.pid, start: processStart(process.pid) ?? '' };
  #heartbeat: NodeJS.Timeout | undefined;

  private constructor(file: string) {
    this.#file = file;
  }

  /**
   * Takes the lock, or takes it over from a program that is gone.
   *
   * @throws StartupError when another program holds it; NodeJS errors when it cannot be written
   */
  static async acquire(dataDirectory: string): Promise<DataDirectoryLock> {
    const lock = new DataDirectoryLock(join(dataDirectory, LOCK_FILE));
    const began = Date.now();
    while (!lock.#create()) {
      const text = lock.#read();
      const state = lock.#examine(text);
      const patience = state === 'held' ? HELD_PATIENCE_MILLISECONDS : ORPHAN_LIMIT_MILLISECONDS;
      if (state === 'stale') lock.#discard(text);
      else if (Date.now() - began < patience) await sleep(100);
      else throw inUse(dataDirectory, lock.#file, parseHolder(text));
    }
    heldHere.add(lock.#file);
    lock.#heartbeat = setInterval(() => lock.#beat(), HEARTBEAT_MILLISECONDS);
    lock.#heartbeat.unref();
    return lock;
  }

  /** Records the database process, which may outlive this one for a moment. */
  addChild(pid: number): void {
    const child = { pid, start: processStart(pid) ?? '' };
    const unfinished = `${this.#file}.${process.pid}`;
    writeFileSync(unfinished, this.#text([this.#self, child]));
    renameSync(unfinished, this.#file);
  }

  release(): void {
    clearInterval(this.#heartbeat);
    heldHere.delete(this.#file);
    rmSync(this.#file, { force: true });
  }

  #text(processes: Holder['processes']): string {
    return `${JSON.stringify({ host: hostname(), processes } satisfies Holder)}\n`;
  }

  #create(): boolean {
    try {
      const file = openSync(this.#file, 'wx', 0o600);
      writeFileSync(file, this.#text([this.#self]));
      closeSync(file);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    }
  }

  #examine(text: string): 'held' | 'orphaned' | 'stale' {
    const holder = parseHolder(text);
    const age = this.#ageMilliseconds();
    // Just being written, or cut short by a full disk.
    if (!holder) return age < HEARTBEAT_MILLISECONDS ? 'orphaned' : 'stale';
    if (holder.host !== hostname()) {
      return age < FOREIGN_SILENCE_MILLISECONDS ? 'orphaned' : 'stale';
    }
    const [program, child] = holder.processes;
    // In a container every start may have the same number.
    const isFormerSelf =
      program?.pid === process.pid && program.start === '' && !heldHere.has(this.#file);
    if (program && !isFormerSelf && isAlive(program)) return 'held';
    return child && isAlive(child) ? 'orphaned' : 'stale';
  }

  /** The file's text, empty when it is gone. */
  #read(): string {
    try {
      return readFileSync(this.#file, 'utf8');
    } catch {
      return '';
    }
  }

  #ageMilliseconds(): number {
    try {
      return Date.now() - statSync(this.#file).mtimeMs;
    } catch {
      return Number.POSITIVE_INFINITY;
    }
  }

  /** Renamed first, looked at, then deleted: two programs may find a lock stale at once. */
  #discard(seen: string): void {
    const discarded = `${this.#file}.stale-${process.pid}`;
    try {
      renameSync(this.#file, discarded);
    } catch {
      return;
    }
    if (readFileSync(discarded, 'utf8') === seen) rmSync(discarded, { force: true });
    else renameSync(discarded, this.#file);
  }

  #beat(): void {
    const now = new Date();
    try {
      utimesSync(this.#file, now, now);
    } catch {
      // Somebody removed the directory or the file: what this program holds is gone already.
      clearInterval(this.#heartbeat);
    }
  }
}

function parseHolder(text: string): Holder | null {
  try {
    const holder: Holder = JSON.parse(text);
    return Array.isArray(holder.processes) ? holder : null;
  } catch {
    return null;
  }
}

function inUse(dataDirectory: string, file: string, holder: Holder | null): StartupError {
  const pid = holder?.processes[0]?.pid ?? '?';
  const host = holder?.host ?? '?';
  return new StartupError(
    {
      zh: `数据目录 ${dataDirectory} 正被另一个 Sizhi 进程使用（进程 ${pid}，主机 ${host}，锁文件 ${file}）。请先停止它，或指定另一个目录。`,
      en: `The data directory ${dataDirectory} is in use by another Sizhi (process ${pid} on ${host}, lock file ${file}); stop that one or give another directory.`,
    },
    { code: 'data-directory-in-use' },
  );
}
