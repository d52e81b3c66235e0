import type { AuditResult } from '#engine/coverage/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import type { PlanGround } from '#engine/plan/audit-plan.ts';
import type { Change, PlanCommunity, PlanState } from '#engine/plan/types.ts';
import { AuditHearer } from './audit-news.ts';
import type { LiveAuditAnswer, LiveAuditRequest } from './live-audit-protocol.ts';
import type { PlanPort } from './plan-desk/plan-port.ts';
import type { PlanSource } from './plan-source.ts';

/** What is needed of a browser's worker. */
export interface LiveAuditWorker {
  postMessage(request: LiveAuditRequest, options?: { transfer: PlanPort[] }): void;
  addEventListener(type: 'message', listener: (event: { data: LiveAuditAnswer }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  terminate(): void;
}

type Communities = ReadonlyMap<string, PlanCommunity>;

export interface LiveAuditListener {
  /** Of the state after the last change when `isCurrent`; further changes are on their way otherwise. */
  onAudited(result: AuditResult, isCurrent: boolean): void;
  /** The worker has come to an end; `restart` begins another. */
  onFailed(detail: string): void;
}

/** Copying so many to the worker takes some twenty milliseconds. */
const UNITS_AT_ONCE = 2000;

/** Audits a draft in a worker of the browser, so that drawing never waits for it. */
export class LiveAuditor {
  readonly #start: () => LiveAuditWorker;
  readonly #listener: LiveAuditListener;
  #worker: LiveAuditWorker | null = null;
  #turn = 0;
  /** Communities at the turns that no result has come of yet, and at the last one that one has. */
  readonly #shown = new Map<number, Communities>();
  /** While a start is handed over in pieces: it, and what came since. */
  #waiting: LiveAuditRequest[] | null = null;

  constructor(start: () => LiveAuditWorker, listener: LiveAuditListener) {
    this.#start = start;
    this.#listener = listener;
  }

  /**
   * Begins anew with a whole plan.
   * @param communities of that plan
   */
  restart(source: PlanSource, communities: Communities): void {
    this.close();
    const worker = this.#start();
    const hearer = new AuditHearer();
    this.#worker = worker;
    this.#shown.clear();
    this.#shown.set(this.#turn + 1, communities);
    worker.addEventListener('message', ({ data }) => {
      if (this.#worker !== worker) return;
      if (data.kind === 'failed') this.#fail(data.detail);
      else {
        const result = hearer.hear(data.news, this.#communitiesAt(data.turn));
        this.#listener.onAudited(result, data.turn === this.#turn);
      }
    });
    worker.addEventListener('error', ({ message }) => {
      if (this.#worker === worker) this.#fail(message ?? '');
    });
    if (source.kind === 'port') {
      const { port } = source;
      worker.postMessage({ kind: 'port', turn: ++this.#turn, port }, { transfer: [port] });
      return;
    }
    const { ground, state } = source;
    const { units = [], ...rest } = ground;
    if (units.length <= UNITS_AT_ONCE) {
      worker.postMessage({ kind: 'start', turn: ++this.#turn, ground, state });
    } else this.#startInPieces(worker, rest, units, state);
  }

  /** @param communities of the plan after the changes */
  change(changes: readonly Change[], communities: Communities): void {
    const turn = ++this.#turn;
    this.#shown.set(turn, communities);
    if (this.#waiting !== null) this.#waiting.push({ kind: 'change', turn, changes });
    else this.#worker?.postMessage({ kind: 'change', turn, changes });
  }

  /** Hands over a piece at a time, with a turn of the page in between; changes follow the start. */
  #startInPieces(
    worker: LiveAuditWorker,
    ground: PlanGround,
    units: readonly UnitInput[],
    state: PlanState,
  ): void {
    const turn = ++this.#turn;
    const waiting: LiveAuditRequest[] = [{ kind: 'start', turn, ground, state }];
    this.#waiting = waiting;
    let at = 0;
    const next = (): void => {
      if (this.#worker !== worker) return;
      if (at < units.length) {
        worker.postMessage({ kind: 'units', turn, units: units.slice(at, at + UNITS_AT_ONCE) });
        at += UNITS_AT_ONCE;
        setTimeout(next, 0);
        return;
      }
      for (const request of waiting) worker.postMessage(request);
      this.#waiting = null;
    };
    next();
  }

  /** Results come in the order of the turns: what was before one is not asked for again. */
  #communitiesAt(turn: number): Communities {
    for (const earlier of this.#shown.keys()) if (earlier < turn) this.#shown.delete(earlier);
    return this.#shown.get(turn) ?? new Map();
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#waiting = null;
  }

  #fail(detail: string): void {
    this.close();
    this.#listener.onFailed(detail);
  }
}
