import { createStore, del, delMany, entries, set } from 'idb-keyval';
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

/** A name that no other page has. Works without a secure context, unlike `randomUUID`. */
export function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const lockOf = (page: string): string => `sizhi-page-${page}`;

/** In the browser's IndexedDB. A lock tells pages that are open from those that are gone. */
export function browserDraftMemory(): DraftMemory {
  const store = createStore('sizhi', 'drafts');
  const page = randomName();
  // Held until the page goes, however it goes. Without a secure context there are no locks.
  const locks: LockManager | undefined = navigator.locks;
  void locks?.request(lockOf(page), () => new Promise(() => undefined));
  const keyOf = (draft: Pick<KeptDraft, 'planId' | 'page'>): string =>
    `${draft.planId}/${draft.page}`;
  return {
    async leftBehind(planId) {
      const kept = (await entries<string, KeptDraft>(store)).map(([, draft]) => draft);
      const held = new Set((await locks?.query())?.held?.map(({ name }) => name));
      return kept
        .filter((draft) => draft.planId === planId && draft.page !== page)
        .filter((draft) => !held.has(lockOf(draft.page)))
        .sort((a, b) => b.keptAt - a.keptAt);
    },
    forget: (drafts) => delMany(drafts.map(keyOf), store),
    async write(planId, version, waiting) {
      const key = keyOf({ planId, page });
      if (waiting.length === 0) await del(key, store);
      else await set(key, { planId, page, version, waiting, keptAt: Date.now() }, store);
    },
  };
}
