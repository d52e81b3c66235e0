import type { OpenChannel, PlanDeskWorker } from './read-at-desk.ts';

/** Starts a worker of the browser on our own build's file: the page's policy allows no other. */
export const startPlanDeskWorker = (): PlanDeskWorker =>
  new Worker(new URL('./plan-desk-worker.ts', import.meta.url), {
    type: 'module',
    name: 'sizhi-plan-desk',
  });

/** Through which it hands the plan to another worker. */
export const openPlanChannel: OpenChannel = () => new MessageChannel();
