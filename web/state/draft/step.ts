import type { Message } from '#engine/coverage/types.ts';
import { applyOperation, describeOperation } from '#engine/plan/apply-operation.ts';
import type { Change, Operation, PlanContext, PlanState, Reason } from '#engine/plan/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import type { Preview } from './types.ts';

/**
 * What operations would do, one after the other: all of them or none.
 * @param label of the gesture; left out: the description of the only operation, or how many they are
 */
export function tryOperations(
  before: PlanState,
  operations: readonly Operation[],
  context: PlanContext,
  label?: Message,
): Result<Preview, Reason> {
  let state = before;
  const changes: Change[] = [];
  const inverses: Change[] = [];
  const texts: Message[] = [];
  for (const operation of operations) {
    texts.push(describeOperation(state, operation));
    const applied = applyOperation(state, operation, context);
    if (!applied.ok) return err(applied.error);
    state = applied.value.plan;
    changes.push(applied.value.change);
    inverses.unshift(applied.value.inverse);
  }
  const [first] = texts;
  const own = texts.length === 1 && first !== undefined ? first : manyOf(operations.length);
  return ok({ operations, label: label ?? own, state, changes, inverses });
}

const manyOf = (count: number): Message => ({
  zh: `${count} 步调整`,
  en: `${count} operations`,
});
