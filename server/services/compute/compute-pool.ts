import { Worker } from 'node:worker_threads';
import { DomainError, type DomainFault } from '#contract/domain-error.ts';
import type { Policy } from '#engine/rules/types.ts';
import type { Progress } from '#engine/workers/throttle-progress.ts';
import { locateWorker } from './locate-worker.ts';
import type { ComputeTasks, TaskName, WorkerAnswer, WorkerData, WorkerMessage } from './tasks.ts';

export interface ComputePoolOptions {
  /** Threads at most; they start when there is work. */
  workers: number;
  /** Tasks that may wait; more are refused as `busy`. */
  queueLimit?: number;
  /** Of one task, from the moment that a thread begins it. */
  timeLimitSeconds: number;
  /** That a task may wait for a thread; after that it is refused as `busy`. */
  waitLimitSeconds?: number;
  /** That audits may name; by default those that come with Sizhi. */
  policies?: readonly Policy[];
  /** Of one thread; a task that needs more fails as `out-of-memory`. */
  memoryLimitMegabytes?: number;
}

export interface TaskOptions {
  /** Ends the task: its thread is terminated, computation cannot be interrupted otherwise. */
  signal?: AbortSignal | undefined;
  /** Buffers that need not be copied; the caller loses them. */
  transfer?: ArrayBuffer[];
  /** Hears of each step of a task that tells how far it is; never after the task has ended. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

interface Job {
  name: TaskName;
  input: unknown;
  options: TaskOptions;
  /** A thread takes it up: it waits no longer, and its time begins to run. */
  begin(): void;
  settle(answer: { value: unknown } | { error: Error }): void;
}

interface Thread {
  worker: Worker;
  /** What it is working on; null while idle. */
  job: Job | null;
}

/**
 * Runs geometry and parsing in worker threads, so that an audit of a whole city does not keep the
 * event loop from answering. A task that is aborted or takes too long loses its thread; one that waits
 * too long for a thread is refused, so that its caller can come again.
 */
export class ComputePool {
  readonly #options: Required<Omit<ComputePoolOptions, 'policies'>>;
  readonly #workerData: WorkerData;
  readonly #threads = new Set<Thread>();
  readonly #queue: Job[] = [];
  #closed = false;

  constructor({ policies, ...options }: ComputePoolOptions) {
    this.#workerData = policies === undefined ? {} : { policies };
    this.#options = {
      queueLimit: 100,
      memoryLimitMegabytes: 4096,
      waitLimitSeconds: 60,
      ...options,
    };
  }

  /**
   * Runs a task in a thread.
   * @throws DomainError what the task threw; `time-limit`, `out-of-memory`, or `busy`
   * @throws the signal's reason when it was aborted
   */
  run<N extends TaskName>(
    name: N,
    input: ComputeTasks[N]['input'],
    options: TaskOptions = {},
  ): Promise<ComputeTasks[N]['output']> {
    const { signal } = options;
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#closed || this.#queue.length >= this.#options.queueLimit) {
      return Promise.reject(BUSY());
    }
    return new Promise((resolve, reject) => {
      const finish = (answer: { value: unknown } | { error: Error }) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        if ('error' in answer) reject(answer.error);
        else resolve(answer.value as ComputeTasks[N]['output']);
      };
      const { timeLimitSeconds, waitLimitSeconds } = this.#options;
      const begin = () => {
        clearTimeout(timer);
        const late = () => this.#cancel(job, TIME_LIMIT(timeLimitSeconds));
        timer = setTimeout(late, timeLimitSeconds * 1000);
      };
      const job: Job = { name, input, options, begin, settle: finish };
      const abort = () => this.#cancel(job, toError(signal?.reason));
      let timer = setTimeout(
        () => this.#cancel(job, WAITED(waitLimitSeconds)),
        waitLimitSeconds * 1000,
      );
      signal?.addEventListener('abort', abort, { once: true });
      this.#queue.push(job);
      this.#dispatch();
    });
  }

  /** Ends all threads; what they were doing fails as `busy`. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#queue.splice(0)) job.settle({ error: BUSY() });
    const ends = [...this.#threads].map((thread) => this.#retire(thread, BUSY()));
    await Promise.all(ends);
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const idle = [...this.#threads].find((thread) => thread.job === null);
      if (!idle && this.#threads.size >= this.#options.workers) return;
      const thread = idle ?? this.#start();
      const job = this.#queue.shift();
      if (!job) return;
      thread.job = job;
      thread.worker.ref();
      job.begin();
      try {
        thread.worker.postMessage({ name: job.name, input: job.input }, job.options.transfer ?? []);
      } catch (error) {
        this.#finish(thread, { error: toError(error) });
      }
    }
  }

  #start(): Thread {
    const { url, execArgv } = locateWorker();
    const worker = new Worker(url, {
      execArgv,
      name: 'sizhi-compute',
      workerData: this.#workerData,
      resourceLimits: { maxOldGenerationSizeMb: this.#options.memoryLimitMegabytes },
    });
    const thread: Thread = { worker, job: null };
    this.#threads.add(thread);
    worker.on('message', (message: WorkerMessage) => {
      if (message.outcome === 'progress') this.#tell(thread, message);
      else this.#finish(thread, read(message));
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      void this.#retire(thread, outOfMemory ? OUT_OF_MEMORY() : error);
    });
    worker.on('exit', () => void this.#retire(thread, new Error('the compute thread ended')));
    return thread;
  }

  #tell({ job }: Thread, { share, message }: Progress): void {
    job?.options.onProgress?.({ share, message });
  }

  #finish(thread: Thread, answer: { value: unknown } | { error: Error }): void {
    const { job } = thread;
    thread.job = null;
    // An idle thread must not keep a command from ending.
    thread.worker.unref();
    job?.settle(answer);
    this.#dispatch();
  }

  #cancel(job: Job, error: Error): void {
    const waiting = this.#queue.indexOf(job);
    if (waiting >= 0) {
      this.#queue.splice(waiting, 1);
      job.settle({ error });
      return;
    }
    const thread = [...this.#threads].find((candidate) => candidate.job === job);
    if (thread) void this.#retire(thread, error);
  }

  /** Ends a thread and fails what it was doing; the next task starts another. */
  async #retire(thread: Thread, error: Error): Promise<void> {
    if (!this.#threads.delete(thread)) return;
    const { job } = thread;
    thread.job = null;
    job?.settle({ error });
    await thread.worker.terminate();
    if (!this.#closed) this.#dispatch();
  }
}

function read(answer: WorkerAnswer): { value: unknown } | { error: Error } {
  if (answer.outcome === 'done') return { value: answer.value };
  if (answer.outcome === 'refused') return { error: DomainError.fromFault(answer.fault) };
  return { error: Object.assign(new Error(answer.message), { stack: answer.stack }) };
}

const refuse = (code: DomainFault['code'], zh: string, en: string) => () =>
  new DomainError(code, { zh, en });

const BUSY = refuse(
  'busy',
  '计算任务过多，请稍后重试。',
  'Too many computations are waiting; try again shortly.',
);
const WAITED = (seconds: number) =>
  new DomainError('busy', {
    zh: `计算排队超过 ${seconds} 秒，未开始执行，请稍后重试。`,
    en: `The computation waited ${seconds} s for its turn and was not begun; try again shortly.`,
  });
const OUT_OF_MEMORY = refuse(
  'out-of-memory',
  '计算所需内存超过上限。',
  'The computation needs more memory than allowed.',
);
const TIME_LIMIT = (seconds: number) =>
  new DomainError('time-limit', {
    zh: `计算未在 ${seconds} 秒内完成。`,
    en: `The computation did not finish within ${seconds} s.`,
  });

const toError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(String(reason));
