import type { ImportWorker } from '../state/import.ts';

/** Starts a worker of the browser on our own build's file: the page's policy allows no other. */
export const startImportWorker = (): ImportWorker =>
  new Worker(new URL('./import-worker.ts', import.meta.url), {
    type: 'module',
    name: 'sizhi-import',
  });
