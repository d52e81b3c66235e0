import { createStore, del, delMany, entries, set } from 'idb-keyval';
import type { DraftMemory, KeptDraft } from './draft-memory.ts';
import { randomName } from './random-name.ts';

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
