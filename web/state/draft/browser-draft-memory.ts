import { createStore, del, delMany, entries, set } from 'idb-keyval';
import type { DraftMemory, KeptDraft } from './draft-memory.ts';
import { announcePage } from './open-pages.ts';
import { randomName } from './random-name.ts';

/** In the browser's IndexedDB. Pages that are open are told from those that are gone. */
export function browserDraftMemory(): DraftMemory {
  const store = createStore('sizhi', 'drafts');
  const page = randomName();
  const openPages = announcePage(page);
  const keyOf = (kept: Pick<KeptDraft, 'planId' | 'page' | 'draft'>): string =>
    `${kept.planId}/${kept.page}/${kept.draft}`;
  return {
    async leftBehind(planId) {
      const kept = (await entries<string, KeptDraft>(store))
        .map(([, draft]) => draft)
        .filter((draft) => draft.planId === planId);
      if (kept.length === 0) return [];
      const open = await openPages();
      return kept
        .filter((draft) => draft.page === page || !open.has(draft.page))
        .sort((a, b) => b.keptAt - a.keptAt);
    },
    forget: (drafts) => delMany(drafts.map(keyOf), store),
    async write(kept) {
      const key = keyOf({ ...kept, page });
      if (kept.waiting.length === 0) await del(key, store);
      else await set(key, { ...kept, page, keptAt: Date.now() } satisfies KeptDraft, store);
    },
  };
}
