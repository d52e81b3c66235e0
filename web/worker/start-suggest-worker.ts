import type { SuggestWorker } from './suggester.ts';

/** Starts a worker of the browser on our own build's file: the page's policy allows no other. */
export const startSuggestWorker = (): SuggestWorker =>
  new Worker(new URL('./suggest-worker.ts', import.meta.url), {
    type: 'module',
    name: 'sizhi-suggest',
  });
