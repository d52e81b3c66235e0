import type { AuditResult } from '#engine/coverage/types.ts';
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

/** Audits a draft in a worker of the browser, so that drawing never waits for it. */
export class LiveAuditor {
  readonly #start: () => LiveAuditWorker;
  readonly #listener: LiveAuditListener;
  #worker: LiveAuditWorker | null = null;
  #turn = 0;

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
    worker.postMessage({ kind: 'start', turn: ++this.#turn, ground, state });
  }

  change(changes: readonly Change[]): void {
    this.#worker?.postMessage({ kind: 'change', turn: ++this.#turn, changes });
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #fail(detail: string): void {
    this.close();
    this.#listener.onFailed(detail);
  }
}
