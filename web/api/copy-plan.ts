import type { Operation } from '#engine/plan/types.ts';
import { appliedAt, type KeptOperation } from '../state/draft/plan-log.ts';
import type { PendingWrite } from '../state/draft/save-queue.ts';
import { type AskPlan, readEvents, readOperations } from './plan-log.ts';
import { ApiError } from './problem.ts';

/** A plan as it would be if an edit of an earlier version of it had been saved. */
export interface CopyOrder {
  name: string;
  /** The version that the edit began with. */
  version: number;
  /** How many operations of that version the edit undid. */
  undone: number;
  /** What it did then, gesture by gesture. */
  done: readonly (readonly Operation[])[];
}

/** What a copy asks of the server. */
export interface CopyTools {
  /** Below the plan that is copied. */
  original: AskPlan;
  branch(name: string): Promise<{ id: string; version: number; parentVersion: number }>;
  copy(id: string): {
    ask: AskPlan;
    /** @throws ApiError when it is refused */
    write(version: number, write: PendingWrite): Promise<number>;
    archive(version: number): Promise<void>;
  };
  newKey(): string;
}

/** As many steps go back at once. */
const MOST_STEPS = 1000;

/**
 * Makes a plan of its own of an edit that another one was faster than: a branch, taken back to the version that the edit began
 * with, and the edit on top. The same operations on the same state give the same plan.
 * @returns id of the copy
 * @throws ApiError; what has been made of the copy is then archived
 */
export async function copyPlan(order: CopyOrder, tools: CopyTools): Promise<string> {
  const branch = await tools.branch(order.name);
  const copy = tools.copy(branch.id);
  let { version } = branch;
  const write = async (what: PendingWrite): Promise<void> => {
    version = await copy.write(version, what);
  };
  try {
    const { back, again } = await wayBack(order, branch.parentVersion, tools.original, copy.ask);
    const undo = back + (again.length === 0 ? order.undone : 0);
    await takeBack(undo, tools, write);
    for (const operations of again) await write(doing(operations, tools));
    if (again.length > 0) await takeBack(order.undone, tools, write);
    for (const operations of order.done) await write(doing(operations, tools));
  } catch (error) {
    // Half a copy is none. That it cannot be put away either is less than what went wrong first.
    await copy.archive(version).catch((second: unknown) => console.error(second));
    throw error;
  }
  return branch.id;
}

const doing = (operations: readonly Operation[], { newKey }: CopyTools): PendingWrite => ({
  kind: 'operations',
  key: newKey(),
  operations,
});

async function takeBack(
  count: number,
  { newKey }: CopyTools,
  write: (what: PendingWrite) => Promise<void>,
): Promise<void> {
  for (let left = count; left > 0; left -= MOST_STEPS) {
    await write({ kind: 'undo', key: newKey(), steps: Math.min(left, MOST_STEPS) });
  }
}

/** From the head that was branched to the version that the edit began with: so many operations back, and these again. */
async function wayBack(
  { version }: CopyOrder,
  branched: number,
  original: AskPlan,
  copy: AskPlan,
): Promise<{ back: number; again: Operation[][] }> {
  const since = (await readEvents(original, version)).filter((one) => one.version <= branched);
  if (since.length === 0) return { back: 0, again: [] };
  const now = (await readOperations(copy, 0)).map(({ sequence }) => sequence);
  const then = appliedAt(now, since);
  if (then === null) throw cannotCopy('a rebase lies between the two versions');
  let shared = 0;
  while (shared < now.length && now[shared] === then[shared]) shared++;
  const missing = new Set(then.slice(shared));
  if (missing.size === 0) return { back: now.length - shared, again: [] };
  const kept = await readOperations(original, (then[shared] ?? 1) - 1);
  const again = kept.filter(({ sequence }) => missing.has(sequence));
  if (again.length < missing.size) throw cannotCopy('an operation is missing in the history');
  return { back: now.length - shared, again: gestures(again) };
}

/** Operations that were written together. */
function gestures(operations: readonly KeptOperation[]): Operation[][] {
  const groups: KeptOperation[][] = [];
  for (const operation of operations) {
    const last = groups.at(-1);
    const first = last?.[0];
    const isSame = first?.planVersion === operation.planVersion && first.at === operation.at;
    if (isSame) last?.push(operation);
    else groups.push([operation]);
  }
  return groups.map((group) => group.map(({ operation }) => operation));
}

const cannotCopy = (detail: string): ApiError =>
  new ApiError({ cause: 'answer', status: 0, request: '', detail });
