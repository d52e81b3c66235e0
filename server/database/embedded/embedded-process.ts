import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartupError } from '../../startup-error.ts';
import { childEntry } from './child-entry.ts';
import type { ChildMessage, GateAddress, StartMessage } from './child-protocol.ts';

interface ProcessOptions {
  start: StartMessage;
  onNotice: (text: string) => void;
  /** Told the number of each process that is started. */
  onSpawn: (pid: number) => void;
}

/** Waiting times before the process is started again; after the last one it is given up. */
const RESTART_DELAYS_MILLISECONDS = [50, 500, 2_000, 5_000, 10_000];
/** A process that ran for so long has earned all its restarts back. */
const STABLE_MILLISECONDS = 60_000;
const CLOSE_LIMIT_MILLISECONDS = 20_000;
/** How much of what the process wrote before it died is passed on. */
const LAST_WORDS_CHARACTERS = 400;

/**
 * The process of the embedded database, kept running: started, started again when it dies,
 * stopped for good by `close`.
 */
export class EmbeddedProcess {
  readonly #options: ProcessOptions;
  #child: ChildProcess | undefined;
  #address: Promise<GateAddress>;
  #restarts = 0;
  #generation = 0;
  #closing = false;
  #closed: Promise<void> | undefined;

  private constructor(options: ProcessOptions) {
    this.#options = options;
    this.#address = this.#run();
  }

  /** @throws StartupError when the database does not come up */
  static async start(options: ProcessOptions): Promise<EmbeddedProcess> {
    const process = new EmbeddedProcess(options);
    await process.#address;
    return process;
  }

  /** Counts the starts; connections of an earlier generation are dead. */
  get generation(): number {
    return this.#generation;
  }

  /** The number of the running process. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Where to connect to; waits while the process is being started again.
   *
   * @throws StartupError when it has been given up
   */
  address(): Promise<GateAddress> {
    return this.#address;
  }

  /** Lets the process roll back, close its files and end; resolves when it is gone. */
  close(): Promise<void> {
    this.#closing = true;
    this.#closed ??= this.#stop();
    return this.#closed;
  }

  async #stop(): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    // A process that has not yet said it is ready understands this, too.
    if (child.connected) child.send({ type: 'close' }, () => undefined);
    const killer = setTimeout(() => child.kill('SIGKILL'), CLOSE_LIMIT_MILLISECONDS);
    await gone;
    clearTimeout(killer);
  }

  /** Starts the process once; resolves when it is ready. */
  #run(): Promise<GateAddress> {
    const { file, execArgv } = childEntry();
    this.#generation++;
    const child = fork(file, [], { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#child = child;
    if (child.pid !== undefined) this.#options.onSpawn(child.pid);
    let lastWords = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-LAST_WORDS_CHARACTERS);
    });
    return new Promise((resolve, reject) => {
      let readySince = 0;
      child.on('message', (message: ChildMessage) => {
        if (message.type === 'notice') this.#options.onNotice(message.text);
        else if (message.type === 'failed') reject(new StartupError(message));
        else {
          readySince = Date.now();
          resolve(message.address);
        }
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        const cause = `${signal ?? `exit code ${code}`}${lastWords ? `: ${lastWords}` : ''}`;
        // Settles nothing when the process had been ready.
        reject(diedAtStart(cause));
        if (readySince > 0 && !this.#closing) this.#restart(cause, Date.now() - readySince);
      });
      child.send(this.#options.start, (error) => {
        if (error) reject(error);
      });
    });
  }

  #restart(cause: string, ranForMilliseconds: number): void {
    if (ranForMilliseconds >= STABLE_MILLISECONDS) this.#restarts = 0;
    this.#options.onNotice(
      `内嵌数据库进程意外退出,正在重启 / The embedded database ended unexpectedly and is started again (${cause})`,
    );
    this.#address = this.#tryAgain();
    // Whoever asks for the address hears of the failure; nobody asking is no crash.
    this.#address.catch(() => undefined);
  }

  async #tryAgain(): Promise<GateAddress> {
    for (;;) {
      const delay = RESTART_DELAYS_MILLISECONDS[this.#restarts++];
      if (delay === undefined) throw givenUp();
      await sleep(delay);
      if (this.#closing) throw givenUp();
      try {
        return await this.#run();
      } catch (error) {
        if (this.#closing) throw error;
        this.#options.onNotice(error instanceof Error ? error.message : String(error));
      }
    }
  }
}

const diedAtStart = (cause: string): StartupError =>
  new StartupError({
    zh: `内嵌数据库启动失败(${cause})。`,
    en: `The embedded database failed to start (${cause}).`,
  });

const givenUp = (): StartupError =>
  new StartupError({
    zh: '内嵌数据库多次意外退出,不再重启。请重新启动 Sizhi。',
    en: 'The embedded database ended too often and is not started again; restart Sizhi.',
  });
