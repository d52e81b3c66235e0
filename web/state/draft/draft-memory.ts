import type { PendingWrite } from './save-queue.ts';

/** What a page of this browser keeps of a plan that is not all on the server. */
export interface KeptDraft {
  planId: string;
  /** Of the page that it belongs to. */
  page: string;
  /** Version of the plan that the first of the writes is against. */
  version: number;
  waiting: readonly PendingWrite[];
  /** Milliseconds since 1970. */
  keptAt: number;
}

/** Keeps unsent work over a reload, a crash and a night without network. */
export interface DraftMemory {
  /** What pages that are gone have left behind, the latest first. */
  leftBehind(planId: string): Promise<KeptDraft[]>;
  forget(drafts: readonly KeptDraft[]): Promise<void>;
  /** What this page has not sent; an empty list forgets. */
  write(planId: string, version: number, waiting: readonly PendingWrite[]): Promise<void>;
}
