import type { Message } from '#engine/coverage/types.ts';
import type { PlanGround } from '#engine/plan/audit-plan.ts';
import type { CommunityDiff, PlanDiff } from '#engine/plan/diff.ts';
import type { PlanCommunity } from '#engine/plan/types.ts';
import type { AuditNews } from './audit-news.ts';
import type { PlanPort } from './plan-desk/plan-port.ts';

/** What leads from one state of a plan to another. */
export interface Comparison extends PlanDiff {
  /** Community → Polsby–Popper, of those that differ. */
  compactness: { before: Record<string, number>; after: Record<string, number> };
}

/** A comparison as it passes to the page, which has the communities of both states. */
export interface ComparisonNews extends Omit<Comparison, 'communities'> {
  communities: readonly Omit<CommunityDiff, 'before' | 'after'>[];
}

/** A boundary in words. */
export interface BoundaryWords {
  limits: Message;
  course: Message;
  notes: readonly Message[];
}

/** The adjustment of a plan in words. */
export interface AdjustmentWords {
  text: Message;
  notes: readonly Message[];
}

/** What can be asked about the two states that the worker has, each with what it gives. */
export interface CompareTasks {
  /** From `before` to `after`. */
  diff: { input: object; output: ComparisonNews };
  /** Findings of `before`. */
  audit: { input: object; output: AuditNews };
  /** From `before` to `after`. */
  adjustment: { input: object; output: AdjustmentWords };
  /** Of a community of `after`. */
  boundary: { input: { community: string }; output: BoundaryWords };
}
export type CompareTask = keyof CompareTasks;

/** States that the worker keeps. All three begin with the ground's `base`, as far as that is there. */
export type StateSlot = 'base' | 'before' | 'after';

/** Lists of a ground that pass piece by piece. */
export const GROUND_LISTS = ['units', 'barriers', 'estates', 'facilities'] as const;
export type GroundList = (typeof GROUND_LISTS)[number];

/** A state becomes another one, perhaps with further pieces to come. */
export interface StateNews {
  kind: 'state';
  slot: StateSlot;
  put: readonly PlanCommunity[];
  removed: readonly string[];
  assignment: Readonly<Record<string, string | null>>;
  forgotten: readonly string[];
  /** With the last piece: all ids in their order. */
  order: readonly string[] | null;
}

/** The page to the worker: the ground first, then states and tasks, in the order in which they count. */
export type CompareRequest =
  /** The ground comes through a port, as one `HandedPlan`. */
  | { kind: 'port'; port: PlanPort }
  /** The ground comes from the page: its lists and its base in pieces. */
  | { kind: 'start'; ground: Omit<PlanGround, GroundList | 'base'>; lists: readonly GroundList[] }
  | { kind: 'items'; list: GroundList; items: readonly unknown[] }
  | StateNews
  | { [T in CompareTask]: { kind: T; turn: number; input: CompareTasks[T]['input'] } }[CompareTask];

/** The worker to the page, once for each task. */
export type CompareAnswer =
  | { turn: number; ok: true; output: CompareTasks[CompareTask]['output'] }
  | { turn: number; ok: false; detail: string };
