import type { PlanDraft } from '#contract/plan-draft.ts';
import type { PolicyStore } from '../../audit/policy-store.ts';
import { toBytes } from '../../audit/to-bytes.ts';
import { changeBetween } from './head-step.ts';
import type { PlanEntry } from './plan-cache.ts';

/** The material, the base and what the head has different from it, for an edit of the plan in the browser. */
export function draftOfPlan(
  { address, base, state, surroundings }: PlanEntry,
  _input: object,
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
  return { json: toBytes(draft) };
}
