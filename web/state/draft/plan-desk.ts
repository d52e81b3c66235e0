import type { Message } from '#engine/coverage/types.ts';
import type { Change, Operation, Reason } from '#engine/plan/types.ts';
import type { Result } from '#engine/result.ts';
import type { LiveAuditSource } from '../../worker/live-auditor.ts';
import type { Worked } from './work-out.ts';

/** What was asked was not worked out, and nothing will be. */
export class DeskEnded extends Error {
  override readonly name = 'DeskEnded';
}

/** A plan beside the page: it has all of its material, and works out there what would hold the page up. */
export interface PlanDesk extends LiveAuditSource {
  /** The head of the plan moved: what is asked from now on is asked of the new one. */
  change(changes: readonly Change[]): void;
  /**
   * What operations would do to the head. Only the last question is sure to be answered.
   * @throws DeskEnded when there is no worker any more
   */
  work(operations: readonly Operation[], label?: Message): Promise<Result<Worked, Reason>>;
  close(): void;
}
