import { Worker } from 'node:worker_threads';
import type { PartitionProblem } from '#engine/propose/search/partition-problem.ts';
import { locateWorker } from '../services/compute/locate-worker.ts';
import type { AnswerTo, PartitionWork, WorkAnswer, WorkerSetting } from './partition-work.ts';

interface Thread {
  worker: Worker;
  settle: { resolve(answer: WorkAnswer): void; reject(error: Error): void } | null;
  /** Why it can do no more work. */
  failure: Error | null;
}

/** Threads that work on one problem, so that this one stays free to hear Ctrl-C and to show progress. */
export class PartitionThreads {
  readonly #threads: Thread[];
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  readonly #onProgress: (thread: number, share: number, cost: number | null) => void;

  constructor(
    problem: PartitionProblem,
    count: number,
    onProgress: (thread: number, share: number, cost: number | null) => void,
  ) {
    this.#onProgress = onProgress;
    const { url, execArgv } = locateWorker(import.meta.url, 'partition-worker');
    const setting: WorkerSetting = { problem, stop: this.#stop };
    this.#threads = Array.from({ length: count }, (_, index) => {
      const worker = new Worker(url, {
        execArgv,
        name: `sizhi-partition-${index}`,
        workerData: setting,
      });
      const thread: Thread = { worker, settle: null, failure: null };
      worker.on('message', (answer: WorkAnswer) => this.#hear(thread, index, answer));
      worker.on('error', (error: Error) => fail(thread, error));
      worker.on('exit', () => fail(thread, new Error('a thread ended')));
      return thread;
    });
  }

  get count(): number {
    return this.#threads.length;
  }

  /** All work ends with what it has. */
  stop(): void {
    Atomics.store(this.#stop, 0, 1);
  }

  get isStopped(): boolean {
    return Atomics.load(this.#stop, 0) !== 0;
  }

  /** One piece of work on one thread, which must be idle. */
  run<K extends PartitionWork['kind']>(
    thread: number,
    work: Extract<PartitionWork, { kind: K }>,
  ): Promise<AnswerTo<K>> {
    const taken = this.#threads[thread]!;
    if (taken.failure !== null) return Promise.reject(taken.failure);
    return new Promise<WorkAnswer>((resolve, reject) => {
      taken.settle = { resolve, reject };
      taken.worker.postMessage(work);
    }) as Promise<AnswerTo<K>>;
  }

  /** Pieces of work on all threads, each as soon as one is idle; the answers in the order of the pieces. */
  async runAll<K extends PartitionWork['kind']>(
    works: readonly Extract<PartitionWork, { kind: K }>[],
  ): Promise<AnswerTo<K>[]> {
    const answers: AnswerTo<K>[] = [];
    let next = 0;
    const serve = async (thread: number): Promise<void> => {
      while (next < works.length) {
        const at = next++;
        answers[at] = await this.run(thread, works[at]!);
      }
    };
    await Promise.all(this.#threads.map((_, thread) => serve(thread)));
    return answers;
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#threads.map((thread) => {
        thread.settle = null;
        return thread.worker.terminate();
      }),
    );
  }

  #hear(thread: Thread, index: number, answer: WorkAnswer): void {
    if (answer.kind === 'progress') {
      this.#onProgress(index, answer.share, answer.cost);
      return;
    }
    const { settle } = thread;
    thread.settle = null;
    settle?.resolve(answer);
  }
}

function fail(thread: Thread, error: Error): void {
  thread.failure ??= error;
  thread.settle?.reject(thread.failure);
}
