import type { AuditWorker } from './file-auditor.ts';

/** Starts a worker of the browser on our own build's file: the page's policy allows no other. */
export const startAuditWorker = (): AuditWorker =>
  new Worker(new URL('./audit-worker.ts', import.meta.url), {
    type: 'module',
    name: 'sizhi-audit',
  });
