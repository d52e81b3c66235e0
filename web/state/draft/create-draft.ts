import { batch, computed, signal } from '@preact/signals';
import type { AuditResult, Message } from '#engine/coverage/types.ts';
import { canApply } from '#engine/plan/apply-operation.ts';
import type { PlanGround } from '#engine/plan/audit-plan.ts';
import { History } from '#engine/plan/history.ts';
import { applyChange } from '#engine/plan/plan-state.ts';
import type { Change, Operation, PlanState, Reason } from '#engine/plan/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import type { PlansApi } from '../../api/plans.ts';
import { problemOf } from '../../api/problem.ts';
import {
  LiveAuditor,
  type LiveAuditSource,
  type LiveAuditWorker,
} from '../../worker/live-auditor.ts';
import { failed, type Loadable, loading, ready } from '../loadable.ts';
import type { DraftMemory } from './draft-memory.ts';
import { DeskEnded, type PlanDesk } from './plan-desk.ts';
import { randomName } from './random-name.ts';
import { type PendingWrite, SaveQueue } from './save-queue.ts';
import { tryOperations } from './step.ts';
import type { Draft, DraftDrawing, DraftMaterial, PlanInfo, Preview, Step } from './types.ts';
import { previewOf, type Worked, workOut } from './work-out.ts';

/** A plan as the server has it. */
export interface OpenedPlan {
  info: PlanInfo;
  material: DraftMaterial;
  head: PlanState;
  /** What led to the head, the oldest first, as far as it is known. */
  done: readonly Step[];
  /** What was undone, the next to be redone first. */
  undone: readonly Step[];
  waivers: ReadonlyMap<string, string>;
  /** Works out beside the page what would hold it up; left out: the page does it. */
  desk?: PlanDesk;
  /** How to draw the head, where that has been worked out. */
  drawing?: DraftDrawing;
}

export interface DraftTools {
  api: PlansApi;
  memory: DraftMemory;
  startAudit(): LiveAuditWorker;
}

/** Starts the edit of a plan. The signals are read by components and by the map; only the methods change them. */
export function createDraft(opened: OpenedPlan, { api, memory, startAudit }: DraftTools): Draft {
  let { material, desk = null } = opened;
  const info = signal(opened.info);
  const history = signal(historyOf(opened));
  const state = computed(() => history.value.state);
  const preview = signal<Preview | null>(null);
  const shown = computed(() => preview.value?.state ?? state.value);
  const audit = signal<Loadable<AuditResult>>(loading());
  const auditing = signal(true);
  const refusal = signal<Reason | null>(null);
  const waivers = signal(opened.waivers);
  const planId = opened.info.id;

  const auditor = new LiveAuditor(startAudit, {
    onAudited(result, isCurrent) {
      batch(() => {
        audit.value = ready(result);
        auditing.value = !isCurrent;
      });
    },
    onFailed(detail) {
      batch(() => {
        audit.value = failed(problemOf(new Error(detail)));
        auditing.value = false;
      });
    },
  });
  /** The head as the desk knows it; a preview is told to the audit alone. */
  const headMoved = (changes: readonly Change[]): void => desk?.change(changes);
  const auditAnew = (): void => {
    auditing.value = true;
    const head = state.peek();
    auditor.restart(desk ?? copyOf(groundOf(material), head), head.communities);
    const tried = preview.peek();
    if (tried !== null) auditor.change(tried.changes, tried.state.communities);
  };
  /** The audit follows what is shown. */
  const auditChanges = (changes: readonly Change[]): void => {
    if (audit.peek().status === 'failed') auditAnew();
    else {
      auditing.value = true;
      auditor.change(changes, shown.peek().communities);
    }
  };
  auditAnew();

  const draft = randomName();
  const queue = new SaveQueue({
    version: opened.info.version,
    async send(version, write) {
      const answer = await api.write(planId, version, write);
      if (answer.kind === 'done') info.value = { ...info.peek(), version: answer.version };
      return answer;
    },
    keep: (version, waiting) => memory.write({ planId, draft, version, waiting }),
  });
  const write = (pending: PendingWrite): void => queue.add(pending);

  const perform = (tried: Preview): void => {
    const { operations, label, changes, inverses } = tried;
    history.value = history.value.push(tried.state, { operations, label, changes, inverses });
    headMoved(changes);
    write({ kind: 'operations', key: randomName(), operations });
  };

  const dropPreview = (): void => {
    const dropped = preview.peek();
    if (dropped === null) return;
    preview.value = null;
    auditChanges(dropped.inverses);
  };

  const attempt = (given: Operation | readonly Operation[], label?: Message) => {
    const operations = Array.isArray(given) ? given : [given as Operation];
    const tried = tryOperations(state.peek(), operations, material, label);
    refusal.value = tried.ok ? null : tried.error;
    return tried;
  };

  /** A desk that has come to an end is done without. */
  const work = async (operations: readonly Operation[]): Promise<Result<Worked, Reason> | null> => {
    const [asked, before] = [desk, state.peek()];
    if (asked === null) return workOut(before, operations, material);
    try {
      const worked = await asked.work(operations);
      return state.peek() === before ? worked : null;
    } catch (error) {
      if (!(error instanceof DeskEnded)) throw error;
      if (desk !== asked) return null;
      console.error('Operations are worked out by the page from now on.', error);
      desk = null;
      return state.peek() === before ? workOut(before, operations, material) : null;
    }
  };

  const move = (kind: 'undo' | 'redo'): void => {
    batch(() => {
      dropPreview();
      const step = kind === 'undo' ? history.peek().undoes : history.peek().redoes;
      if (step === null) return;
      history.value = kind === 'undo' ? history.peek().undo() : history.peek().redo();
      const changes = kind === 'undo' ? step.inverses : step.changes;
      headMoved(changes);
      auditChanges(changes);
      write({ kind, key: randomName(), steps: step.operations.length });
      refusal.value = null;
    });
  };

  /** Takes another head for the plan: what the server has. */
  const takeOver = (theirs: OpenedPlan): void => {
    batch(() => {
      desk?.close();
      desk = theirs.desk ?? null;
      // Theirs may stand on another base: a plan can be rebased.
      material = theirs.material;
      preview.value = null;
      info.value = theirs.info;
      history.value = historyOf(theirs);
      waivers.value = theirs.waivers;
      refusal.value = null;
    });
    auditAnew();
  };

  return {
    info,
    get material() {
      return material;
    },
    history,
    state,
    shown,
    preview,
    audit,
    auditing,
    saveState: queue.state,
    drawing: opened.drawing ?? null,
    refusal,
    waivers,
    canUndo: computed(() => history.value.canUndo),
    canRedo: computed(() => history.value.canRedo),
    can: (operation) => canApply(state.peek(), operation, material),
    outcome: (operations) => tryOperations(state.peek(), operations, material),
    work,
    take(worked) {
      batch(() => {
        dropPreview();
        refusal.value = null;
        perform(previewOf(state.peek(), worked));
        auditChanges(worked.changes);
      });
    },
    run(operations, label) {
      if (isNothing(operations)) return ok(undefined);
      const tried = attempt(operations, label);
      if (!tried.ok) return err(tried.error);
      batch(() => {
        dropPreview();
        perform(tried.value);
        auditChanges(tried.value.changes);
      });
      return ok(undefined);
    },
    tryOut(operations, label) {
      if (isNothing(operations)) return ok(undefined);
      const tried = attempt(operations, label);
      if (!tried.ok) return err(tried.error);
      batch(() => {
        dropPreview();
        preview.value = tried.value;
        auditChanges(tried.value.changes);
      });
      return ok(undefined);
    },
    accept(): Result<void, Reason> {
      const accepted = preview.peek();
      if (accepted !== null) {
        batch(() => {
          preview.value = null;
          perform(accepted);
        });
      }
      return ok(undefined);
    },
    reject: dropPreview,
    undo: () => move('undo'),
    redo: () => move('redo'),
    goTo(index) {
      const by = index - history.peek().index;
      batch(() => {
        for (let step = 0; step < Math.abs(by); step++) move(by < 0 ? 'undo' : 'redo');
      });
    },
    async snapshot(name) {
      await queue.whenSaved((version) => api.snapshot(planId, version, name));
    },
    retryAudit: auditAnew,
    retry: () => queue.retry(),
    async settle(choice) {
      const version = queue.version;
      const mine = await queue.startOver(async () => {
        const theirs = await api.open(planId);
        takeOver(theirs);
        return theirs.info.version;
      });
      if (choice === 'mine') doAgain(mine, queue.version === version);
    },
    async resume(writes, isSameHead) {
      doAgain(writes, isSameHead);
      await queue.kept;
    },
    async waive(finding, reason) {
      await queue.whenSaved((version) => api.waive(planId, version, finding.id, reason));
      waivers.value = new Map([...waivers.peek(), [finding.id, reason]]);
    },
    close() {
      auditor.close();
      desk?.close();
      return queue.close();
    },
  };

  /**
   * Does what was done in this browser on top of the head that is there now; stops at what no longer fits, and says so.
   * @param isSameHead it was done on this very head: what it undid is there, and is what was meant
   */
  function doAgain(writes: readonly PendingWrite[], isSameHead: boolean): void {
    const own = { done: 0, undone: 0 };
    batch(() => {
      dropPreview();
      refusal.value = null;
      for (const [index, pending] of writes.entries()) {
        const why = doOneAgain(pending, own, isSameHead);
        if (why === null) continue;
        refusal.value = withCount(why, writes.length - index);
        return;
      }
    });
  }

  function doOneAgain(
    pending: PendingWrite,
    own: { done: number; undone: number },
    isSameHead: boolean,
  ): Reason | null {
    if (pending.kind === 'operations') {
      const tried = attempt(pending.operations);
      if (!tried.ok) return tried.error;
      perform(tried.value);
      auditChanges(tried.value.changes);
      own.done += 1;
      own.undone = 0;
      return null;
    }
    const isUndo = pending.kind === 'undo';
    // What another planner did last must not be undone, or redone, in place of what was meant.
    if (!isSameHead && (isUndo ? own.done : own.undone) === 0) return DONE_ELSEWHERE;
    if (!(isUndo ? history.peek().canUndo : history.peek().canRedo)) return DONE_ELSEWHERE;
    own.done += isUndo ? -1 : 1;
    own.undone += isUndo ? 1 : -1;
    move(pending.kind);
    return null;
  }
}

const isNothing = (operations: Operation | readonly Operation[]): boolean =>
  Array.isArray(operations) && operations.length === 0;

/** The audit gets a copy of all of it. */
const copyOf = (ground: PlanGround, state: PlanState): LiveAuditSource => ({
  auditSource: () => ({ kind: 'copy', ground, state }),
});

function groundOf({ base, policy, ...context }: DraftMaterial): PlanGround {
  return { ...context, base, ...(policy === null ? {} : { policy }) };
}

/** How much is not done again because one thing of it no longer fits. */
const withCount = (reason: Reason, count: number): Reason =>
  count < 2
    ? reason
    : {
        ...reason,
        message: {
          zh: `${reason.message.zh}连同其后，共有 ${count} 项未保存的修改没有重做。`,
          en: `${reason.message.en} With what came after it, ${count} unsaved changes were not done again.`,
        },
      };

const DONE_ELSEWHERE: Reason = {
  code: 'undo-of-another-version',
  message: {
    zh: '撤销或重做的是冲突之前的步骤，方案已被他人改动，未再执行。请在操作记录中核对。',
    en: 'The step that was undone or redone is older than the conflict, and somebody else has changed the plan since: it was left as it is. Check the history.',
  },
};

function historyOf({ head, done, undone }: OpenedPlan): History<Step> {
  let first = head;
  for (const step of [...done].reverse()) {
    for (const inverse of step.inverses) first = applyChange(first, inverse);
  }
  let history = History.start<Step>(first);
  for (const step of [...done, ...undone]) {
    let next = history.state;
    for (const change of step.changes) next = applyChange(next, change);
    history = history.push(next, step);
  }
  for (let back = 0; back < undone.length; back++) history = history.undo();
  return history;
}
