import type { HandedPlan } from './plan-desk-protocol.ts';

/** A port through which a plan passes from one worker to another: what is used of the browser's `MessagePort`. */
export interface PlanPort {
  postMessage(plan: HandedPlan, options?: { transfer: ArrayBuffer[] }): void;
  addEventListener(
    type: 'message',
    listener: (event: { data: HandedPlan }) => void,
    options?: { once: boolean },
  ): void;
  start(): void;
  close(): void;
}

/** The one plan that comes through a port. */
export const planFrom = (port: PlanPort): Promise<HandedPlan> =>
  new Promise((resolve) => {
    port.addEventListener(
      'message',
      ({ data }) => {
        port.close();
        resolve(data);
      },
      { once: true },
    );
    port.start();
  });
