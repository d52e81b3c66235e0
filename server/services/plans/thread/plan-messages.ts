import type { AuditSummary, Message } from '#engine/coverage/types.ts';
import type { LineageLink, Reason } from '#engine/plan/types.ts';
import type { FindingText } from '../../../repositories/finding-repository.ts';
import type { HeadChange } from '../../../repositories/plan-head-repository.ts';
import type { WholeStep } from '../../../repositories/plan-operation-repository.ts';

// What passes between the main thread, which has the database, and the thread that keeps the plan. All of it
// goes through a message port; what is long travels as bytes that are handed over.

/** Rows of a set, each chunk a JSON array of them. */
export type Chunks = Uint8Array[];

/** A state as the database keeps it: a base, and what the head has different. */
export interface StoredState {
  /** Of CommunityText. */
  base: Chunks;
  /** Of HeadCommunity. */
  head: Chunks;
  /** Of `{unit, community}`. */
  units: Chunks;
}

/** The material of a jurisdiction, each set as chunks of MaterialText. */
export interface StoredPlanMaterial {
  jurisdictions: Chunks;
  units: Chunks;
  barriers: Chunks;
  estates: Chunks;
  facilities: Chunks;
}

/** Which state of which plan a command is about. */
export interface PlanAddress {
  planId: string;
  jurisdictionId: string;
  headId: string;
  materialStamp: string;
  policy: string;
}

/** What the thread lacks. */
export interface PlanLack {
  state: boolean;
  material: boolean;
}

/** A step that was applied, ready to be stored. */
export interface AppliedStep {
  kind: string;
  parametersJson: string;
  description: Message;
  changeJson: string;
  inverseJson: string;
  extent: [number, number, number, number] | null;
  lineage: readonly LineageLink[];
  rebasedFrom?: number;
}

/** What a write does to the plan, as the thread worked it out. */
export interface HeadStep {
  steps: AppliedStep[];
  head: HeadChange;
  /** Ids of communities that are new or different, and of those that are no more. */
  put: string[];
  removed: string[];
  coverage: CoverageStep;
}

/** The audit of the coverage after a write. */
export interface CoverageStep {
  engine: string;
  added: FindingText[];
  removed: string[];
  /** All findings of the coverage, where what is stored is of another state. */
  all: FindingText[] | null;
  counts: AuditSummary['counts'];
  /** Null: a window around the change was audited; else why it was the whole. */
  wholeBecause: string | null;
}

/** An operation as it was stored, to be applied on another base. */
export interface RebasedOperation {
  sequence: number;
  kind: string;
  parameters: string;
  change: string;
  description: Message;
}

export interface RebaseReport {
  operations: {
    sequence: number;
    operation: string;
    outcome: 'kept' | 'adapted' | 'refused';
    description: Message;
    reason?: Reason;
  }[];
}

/** Commands by name: what each takes and gives. */
export interface PlanCommands {
  /** Applies operations, all or none. `dryRun`: the state afterwards is not kept. */
  operate: {
    input: { body: Uint8Array; nextHead: string; dryRun: boolean; replaces: boolean };
    output: HeadStep;
  };
  /** Takes stored changes one after another: undo, redo. `whole`: the audit is made anew. */
  replay: {
    input: { changes: string[]; whole: boolean; nextHead: string; replaces: boolean };
    output: HeadStep;
  };
  /** Goes to the state of a snapshot. */
  restore: {
    input: { name: string; content: string; nextHead: string; replaces: boolean };
    output: HeadStep;
  };
  /** The content of a snapshot of the head. */
  content: { input: Record<never, never>; output: { content: string } };
  /** The whole audit, with the rules of the policy. */
  audit: {
    input: Record<never, never>;
    output: { findings: FindingText[]; summary: string; engine: string };
  };
  /** GeoJSON; `changed`: only those that are not as in the base. */
  communities: { input: { changed: boolean }; output: { json: Uint8Array } };
  units: { input: Record<never, never>; output: { json: Uint8Array } };
  /**
   * What an edit of the plan needs: members `material`, `base`, `head`, `done` and `undone` of a PlanDraft.
   * The steps lead to the head, and on from it.
   */
  draft: { input: { done: WholeStep[]; undone: WholeStep[] }; output: { json: Uint8Array } };
  /** What leads from another state to the head; `content` is that of a snapshot on the base of `other`. */
  diff: {
    input: { other: StoredState; content?: string; against: object; withShapes?: boolean };
    output: { json: Uint8Array };
  };
  rebase: {
    input: { base: Chunks; operations: RebasedOperation[]; nextHead: string };
    output: HeadStep & { report: RebaseReport };
  };
  /** The lineage from the base to the head. */
  lineage: { input: Record<never, never>; output: { links: LineageLink[] } };
}
export type PlanCommandName = keyof PlanCommands;

/** A command on its way to the thread, with what the thread said it lacks. */
export type PlanTask<N extends PlanCommandName = PlanCommandName> = {
  [K in N]: {
    address: PlanAddress;
    state?: StoredState;
    material?: StoredPlanMaterial;
    command: K;
    input: PlanCommands[K]['input'];
  };
}[N];

export type PlanAnswer =
  | { outcome: 'lacks'; lack: PlanLack }
  | { outcome: 'done'; value: PlanCommands[PlanCommandName]['output'] };
