import { applyChange } from '#engine/plan/plan-state.ts';
import type { PlanCommunity, PlanState } from '#engine/plan/types.ts';
import { changeBetween } from './head-step.ts';

/** What a snapshot keeps: all that its state has different from the base. */
interface SnapshotContent {
  communities: readonly PlanCommunity[];
  removed: readonly string[];
  units: Readonly<Record<string, string | null>>;
}

/** A state as the content of a snapshot. */
export function contentOf(base: PlanState, state: PlanState): string {
  const { put, removed, assignment } = changeBetween(base, state);
  const content: SnapshotContent = { communities: put, removed, units: assignment };
  return JSON.stringify(content);
}

/** The state that a snapshot kept. */
export function stateOfSnapshot(base: PlanState, content: string): PlanState {
  const { communities, removed, units }: SnapshotContent = JSON.parse(content);
  return applyChange(base, {
    ...{ put: communities, removed, assignment: units },
    ...{ lineage: [], extent: null },
  });
}
