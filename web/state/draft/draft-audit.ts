import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { AuditResult } from '#engine/coverage/types.ts';
import type { Change, PlanState } from '#engine/plan/types.ts';
import { problemOf } from '../../api/problem.ts';
import { LiveAuditor, type LiveAuditWorker } from '../../worker/live-auditor.ts';
import type { PlanSource } from '../../worker/plan-source.ts';
import { failed, type Loadable, loading, ready } from '../loadable.ts';
import type { Preview } from './types.ts';

/** What of a draft is audited. */
export interface AuditedDraft {
  source(): PlanSource;
  state: ReadonlySignal<PlanState>;
  preview: ReadonlySignal<Preview | null>;
  shown: ReadonlySignal<PlanState>;
}

/** The live audit of a draft: it follows what is shown, the preview or else the head. */
export class DraftAudit {
  readonly audit = signal<Loadable<AuditResult>>(loading());
  /** `audit` is not yet that of what is shown. */
  readonly auditing = signal(true);
  readonly #draft: AuditedDraft;
  readonly #auditor: LiveAuditor;

  constructor(draft: AuditedDraft, start: () => LiveAuditWorker) {
    this.#draft = draft;
    this.#auditor = new LiveAuditor(start, {
      onAudited: (result, isCurrent) => {
        batch(() => {
          this.audit.value = ready(result);
          this.auditing.value = !isCurrent;
        });
      },
      onFailed: (detail) => {
        batch(() => {
          this.audit.value = failed(problemOf(new Error(detail)));
          this.auditing.value = false;
        });
      },
    });
    this.begin();
  }

  /** Audits the whole plan anew. */
  begin(): void {
    this.auditing.value = true;
    const { source, state, preview } = this.#draft;
    this.#auditor.restart(source(), state.peek().communities);
    const tried = preview.peek();
    if (tried !== null) this.#auditor.change(tried.changes, tried.state.communities);
  }

  /** @param changes that led to what is shown now */
  follow(changes: readonly Change[]): void {
    if (this.audit.peek().status === 'failed') this.begin();
    else {
      this.auditing.value = true;
      this.#auditor.change(changes, this.#draft.shown.peek().communities);
    }
  }

  close(): void {
    this.#auditor.close();
  }
}
