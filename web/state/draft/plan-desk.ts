import type { Message } from '#engine/coverage/types.ts';
import type { Change, Operation, Reason } from '#engine/plan/types.ts';
import type { Result } from '#engine/result.ts';
import type { PlanPort } from '../../worker/plan-desk/plan-port.ts';
import type { Worked } from './work-out.ts';

/** What was asked was not worked out, and nothing will be. */
export class DeskEnded extends Error {
  override readonly name = 'DeskEnded';
}

/** A community that shares a border with another one. */
export interface NeighbourOf {
  id: string;
  borderMetres: number;
}

/** A plan beside the page: it has all of its material, and works out there what would hold the page up. */
export interface PlanDesk {
  /** The head of the plan moved: what is asked from now on is asked of the new one. */
  change(changes: readonly Change[]): void;
  /**
   * What operations would do to the head. Only the last question is sure to be answered.
   * @throws DeskEnded when there is no worker any more
   */
  work(operations: readonly Operation[], label?: Message): Promise<Result<Worked, Reason>>;
  /**
   * The communities that share a border with one at the head, the longest border first.
   * @throws DeskEnded when there is no worker any more
   */
  neighbours(community: string): Promise<readonly NeighbourOf[]>;
  /** All of it, at its head, for another worker: through a port, so that nothing of it passes through the page. */
  handOver(): PlanPort;
  close(): void;
}
