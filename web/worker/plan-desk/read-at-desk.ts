import type { PlanDraft } from '#contract/plan-draft.ts';
import type { Reason } from '#engine/plan/types.ts';
import type { Result } from '#engine/result.ts';
import type { OpenedPlan } from '../../state/draft/opened-plan.ts';
import { DeskEnded, type NeighbourOf, type PlanDesk } from '../../state/draft/plan-desk.ts';
import { type DraftReader, readDraft } from '../../state/draft/read-draft.ts';
import type { Worked } from '../../state/draft/work-out.ts';
import { nextTurn } from '../../state/next-turn.ts';
import { LazyUnits } from './handed-units.ts';
import type {
  DraftList,
  DraftLists,
  DraftRest,
  PlanDeskAnswer,
  PlanDeskRequest,
} from './plan-desk-protocol.ts';
import type { PlanPort } from './plan-port.ts';
import { weightOf } from './slices.ts';

/** What is needed of a browser's worker. */
export interface PlanDeskWorker {
  postMessage(request: PlanDeskRequest, options?: { transfer: (ArrayBuffer | PlanPort)[] }): void;
  addEventListener(type: 'message', listener: (event: { data: PlanDeskAnswer }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  terminate(): void;
}

/** The browser's `MessageChannel`. */
export type OpenChannel = () => { port1: PlanPort; port2: PlanPort };

/**
 * Has a plan read by a worker, which stays at hand for it (`desk`).
 * @param colours how many fills there are
 */
export const readAtDesk =
  (start: () => PlanDeskWorker, openChannel: OpenChannel, colours: number): DraftReader =>
  (bytes, tell = () => undefined, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const worker = start();
      const leave = (): void => {
        worker.terminate();
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      const incoming = new IncomingDraft();
      let desk: WorkerDesk | null = null;
      const fail = (detail: string): void => {
        worker.terminate();
        desk?.fail(detail);
        reject(new Error(detail));
      };
      const open = (rest: DraftRest): void => {
        if (signal?.aborted) return;
        signal?.removeEventListener('abort', leave);
        try {
          const opened = incoming.finish(rest);
          desk = new WorkerDesk(worker, openChannel);
          resolve({ ...opened, desk });
        } catch (error) {
          fail(error instanceof Error ? error.message : String(error));
        }
      };
      worker.addEventListener('error', ({ message }) => fail(message ?? 'it did not start'));
      worker.addEventListener('message', ({ data }) => {
        switch (data.kind) {
          case 'unit-ground':
            incoming.units = new LazyUnits(data.ground);
            return;
          case 'slice':
            incoming.add(data.list, data.items);
            return tell(data.share);
          case 'opened':
            // What comes of it on the page has a turn of its own.
            void nextTurn().then(() => open(data.rest));
            return;
          case 'unreadable':
            return fail(data.detail);
          default:
            if (isLarge(data)) void nextTurn().then(() => desk?.take(data));
            else desk?.take(data);
        }
      });
      worker.postMessage({ kind: 'read', bytes, colours }, { transfer: [bytes] });
    });

/** Numbers and words of an answer that takes a good part of a turn to arrive: what is done with it has another. */
const LARGE = 5_000;

const isLarge = (answer: Extract<PlanDeskAnswer, { turn: number }>): boolean =>
  answer.kind === 'worked' && answer.worked.ok && weightOf(answer.worked.value) > LARGE;

/** A draft as it comes in. */
class IncomingDraft {
  units: LazyUnits | null = null;
  readonly #lists: { [L in DraftList]?: DraftLists[L][] } = {};
  /** As it comes in: a hundred thousand entries at the end would be felt. */
  readonly #assignment = new Map<string, string | null>();

  add<L extends DraftList>(list: L, items: readonly DraftLists[L][]): void {
    if (list === 'units') {
      this.units?.add(items as readonly DraftLists['units'][]);
      return;
    }
    if (list === 'assignment') {
      for (const [unit, community] of items as readonly DraftLists['assignment'][]) {
        this.#assignment.set(unit, community);
      }
      return;
    }
    const known = (this.#lists[list] ?? []) as DraftLists[L][];
    for (const item of items) known.push(item);
    (this.#lists as Record<string, unknown>)[list] = known;
  }

  finish({ plan, material, known, head, waivers, drawing }: DraftRest): OpenedPlan {
    const isKnown = (list: DraftList): boolean => known.includes(list);
    const listed = <L extends DraftList>(list: L): DraftLists[L][] =>
      (this.#lists[list] ?? []) as DraftLists[L][];
    const draft: PlanDraft = {
      plan,
      material: {
        ...material,
        ...(this.units === null ? {} : { units: this.units.finish() }),
        ...(isKnown('barriers') ? { barriers: listed('barriers') } : {}),
        ...(isKnown('estates') ? { estates: listed('estates') } : {}),
        ...(isKnown('facilities') ? { facilities: listed('facilities') } : {}),
      },
      base: { communities: listed('communities'), assignment: [] },
      head: { ...head, put: listed('put') },
      done: listed('done'),
      undone: listed('undone'),
      waivers,
    };
    const { ids, colours, labels } = drawing;
    return {
      ...readDraft(draft, this.#assignment),
      drawing: {
        colours: new Map(ids.map((id, at) => [id, colours[at] ?? 0])),
        labels: new Map(ids.map((id, at) => [id, labels[at] ?? null])),
      },
    };
  }
}

type Answered = Result<Worked, Reason> | readonly NeighbourOf[];

interface Question {
  resolve: (answer: Answered) => void;
  reject: (error: Error) => void;
}

/** The page's side of the worker. */
class WorkerDesk implements PlanDesk {
  readonly #worker: PlanDeskWorker;
  readonly #openChannel: OpenChannel;
  readonly #asked = new Map<number, Question>();
  #turn = 0;
  /** Why it has come to an end. */
  #end: string | null = null;

  constructor(worker: PlanDeskWorker, openChannel: OpenChannel) {
    this.#worker = worker;
    this.#openChannel = openChannel;
  }

  neighbours(community: string): ReturnType<PlanDesk['neighbours']> {
    return this.#ask<readonly NeighbourOf[]>((turn) => ({ kind: 'neighbours', turn, community }));
  }

  change(changes: Parameters<PlanDesk['change']>[0]): void {
    this.#worker.postMessage({ kind: 'change', changes });
  }

  work(...[operations, label]: Parameters<PlanDesk['work']>): ReturnType<PlanDesk['work']> {
    const text = label === undefined ? {} : { label };
    return this.#ask<Result<Worked, Reason>>((turn) => ({
      kind: 'work',
      turn,
      operations,
      ...text,
    }));
  }

  #ask<T extends Answered>(question: (turn: number) => PlanDeskRequest): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#end !== null) {
        reject(new DeskEnded(this.#end));
        return;
      }
      const turn = ++this.#turn;
      // What comes of a turn is what was asked for in it.
      this.#asked.set(turn, { resolve: (answer) => resolve(answer as T), reject });
      this.#worker.postMessage(question(turn));
    });
  }

  handOver(): PlanPort {
    const { port1, port2 } = this.#openChannel();
    this.#worker.postMessage({ kind: 'hand-over', port: port1 }, { transfer: [port1] });
    return port2;
  }

  close(): void {
    this.fail('the plan was closed');
    this.#worker.terminate();
  }

  take(answer: Extract<PlanDeskAnswer, { turn: number }>): void {
    const question = this.#asked.get(answer.turn);
    this.#asked.delete(answer.turn);
    if (answer.kind === 'worked') question?.resolve(answer.worked);
    else if (answer.kind === 'neighbours') question?.resolve(answer.neighbours);
    else question?.reject(new Error(answer.detail));
  }

  fail(detail: string): void {
    this.#end ??= detail;
    for (const { reject } of this.#asked.values()) reject(new DeskEnded(detail));
    this.#asked.clear();
  }
}
