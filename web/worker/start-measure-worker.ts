import type { MeasureWorker } from './measure-protocol.ts';

/** Starts a worker of the browser on our own build's file: the page's policy allows no other. */
export const startMeasureWorker = (): MeasureWorker =>
  new Worker(new URL('./measure-worker.ts', import.meta.url), {
    type: 'module',
    name: 'sizhi-measures',
  });
