import type { OpenedPlan } from '../state/draft/create-draft.ts';
import type { PendingWrite, WriteAnswer } from '../state/draft/save-queue.ts';
import type { PlanInfo } from '../state/draft/types.ts';

/** What the page asks of the server about plans. The tests put a stand-in in its place. */
export interface PlansApi {
  /** Plans of a jurisdiction, the latest first. */
  list(jurisdiction: string, signal?: AbortSignal): Promise<PlanInfo[]>;
  /** A new plan that begins with the register of today. */
  create(jurisdiction: string, name: string): Promise<PlanInfo>;
  /** The plan with all that an edit of it needs. */
  open(planId: string, signal?: AbortSignal): Promise<OpenedPlan>;
  /**
   * Writes to the plan if it still is of this version.
   * @throws ApiError when the server cannot be reached or has no time for it: to be tried again
   */
  write(planId: string, version: number, write: PendingWrite): Promise<WriteAnswer>;
  snapshot(planId: string, version: number, name: string): Promise<{ version: number }>;
  waive(
    planId: string,
    version: number,
    findingId: string,
    reason: string,
  ): Promise<{ version: number }>;
}
