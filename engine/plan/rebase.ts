import { adaptOperation } from './adapt-operation.ts';
import { applyOperation } from './apply-operation.ts';
import type { Operation, PlanContext, PlanState, Reason } from './types.ts';

/** What became of one operation when the plan was put on another base. */
export interface RebaseOutcome {
  /** As it stands now: for an adapted one, with the parameters that fit. */
  operation: Operation;
  outcome: 'kept' | 'adapted' | 'refused';
  /** Why it was refused, or what of it no longer fitted. */
  reason?: Reason;
}

export interface Rebased {
  plan: PlanState;
  outcomes: RebaseOutcome[];
}

/**
 * Applies a plan's operations again on another base (the register has moved on), in their order.
 *
 * - *kept*: it applies as it is. What it comes to may differ where the ground does: a transfer of an
 *   area takes whoever has the area now.
 * - *adapted*: it names communities or units that are no more; without them it applies.
 * - *refused*, with the reason: it is passed over, and those after it are tried all the same.
 */
export function rebase(
  operations: readonly Operation[],
  newBase: PlanState,
  context: PlanContext,
): Rebased {
  let plan = newBase;
  const outcomes = operations.map((operation): RebaseOutcome => {
    const applied = applyOperation(plan, operation, context);
    if (applied.ok) {
      plan = applied.value.plan;
      return { operation, outcome: 'kept' };
    }
    const reason = applied.error;
    const adapted = adaptOperation(plan, operation, context);
    if (adapted === null) return { operation, outcome: 'refused', reason };
    const again = applyOperation(plan, adapted, context);
    if (!again.ok) return { operation, outcome: 'refused', reason: again.error };
    plan = again.value.plan;
    return { operation: adapted, outcome: 'adapted', reason };
  });
  return { plan, outcomes };
}
