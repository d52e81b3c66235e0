import { describeAdjustment } from '#engine/describe/describe-adjustment.ts';
import { describeBoundary } from '#engine/describe/describe-boundary.ts';
import { POLSBY_POPPER } from '#engine/measure/compactness.ts';
import { auditPlan, type PlanGround, unitsOf } from '#engine/plan/audit-plan.ts';
import { diffPlans } from '#engine/plan/diff.ts';
import { planOf } from '#engine/plan/plan-state.ts';
import type { PlanCommunity } from '#engine/plan/types.ts';
import type { BoundaryWords, CompareTask, CompareTasks, Comparison } from './compare-protocol.ts';

/**
 * Carries out one task of the comparison.
 * @throws NoBoundaryError, TooTangledError, InconsistentCoverageError as the engine does
 */
export function answerCompare<T extends CompareTask>(
  kind: T,
  input: CompareTasks[T]['input'],
  ground: PlanGround,
): CompareTasks[T]['output'] {
  return TASKS[kind](input, ground);
}

const TASKS: {
  [T in CompareTask]: (
    input: CompareTasks[T]['input'],
    ground: PlanGround,
  ) => CompareTasks[T]['output'];
} = {
  diff({ before, after }, ground): Comparison {
    const diff = diffPlans(planOf(before), planOf(after), ground);
    const compactness: Comparison['compactness'] = { before: {}, after: {} };
    for (const { id, before: was, after: is } of diff.communities) {
      if (was !== null) note(compactness.before, id, was, ground);
      if (is !== null) note(compactness.after, id, is, ground);
    }
    return { ...diff, compactness };
  },
  audit: ({ state }, ground) => auditPlan(state, ground).findings,
  adjustment({ before, after }, { barriers = [], jurisdiction, units, base }) {
    const { text, notes } = describeAdjustment(before, after, {
      barriers,
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      ...(units === undefined ? {} : { units: unitsOf(base, units) }),
    });
    return { text, notes };
  },
  boundary({ community: id, communities }, { barriers = [], jurisdiction }): BoundaryWords {
    const community = communities.find((one) => one.id === id);
    if (community === undefined) throw new RangeError(`there is no community ${id}`);
    const { text, notes } = describeBoundary(community, {
      communities,
      barriers,
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
    });
    return { ...text, notes };
  },
};

function note(
  into: Record<string, number>,
  id: string,
  community: PlanCommunity,
  ground: PlanGround,
): void {
  const result = POLSBY_POPPER.measure(community, { ...ground, communities: [community] });
  if (result.state === 'known') into[id] = result.value;
}
