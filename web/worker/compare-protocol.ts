import type { CommunityInput, Finding, Message } from '#engine/coverage/types.ts';
import type { PlanGround } from '#engine/plan/audit-plan.ts';
import type { PlanDiff } from '#engine/plan/diff.ts';
import type { PlanCommunity, PlanState } from '#engine/plan/types.ts';

/** What leads from one state of a plan to another. */
export interface Comparison extends PlanDiff {
  /** Community → Polsby–Popper, of those that differ. */
  compactness: { before: Record<string, number>; after: Record<string, number> };
}

/** A boundary in words. */
export interface BoundaryWords {
  limits: Message;
  course: Message;
  notes: readonly Message[];
}

/** What can be asked, each with what it needs and what it gives. */
export interface CompareTasks {
  diff: {
    input: { before: readonly PlanCommunity[]; after: readonly PlanCommunity[] };
    output: Comparison;
  };
  /** Findings of a state. */
  audit: { input: { state: PlanState }; output: readonly Finding[] };
  adjustment: {
    input: { before: readonly CommunityInput[]; after: readonly CommunityInput[] };
    output: { text: Message; notes: readonly Message[] };
  };
  boundary: {
    input: { community: string; communities: readonly CommunityInput[] };
    output: BoundaryWords;
  };
}
export type CompareTask = keyof CompareTasks;

/** The page to the worker: the ground once, then any number of tasks. */
export type CompareRequest =
  | { kind: 'start'; ground: PlanGround }
  | { [T in CompareTask]: { kind: T; turn: number; input: CompareTasks[T]['input'] } }[CompareTask];

/** The worker to the page, once for each task. */
export type CompareAnswer =
  | { turn: number; ok: true; output: CompareTasks[CompareTask]['output'] }
  | { turn: number; ok: false; detail: string };
