import type { PlanGround } from '#engine/plan/audit-plan.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { PlanPort } from './plan-desk/plan-port.ts';

/** Where a worker gets a plan from: what it is judged by and drawn over, and its head. */
export type PlanSource =
  | { kind: 'copy'; ground: PlanGround; state: PlanState }
  /** From the worker that has it: nothing of it passes through the page. */
  | { kind: 'port'; port: PlanPort };
