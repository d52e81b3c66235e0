import type { DraftStep, PlanDraft } from '#contract/plan-draft.ts';
import type { Plan } from '#contract/plans.ts';
import type { Message } from '#engine/coverage/types.ts';
import { applyChange, planOf } from '#engine/plan/plan-state.ts';
import type { Operation } from '#engine/plan/types.ts';
import type { OpenedPlan } from './opened-plan.ts';
import type { PlanInfo, Step } from './types.ts';

export type PlanSummary = Pick<
  Plan,
  'id' | 'name' | 'status' | 'jurisdiction' | 'policy' | 'version' | 'updatedAt'
>;

/** Of a plan as the server tells it, what the page keeps. */
export function infoOf(plan: PlanSummary): PlanInfo {
  const { id, name, status, jurisdiction, policy, version, updatedAt } = plan;
  return { id, name, status, jurisdiction, policy, version, updatedAt };
}

/**
 * Makes a plan of the bytes of `GET /plans/{id}/draft`.
 * @param tell how far it is, 0 to 1
 * @param signal aborted: it is not wanted any more
 * @throws Error when they are not such an answer, and what the signal was aborted with
 */
export type DraftReader = (
  bytes: ArrayBuffer,
  tell?: (share: number) => void,
  signal?: AbortSignal,
) => Promise<OpenedPlan>;

/** Reads it where it is called: for tests, and for what runs in a worker already. */
export const readDraftHere: DraftReader = async (bytes) => readDraft(parseDraft(bytes));

export const parseDraft = (bytes: ArrayBuffer): PlanDraft =>
  JSON.parse(new TextDecoder().decode(bytes)) as PlanDraft;

/**
 * The answer of the server as the page edits it.
 * @param assignment who has which unit at the base: that of the answer, where it has been gone through already
 */
export function readDraft(
  { plan, material, base, head, done, undone, waivers }: PlanDraft,
  assignment: ReadonlyMap<string, string | null> = new Map(base.assignment),
): OpenedPlan {
  const first = planOf(base.communities, assignment);
  return {
    info: infoOf(plan),
    material: { ...material, base: first },
    head: applyChange(first, { ...head, lineage: [], extent: null }),
    done: gestures(done),
    undone: gestures(undone),
    waivers: new Map(waivers.map(({ finding, reason }) => [finding, reason])),
  };
}

/** Operations that were written together are one step, as they were when they were made. */
function gestures(steps: readonly DraftStep[]): Step[] {
  const groups: DraftStep[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    const first = last?.[0];
    if (first?.planVersion === step.planVersion && first.at === step.at) last?.push(step);
    else groups.push([step]);
  }
  return groups.map((group) => ({
    // Of a step of an earlier visit only the number of its operations counts; its changes are known.
    operations: group.map(({ operation, parameters }) => ({ operation, parameters }) as Operation),
    label: labelOf(group),
    changes: group.map(({ change }) => change),
    inverses: group.map(({ inverse }) => inverse).reverse(),
  }));
}

function labelOf(group: readonly DraftStep[]): Message {
  const [first, ...more] = group.map(({ description }) => description);
  if (first === undefined) return { zh: '', en: '' };
  const count = more.length;
  if (count === 0) return first;
  return { zh: `${first.zh}等 ${count + 1} 步`, en: `${first.en}, and ${count} more` };
}
