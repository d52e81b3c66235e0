import type { AuditResult } from '#engine/coverage/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import type { PlanGround } from '#engine/plan/audit-plan.ts';
import type { Change, PlanState } from '#engine/plan/types.ts';
import type { LiveAuditAnswer, LiveAuditRequest } from './live-audit-protocol.ts';

/** What is needed of a browser's worker. */
export interface LiveAuditWorker {
  postMessage(request: LiveAuditRequest): void;
  addEventListener(type: 'message', listener: (event: { data: LiveAuditAnswer }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  terminate(): void;
}

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
  /** While a start is handed over in pieces: it, and what came since. */
  #waiting: LiveAuditRequest[] | null = null;

  constructor(start: () => LiveAuditWorker, listener: LiveAuditListener) {
    this.#start = start;
    this.#listener = listener;
  }

  /** Begins anew with a whole plan. */
  restart(ground: PlanGround, state: PlanState): void {
    this.close();
    const worker = this.#start();
    this.#worker = worker;
    worker.addEventListener('message', ({ data }) => {
      if (this.#worker !== worker) return;
      if (data.kind === 'failed') this.#fail(data.detail);
      else this.#listener.onAudited(data.result, data.turn === this.#turn);
    });
    worker.addEventListener('error', ({ message }) => {
      if (this.#worker === worker) this.#fail(message ?? '');
    });
    const { units = [], ...rest } = ground;
    if (units.length <= UNITS_AT_ONCE) {
      worker.postMessage({ kind: 'start', turn: ++this.#turn, ground, state });
    } else this.#startInPieces(worker, rest, units, state);
  }

  change(changes: readonly Change[]): void {
    const turn = ++this.#turn;
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
