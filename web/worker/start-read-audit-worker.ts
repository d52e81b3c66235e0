import type { ReadAuditWorker } from './read-audit.ts';

/** Starts a worker of the browser on our own build's file: the page's policy allows no other. */
export const startReadAuditWorker = (): ReadAuditWorker =>
  new Worker(new URL('./read-audit-worker.ts', import.meta.url), {
    type: 'module',
    name: 'sizhi-read-audit',
  });
