import { describeAdjustment } from '#engine/describe/describe-adjustment.ts';
import { describeBoundary } from '#engine/describe/describe-boundary.ts';
import { POLSBY_POPPER } from '#engine/measure/compactness.ts';
import { auditPlan, type PlanGround, unitsOf } from '#engine/plan/audit-plan.ts';
import { diffPlans } from '#engine/plan/diff.ts';
import type { PlanCommunity, PlanState } from '#engine/plan/types.ts';
import { AuditTeller } from './audit-news.ts';
import type {
  BoundaryWords,
  CompareTask,
  CompareTasks,
  ComparisonNews,
} from './compare-protocol.ts';

/** What tasks are about. */
export interface ComparedStates {
  ground: PlanGround;
  before: PlanState;
  after: PlanState;
}

/**
 * Carries out one task of the comparison.
 * @throws NoBoundaryError, TooTangledError, InconsistentCoverageError as the engine does
 */
export function answerCompare<T extends CompareTask>(
  kind: T,
  input: CompareTasks[T]['input'],
  states: ComparedStates,
): CompareTasks[T]['output'] {
  return TASKS[kind](input, states);
}

const TASKS: {
  [T in CompareTask]: (
    input: CompareTasks[T]['input'],
    states: ComparedStates,
  ) => CompareTasks[T]['output'];
} = {
  diff(_, { ground, before, after }): ComparisonNews {
    const { communities, ...diff } = diffPlans(before, after, ground);
    const compactness: ComparisonNews['compactness'] = { before: {}, after: {} };
    for (const { id, before: was, after: is } of communities) {
      if (was !== null) note(compactness.before, id, was, ground);
      if (is !== null) note(compactness.after, id, is, ground);
    }
    const told = communities.map(({ before: _was, after: _is, ...rest }) => rest);
    return { ...diff, communities: told, compactness };
  },
  audit: (_, { ground, before }) =>
    new AuditTeller().tell(auditPlan(before, ground), before.communities),
  adjustment(_, { ground, before, after }) {
    const { barriers = [], jurisdiction, units, base } = ground;
    const { text, notes } = describeAdjustment(
      [...before.communities.values()],
      [...after.communities.values()],
      {
        barriers,
        ...(jurisdiction === undefined ? {} : { jurisdiction }),
        ...(units === undefined ? {} : { units: unitsOf(base, units) }),
      },
    );
    return { text, notes };
  },
  boundary({ community: id }, { ground, after }): BoundaryWords {
    const { barriers = [], jurisdiction } = ground;
    const community = after.communities.get(id);
    if (community === undefined) throw new RangeError(`there is no community ${id}`);
    const { text, notes } = describeBoundary(community, {
      communities: [...after.communities.values()],
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
