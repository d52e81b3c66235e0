import type { Finding } from '#engine/coverage/types.ts';
import type { PlanGround } from '#engine/plan/audit-plan.ts';
import type { PlanState } from '#engine/plan/types.ts';
import { AuditHearer } from './audit-news.ts';
import {
  type AdjustmentWords,
  type BoundaryWords,
  type CompareAnswer,
  type CompareRequest,
  type CompareTask,
  type CompareTasks,
  type Comparison,
  GROUND_LISTS,
  type StateSlot,
} from './compare-protocol.ts';
import type { PlanPort } from './plan-desk/plan-port.ts';
import { slices } from './plan-desk/slices.ts';
import type { PlanSource } from './plan-source.ts';
import { stateDifference } from './state-difference.ts';

/** What is used of a worker of the browser. */
export interface CompareWorker {
  postMessage(request: CompareRequest, options?: { transfer: PlanPort[] }): void;
  addEventListener(type: 'message', listener: (event: { data: CompareAnswer }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  terminate(): void;
}

interface Waiting {
  resolve: (output: CompareTasks[CompareTask]['output']) => void;
  reject: (error: Error) => void;
}

const NOTHING: PlanState = { communities: new Map(), assignment: new Map() };

/**
 * Compares states over one ground in a worker of the browser. The worker is started by the first task. Of a state it is told
 * what it does not have yet, piece by piece: a whole town at once would hold the page up.
 */
export class Comparer {
  readonly #start: () => CompareWorker;
  readonly #source: () => PlanSource;
  readonly #base: PlanState;
  readonly #waiting = new Map<number, Waiting>();
  /** Tasks wait for one another until they are on their way: each is about the states that were told before it. */
  #last: Promise<unknown> = Promise.resolve();
  #worker: CompareWorker | null = null;
  #told = new Map<StateSlot, PlanState>();
  #turn = 0;

  /** @param source is asked once for each worker; its ground's base is `base` */
  constructor(start: () => CompareWorker, source: () => PlanSource, base: PlanState) {
    this.#start = start;
    this.#source = source;
    this.#base = base;
  }

  /** @throws Error with what the engine says, or when the worker has come to an end; so do the others */
  async compare(before: PlanState, after: PlanState): Promise<Comparison> {
    const { communities, ...news } = await this.#ask('diff', {}, { before, after });
    return {
      ...news,
      communities: communities.map((one) => ({
        ...one,
        before: before.communities.get(one.id) ?? null,
        after: after.communities.get(one.id) ?? null,
      })),
    };
  }

  async findings(state: PlanState): Promise<readonly Finding[]> {
    const news = await this.#ask('audit', {}, { before: state });
    return new AuditHearer().hear(news, state.communities).findings;
  }

  adjustment(before: PlanState, after: PlanState): Promise<AdjustmentWords> {
    return this.#ask('adjustment', {}, { before, after });
  }

  boundary(community: string, state: PlanState): Promise<BoundaryWords> {
    return this.#ask('boundary', { community }, { after: state });
  }

  close(): void {
    this.#end(new Error('the comparison was closed'));
  }

  #ask<T extends CompareTask>(
    kind: T,
    input: CompareTasks[T]['input'],
    states: Partial<Record<StateSlot, PlanState>>,
  ): Promise<CompareTasks[T]['output']> {
    const sent = this.#last.then(() => this.#send(kind, input, states));
    this.#last = sent.catch(() => undefined);
    return sent.then((answer) => answer());
  }

  /** Resolves once the task is on its way, with what waits for its answer. */
  async #send<T extends CompareTask>(
    kind: T,
    input: CompareTasks[T]['input'],
    states: Partial<Record<StateSlot, PlanState>>,
  ): Promise<() => Promise<CompareTasks[T]['output']>> {
    const worker = this.#worker ?? (await this.#begin());
    for (const [slot, state] of Object.entries(states)) {
      await this.#tell(worker, slot as StateSlot, state);
    }
    if (this.#worker !== worker) throw new Error('the comparison was closed');
    const turn = ++this.#turn;
    const answer = new Promise<CompareTasks[T]['output']>((resolve, reject) => {
      this.#waiting.set(turn, { resolve, reject });
    });
    worker.postMessage({ kind, turn, input } as CompareRequest);
    // Not awaited here: the next task may be sent.
    return () => answer;
  }

  async #begin(): Promise<CompareWorker> {
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
    const source = this.#source();
    if (source.kind === 'port') {
      const { port } = source;
      worker.postMessage({ kind: 'port', port }, { transfer: [port] });
    } else await this.#copy(worker, source.ground);
    this.#told = new Map([
      ['before', this.#base],
      ['after', this.#base],
    ]);
    return worker;
  }

  async #copy(worker: CompareWorker, ground: PlanGround): Promise<void> {
    const { units, barriers, estates, facilities, base, ...rest } = ground;
    const given = { units, barriers, estates, facilities };
    const lists = GROUND_LISTS.filter((list) => given[list] !== undefined);
    worker.postMessage({ kind: 'start', ground: rest, lists });
    for (const list of lists) {
      for (const items of slices<unknown>(given[list] ?? [])) {
        worker.postMessage({ kind: 'items', list, items });
        await aTurn();
      }
    }
    this.#told = new Map([['base', NOTHING]]);
    await this.#tell(worker, 'base', base);
  }

  async #tell(worker: CompareWorker, slot: StateSlot, state: PlanState): Promise<void> {
    const told = this.#told.get(slot) ?? NOTHING;
    if (told === state) return;
    const { put, removed, assignment, forgotten } = stateDifference(told, state);
    const pieces = [...slices(put)];
    for (const [at, piece] of (pieces.length === 0 ? [[]] : pieces).entries()) {
      if (at > 0) await aTurn();
      if (this.#worker !== worker) return;
      const isFirst = at === 0;
      worker.postMessage({
        kind: 'state',
        slot,
        put: piece,
        removed: isFirst ? removed : [],
        assignment: isFirst ? assignment : {},
        forgotten: isFirst ? forgotten : [],
        order: at >= pieces.length - 1 ? [...state.communities.keys()] : null,
      });
    }
    this.#told.set(slot, state);
  }

  #end(error: Error): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** The page may do something else. */
const aTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
