import type { UnitInput } from '#engine/material/types.ts';
import type { PlanGround } from '#engine/plan/audit-plan.ts';
import type { Change, PlanState } from '#engine/plan/types.ts';
import type { AuditNews } from './audit-news.ts';
import type { PlanPort } from './plan-desk/plan-port.ts';

/** The page to the worker. */
export type LiveAuditRequest =
  /** Units of the plan that is started next, in pieces: all at once would hold the page up for seconds. */
  | { kind: 'units'; turn: number; units: readonly UnitInput[] }
  | { kind: 'start'; turn: number; ground: PlanGround; state: PlanState }
  /** The plan comes through a port, from the worker that has it: as one `HandedPlan`. */
  | { kind: 'port'; turn: number; port: PlanPort }
  | { kind: 'change'; turn: number; changes: readonly Change[] };

/** The worker to the page. */
export type LiveAuditAnswer =
  /** `turn` is that of the last request that it takes account of. */
  | { kind: 'audited'; turn: number; news: AuditNews }
  | { kind: 'failed'; turn: number; detail: string };
