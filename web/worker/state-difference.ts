import type { PlanCommunity, PlanState } from '#engine/plan/types.ts';

/** What makes one state another: of communities and units that are the same objects nothing is said. */
export interface StateDifference {
  put: PlanCommunity[];
  removed: string[];
  assignment: Record<string, string | null>;
  /** Units that the plan knows no longer. */
  forgotten: string[];
}

/** Cost in proportion to the communities, and to the units where these changed hands. */
export function stateDifference(from: PlanState, to: PlanState): StateDifference {
  return {
    put: [...to.communities.values()].filter((one) => from.communities.get(one.id) !== one),
    removed: [...from.communities.keys()].filter((id) => !to.communities.has(id)),
    ...unitsBetween(from.assignment, to.assignment),
  };
}

function unitsBetween(
  from: PlanState['assignment'],
  to: PlanState['assignment'],
): Pick<StateDifference, 'assignment' | 'forgotten'> {
  if (from === to) return { assignment: {}, forgotten: [] };
  const moved: [string, string | null][] = [];
  for (const [unit, community] of to) {
    if (from.get(unit) !== community) moved.push([unit, community]);
  }
  return {
    assignment: Object.fromEntries(moved),
    forgotten: [...from.keys()].filter((unit) => !to.has(unit)),
  };
}
