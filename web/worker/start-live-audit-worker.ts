import type { LiveAuditWorker } from './live-auditor.ts';

/** Starts a worker of the browser on our own build's file: the page's policy allows no other. */
export const startLiveAuditWorker = (): LiveAuditWorker =>
  new Worker(new URL('./live-audit-worker.ts', import.meta.url), {
    type: 'module',
    name: 'sizhi-live-audit',
  });
