import type { CompareWorker } from './comparer.ts';

/** Starts a worker of the browser on our own build's file: the page's policy allows no other. */
export const startCompareWorker = (): CompareWorker =>
  new Worker(new URL('./compare-worker.ts', import.meta.url), {
    type: 'module',
    name: 'sizhi-compare',
  });
