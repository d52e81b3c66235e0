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
