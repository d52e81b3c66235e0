import type { AreaGeometry, Message } from '#engine/coverage/types.ts';
import { guarded } from '#engine/plan/change-ground.ts';
import { groundBetween, type MovedPiece } from '#engine/plan/ground/moved-pieces.ts';
import { applyChange, inverseOf } from '#engine/plan/plan-state.ts';
import type {
  Change,
  Operation,
  PlanCommunity,
  PlanContext,
  PlanState,
  Reason,
} from '#engine/plan/types.ts';
import { ok, type Result } from '#engine/result.ts';
import { tryOperations } from './step.ts';
import type { Preview } from './types.ts';

/** What operations come to, as it passes from a worker to the page: nothing of it is the state itself. */
export interface Worked {
  operations: readonly Operation[];
  label: Message;
  changes: readonly Change[];
  /** Ground that changes hands. */
  moved: readonly MovedPiece[];
}

/** A tenth of a square metre of ground is the breadth of a line. */
const LINE = 0.1;

/** What operations would do, one after the other, and which ground passes from whom to whom. */
export function workOut(
  before: PlanState,
  operations: readonly Operation[],
  context: PlanContext,
  label?: Message,
): Result<Worked, Reason> {
  const tried = tryOperations(before, operations, context, label);
  if (!tried.ok) return tried;
  const { state: after, ...rest } = tried.value;
  const ground = guarded(() => ok(movedGround(before, after)));
  if (!ground.ok) return ground;
  const { operations: done, label: text, changes } = rest;
  return ok({ operations: done, label: text, changes, moved: ground.value });
}

/** What has been worked out, on the very state that it was worked out for: what it leaves alone stays the same objects. */
export function previewOf(
  before: PlanState,
  { operations, label, changes, moved }: Worked,
): Preview {
  let state = before;
  const inverses: Change[] = [];
  for (const change of changes) {
    inverses.unshift(inverseOf(state, change));
    state = applyChange(state, change);
  }
  return { operations, label, state, changes, inverses, moved };
}

/** Communities that another state has new or different. */
export const putBetween = (before: PlanState, after: PlanState): PlanCommunity[] =>
  [...after.communities.values()].filter((one) => before.communities.get(one.id) !== one);

/** Communities that another state has no more. */
export const removedBetween = (before: PlanState, after: PlanState): string[] =>
  [...before.communities.keys()].filter((id) => !after.communities.has(id));

function movedGround(before: PlanState, after: PlanState): MovedPiece[] {
  const geometries = new Map<string, AreaGeometry | null>();
  for (const { id, geometry } of putBetween(before, after)) {
    if (before.communities.get(id)?.geometry !== geometry) geometries.set(id, geometry);
  }
  for (const id of removedBetween(before, after)) geometries.set(id, null);
  if (geometries.size === 0) return [];
  return groundBetween(before, geometries).filter(
    ({ areaSquareMetres }) => areaSquareMetres > LINE,
  );
}
