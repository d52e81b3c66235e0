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
  const done: Operation[] = [];
  for (const operation of operations) {
    const text = describeOperation(state, operation);
    const applied = applyOperation(state, operation, context);
    if (!applied.ok) {
      if (isNeedless(operation, applied.error, changes)) continue;
      return err(applied.error);
    }
    state = applied.value.plan;
    done.push(operation);
    texts.push(text);
    changes.push(applied.value.change);
    inverses.unshift(applied.value.inverse);
  }
  const [first] = texts;
  const own = texts.length === 1 && first !== undefined ? first : manyOf(done.length);
  return ok({ operations: done, label: label ?? own, state, changes, inverses });
}

/** Borders that were to be snapped after other operations, and match already. */
const isNeedless = (
  { operation }: Operation,
  { code }: Reason,
  changes: readonly Change[],
): boolean => operation === 'snap-borders' && code === 'nothing-changes' && changes.length > 0;

const manyOf = (count: number): Message => ({
  zh: `${count} 步调整`,
  en: `${count} operations`,
});
