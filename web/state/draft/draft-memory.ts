import type { PendingWrite } from './save-queue.ts';

/** What a page of this browser keeps of a plan that is not all on the server. */
export interface KeptDraft {
  planId: string;
  /** Of the page that it belongs to. */
  page: string;
  /** Of the edit that it belongs to: a page may edit a plan, leave it unsaved and open it again. */
  draft: string;
  /** Version of the plan that the first of the writes is against. */
  version: number;
  waiting: readonly PendingWrite[];
  /** Milliseconds since 1970. */
  keptAt: number;
}

/** Keeps unsent work over a reload, a crash and a night without network. */
export interface DraftMemory {
  /**
   * What has been left behind, the latest first: by pages that are gone, and by earlier edits on this page. To be asked for before
   * the plan is edited again.
   */
  leftBehind(planId: string): Promise<KeptDraft[]>;
  forget(drafts: readonly KeptDraft[]): Promise<void>;
  /** What an edit on this page has not sent; an empty list forgets. */
  write(kept: Pick<KeptDraft, 'planId' | 'draft' | 'version' | 'waiting'>): Promise<void>;
}
