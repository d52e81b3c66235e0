import { type CommunityEdit, IncrementalAudit } from '../coverage/incremental/incremental-audit.ts';
import type { JurisdictionInput } from '../coverage/types.ts';
import { matchOutline } from './match-outline.ts';
import type { Change, PlanState } from './types.ts';

/** The audit of a plan's coverage, to go on from. The outline has a vertex wherever a community has one on it. */
export const startPlanCoverage = (
  state: PlanState,
  jurisdiction: JurisdictionInput | undefined,
): IncrementalAudit =>
  IncrementalAudit.start([...state.communities.values()], {
    adjacency: true,
    ...(jurisdiction === undefined ? {} : { jurisdiction: matchOutline(state, jurisdiction) }),
  });

/**
 * The audit after changes, of the ground that they touched; where a border comes to end on the outline, or ends there no more, of
 * the outline beside it too.
 * @param state the plan after the changes
 */
export function editPlanCoverage(
  audit: IncrementalAudit,
  state: PlanState,
  changes: readonly Change[],
  jurisdiction: JurisdictionInput | undefined,
): IncrementalAudit {
  const touched = new Set(
    changes.flatMap(({ put, removed }) => [...put.map(({ id }) => id), ...removed]),
  );
  const edits = [...touched].flatMap((id): CommunityEdit[] => {
    const community = state.communities.get(id) ?? null;
    const [at] = audit.positionsOf(id);
    if (at !== undefined) return [{ at, community }];
    return community === null ? [] : [{ add: community }];
  });
  const isOutlineTouched = changes.some(({ outline = [] }) => outline.length > 0);
  if (jurisdiction !== undefined && isOutlineTouched) {
    return audit.edit(edits, { jurisdiction: matchOutline(state, jurisdiction) });
  }
  return edits.length === 0 ? audit : audit.edit(edits);
}
