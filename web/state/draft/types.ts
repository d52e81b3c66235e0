import type { ReadonlySignal } from '@preact/signals';
import type { AuditResult, Finding, JurisdictionInput, Message } from '#engine/coverage/types.ts';
import type { FacilityInput } from '#engine/material/types.ts';
import type { MovedPiece } from '#engine/plan/ground/moved-pieces.ts';
import type { History } from '#engine/plan/history.ts';
import type { Change, Operation, PlanContext, PlanState, Reason } from '#engine/plan/types.ts';
import type { Result } from '#engine/result.ts';
import type { Policy } from '#engine/rules/types.ts';
import type { SnapshotInfo } from '../../api/plans.ts';
import type { Problem } from '../../api/problem.ts';
import type { PlanSource } from '../../worker/plan-source.ts';
import type { Loadable } from '../loadable.ts';
import type { Conflict } from './conflict.ts';
import type { NeighbourOf } from './plan-desk.ts';
import type { PendingWrite } from './save-queue.ts';
import type { Worked } from './work-out.ts';

/** A plan as the list of plans shows it. */
export interface PlanInfo {
  id: string;
  name: string;
  status: string;
  /** Code of its jurisdiction. */
  jurisdiction: string;
  /** Id of the policy that it is judged by, whether or not the server has it. */
  policy: string;
  version: number;
  updatedAt: string;
}

/** What a plan is made of, judged by and drawn over: fixed while it is edited. */
export interface DraftMaterial extends PlanContext {
  jurisdiction?: JurisdictionInput;
  facilities?: readonly FacilityInput[];
  policy: Policy | null;
  /** The communities that the plan began with. */
  base: PlanState;
}

/** How communities are drawn, by their ids. */
export interface DraftDrawing {
  /** Index of a fill; neighbours differ. */
  colours: ReadonlyMap<string, number>;
  /** `[lon, lat]` inside the area; null without one. */
  labels: ReadonlyMap<string, [number, number] | null>;
}

/** What one entry of the history did: one gesture, of one or several operations. */
export interface Step {
  operations: readonly Operation[];
  label: Message;
  /** Leads from the state before to the one of the entry, and back. */
  changes: readonly Change[];
  inverses: readonly Change[];
}

/** Operations that are shown and not yet done. */
export interface Preview {
  operations: readonly Operation[];
  label: Message;
  state: PlanState;
  changes: readonly Change[];
  inverses: readonly Change[];
  /** Ground that changes hands, where it was worked out. */
  moved?: readonly MovedPiece[];
}

export type SaveState =
  /** All is on the server. */
  | { kind: 'saved' }
  | { kind: 'saving'; waiting: number }
  /** The server does not answer; what waits is kept in this browser. */
  | { kind: 'offline'; waiting: number; problem: Problem }
  /** Somebody else has changed the plan: `mine` is the version that this draft is of, `theirs` the server's. */
  | { kind: 'conflict'; waiting: number; mine: number; theirs: number }
  /** The server refuses what this browser has done. */
  | { kind: 'refused'; waiting: number; problem: Problem };

/** A plan under edit in this browser: the engine's plan, its history, its live audit, and how it is saved. */
export interface Draft {
  /** Its version is the one that the server has of this draft. */
  info: ReadonlySignal<PlanInfo>;
  /** Another one after a conflict in which the plan was put on another base. */
  readonly material: DraftMaterial;
  history: ReadonlySignal<History<Step>>;
  /** The head of the plan. */
  state: ReadonlySignal<PlanState>;
  /** What is on the map: the preview, or else the head. */
  shown: ReadonlySignal<PlanState>;
  preview: ReadonlySignal<Preview | null>;
  /** Audit of what is shown, with the rules of the policy; the one before stays while the next is made. */
  audit: ReadonlySignal<Loadable<AuditResult>>;
  /** `audit` is not yet that of what is shown. */
  auditing: ReadonlySignal<boolean>;
  saveState: ReadonlySignal<SaveState>;
  /** Why the last operation did not run; null once another one did. */
  refusal: ReadonlySignal<Reason | null>;
  canUndo: ReadonlySignal<boolean>;
  canRedo: ReadonlySignal<boolean>;
  /** The plan at its head, with all of its material, for a worker. */
  source(): PlanSource;
  /** The communities that share a border with one, the longest border first; worked out beside the page. */
  neighbours(community: string): Promise<readonly NeighbourOf[]>;
  /** Why an operation may not run on the head; null when it may. */
  can(operation: Operation): Reason | null;
  /** What operations would do to the head, without showing it. */
  outcome(operations: readonly Operation[]): Result<Preview, Reason>;
  /**
   * As {@link outcome}, worked out beside the page.
   * @returns null when the head has moved meanwhile: what was asked is no longer what is meant, or to be asked again
   */
  work(operations: readonly Operation[]): Promise<Result<Worked, Reason> | null>;
  /** Does what has been worked out on the head as it is, as one gesture. A preview is dropped. */
  take(worked: Worked): void;
  /** Does one gesture, of one or several operations: all of them or none. A preview is dropped. */
  run(operations: Operation | readonly Operation[], label?: Message): Result<void, Reason>;
  /** As {@link run}, worked out beside the page: for what may concern much ground. */
  runSoon(operations: readonly Operation[], label?: Message): Promise<Result<void, Reason>>;
  /** Shows what operations would do, with their audit; `accept` does them, `reject` goes back. */
  tryOut(operations: Operation | readonly Operation[], label?: Message): Result<void, Reason>;
  /** As {@link tryOut}, worked out beside the page. */
  tryOutSoon(operations: readonly Operation[], label?: Message): Promise<Result<void, Reason>>;
  accept(): Result<void, Reason>;
  reject(): void;
  undo(): void;
  redo(): void;
  /** Undoes or redoes up to an entry of the history. */
  goTo(index: number): void;
  /**
   * Names the state of now, once it is on the server.
   * @throws ApiError when it cannot be sent, or not be named
   */
  snapshot(name: string): Promise<void>;
  /** Named states of the plan, the oldest first. @throws ApiError */
  snapshots(signal?: AbortSignal): Promise<readonly SnapshotInfo[]>;
  /**
   * Goes to the state of a snapshot, as one more step of the history.
   * @throws ApiError when the state of now cannot be sent, or the snapshot not be restored
   */
  restore(snapshot: string): Promise<void>;
  /** Audits the whole plan again, after the audit failed. */
  retryAudit(): void;
  /** Sends again what waits, at once. */
  retry(): void;
  /**
   * Both versions of a plan that somebody else has changed.
   * @param tell how far it is, 0 to 1
   * @throws ApiError when theirs cannot be read
   */
  readConflict(signal?: AbortSignal, tell?: (share: number) => void): Promise<Conflict>;
  /**
   * Makes a plan of its own of what is on the page, saved or not.
   * @returns its id; this draft stays as it is
   * @throws ApiError when it cannot be made
   */
  copyMine(name: string): Promise<string>;
  /**
   * Ends a conflict, or a refusal: `theirs` drops what waits and takes the server's plan; `mine` does what waits again on top of
   * it, up to what no longer fits (`refusal` says so).
   * @throws ApiError when the plan cannot be read; everything is then as it was
   */
  settle(choice: 'theirs' | 'mine'): Promise<void>;
  /**
   * Does what an earlier visit did and could not send, on top of what is there now.
   * @param isSameHead the plan is as that visit had it
   * @returns resolves once it is kept in this browser
   */
  resume(writes: readonly PendingWrite[], isSameHead: boolean): Promise<void>;
  /** Finding → waived, with its reason. */
  waivers: ReadonlySignal<ReadonlyMap<string, string>>;
  /** How the plan is drawn as it was opened, where that has been worked out. */
  drawing: DraftDrawing | null;
  /** @throws ApiError when the state of now cannot be sent, or the finding not be waived */
  waive(finding: Finding, reason: string): Promise<void>;
  /** Takes a waiver back; throws as {@link Draft.waive} does. */
  unwaive(finding: Finding): Promise<void>;
  /** Closes the draft; what waits stays in this browser. Resolves once nothing is on its way to the server any more. */
  close(): Promise<void>;
}
