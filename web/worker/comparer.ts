import type { PlanGround } from '#engine/plan/audit-plan.ts';
import type {
  CompareAnswer,
  CompareRequest,
  CompareTask,
  CompareTasks,
} from './compare-protocol.ts';

/** What is used of a worker of the browser. */
export interface CompareWorker {
  postMessage(request: CompareRequest): void;
  addEventListener(type: 'message', listener: (event: { data: CompareAnswer }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  terminate(): void;
}

interface Waiting {
  resolve: (output: CompareTasks[CompareTask]['output']) => void;
  reject: (error: Error) => void;
}

/** Compares states over one ground in a worker of the browser. The worker is started by the first task. */
export class Comparer {
  readonly #start: () => CompareWorker;
  readonly #ground: PlanGround;
  readonly #waiting = new Map<number, Waiting>();
  #worker: CompareWorker | null = null;
  #turn = 0;

  constructor(start: () => CompareWorker, ground: PlanGround) {
    this.#start = start;
    this.#ground = ground;
  }

  /** @throws Error with what the engine says, or when the worker has come to an end */
  run<T extends CompareTask>(
    kind: T,
    input: CompareTasks[T]['input'],
  ): Promise<CompareTasks[T]['output']> {
    return new Promise((resolve, reject) => {
      const worker = this.#worker ?? this.#begin();
      const turn = ++this.#turn;
      this.#waiting.set(turn, { resolve, reject });
      worker.postMessage({ kind, turn, input } as CompareRequest);
    });
  }

  close(): void {
    this.#end(new Error('the comparison was closed'));
  }

  #begin(): CompareWorker {
    const worker = this.#start();
    this.#worker = worker;
    worker.addEventListener('message', ({ data }) => {
      const waiting = this.#waiting.get(data.turn);
      this.#waiting.delete(data.turn);
      if (data.ok) waiting?.resolve(data.output);
      else waiting?.reject(new Error(data.detail));
    });
    worker.addEventListener('error', ({ message }) => {
      if (this.#worker === worker) this.#end(new Error(message ?? 'the worker did not start'));
    });
    worker.postMessage({ kind: 'start', ground: this.#ground });
    return worker;
  }

  #end(error: Error): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
