import { History } from '#engine/plan/history.ts';
import { applyChange } from '#engine/plan/plan-state.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { PlanDesk } from './plan-desk.ts';
import type { DraftDrawing, DraftMaterial, PlanInfo, Step } from './types.ts';

/** A plan as the server has it. */
export interface OpenedPlan {
  info: PlanInfo;
  material: DraftMaterial;
  head: PlanState;
  /** What led to the head, the oldest first, as far as it is known. */
  done: readonly Step[];
  /** What was undone, the next to be redone first. */
  undone: readonly Step[];
  waivers: ReadonlyMap<string, string>;
  /** Works out beside the page what would hold it up; left out: the page does it. */
  desk?: PlanDesk;
  /** How to draw the head, where that has been worked out. */
  drawing?: DraftDrawing;
}

/** The history of a plan, at its head. */
export function historyOf({ head, done, undone }: OpenedPlan): History<Step> {
  let first = head;
  for (const step of [...done].reverse()) {
    for (const inverse of step.inverses) first = applyChange(first, inverse);
  }
  let history = History.start<Step>(first);
  for (const step of [...done, ...undone]) {
    let next = history.state;
    for (const change of step.changes) next = applyChange(next, change);
    history = history.push(next, step);
  }
  for (let back = 0; back < undone.length; back++) history = history.undo();
  return history;
}
