import type { PlanDraft } from '#contract/plan-draft.ts';
import { applyChange } from '#engine/plan/plan-state.ts';
import type { Change, PlanState } from '#engine/plan/types.ts';
import type { WholeStep } from '../../../repositories/plan-operation-repository.ts';
import type { PolicyStore } from '../../audit/policy-store.ts';
import { changeBetween, readChange } from './head-step.ts';
import type { PlanEntry } from './plan-cache.ts';
import type { PlanCommands } from './plan-messages.ts';

/** The material, the base, what the head has different from it, and the steps, for an edit of the plan in the browser. */
export function draftOfPlan(
  { address, base, state, surroundings }: PlanEntry,
  { done, undone }: PlanCommands['draft']['input'],
  policies: PolicyStore,
): { json: Uint8Array } {
  const { put, removed, assignment } = changeBetween(base, state);
  const { policy } = address;
  const draft: Pick<PlanDraft, 'material' | 'base' | 'head'> = {
    material: {
      ...surroundings,
      policy: policies.has(policy) ? policies.get(policy) : null,
    } as PlanDraft['material'],
    base: {
      communities: [...base.communities.values()],
      assignment: [...base.assignment],
    },
    head: { put: [...put], removed: [...removed], assignment: { ...assignment } },
  };
  const text = JSON.stringify(draft).slice(0, -1);
  const steps = `"done":[${stepsTo(state, done)}],"undone":[${stepsFrom(state, undone)}]`;
  return { json: new TextEncoder().encode(`${text},${steps}}`) };
}

/** Steps that lead to a state, the oldest first, as JSON: each with all that it changed, and its inverse. */
function stepsTo(state: PlanState, steps: readonly WholeStep[]): string {
  let after = state;
  const texts = steps.toReversed().map((step) => {
    const inverse = readChange(after, step.inverseJson);
    const before = applyChange(after, inverse);
    const change = readChange(before, step.changeJson);
    after = before;
    return stepText(step, change, inverse);
  });
  return texts.reverse().join();
}

/** The same of steps that lead on from a state. */
function stepsFrom(state: PlanState, steps: readonly WholeStep[]): string {
  let before = state;
  const texts = steps.map((step) => {
    const change = readChange(before, step.changeJson);
    const after = applyChange(before, change);
    const inverse = readChange(after, step.inverseJson);
    before = after;
    return stepText(step, change, inverse);
  });
  return texts.join();
}

const stepText = ({ said }: WholeStep, change: Change, inverse: Change): string =>
  `{${said},"change":${JSON.stringify(change)},"inverse":${JSON.stringify(inverse)}}`;
