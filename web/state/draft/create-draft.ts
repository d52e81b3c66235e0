import { batch, computed, signal } from '@preact/signals';
import type { Message } from '#engine/coverage/types.ts';
import { canApply } from '#engine/plan/apply-operation.ts';
import type { History } from '#engine/plan/history.ts';
import type { Operation, Reason } from '#engine/plan/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import type { PlansApi } from '../../api/plans.ts';
import type { LiveAuditWorker } from '../../worker/live-auditor.ts';
import { conflictOf } from './conflict.ts';
import { type DraftHands, doAgain } from './do-again.ts';
import { DraftAudit } from './draft-audit.ts';
import { DraftDesk } from './draft-desk.ts';
import type { DraftMemory } from './draft-memory.ts';
import { historyOf, type OpenedPlan } from './opened-plan.ts';
import { randomName } from './random-name.ts';
import { type PendingWrite, SaveQueue } from './save-queue.ts';
import { tryOperations } from './step.ts';
import type { Draft, Preview, Step } from './types.ts';
import { unsavedBetween } from './unsaved.ts';
import { previewOf } from './work-out.ts';

export interface DraftTools {
  api: PlansApi;
  memory: DraftMemory;
  startAudit(): LiveAuditWorker;
}

/** While something is worked out the head may move; that it does so each time is somebody holding a key down. */
const MOST_TRIES = 5;

/** Starts the edit of a plan. The signals are read by components and by the map; only the methods change them. */
export function createDraft(opened: OpenedPlan, { api, memory, startAudit }: DraftTools): Draft {
  const info = signal(opened.info);
  const history = signal(historyOf(opened));
  const state = computed(() => history.value.state);
  const preview = signal<Preview | null>(null);
  const shown = computed(() => preview.value?.state ?? state.value);
  const refusal = signal<Reason | null>(null);
  const waivers = signal(opened.waivers);
  const planId = opened.info.id;
  const desk = new DraftDesk(state, opened.material, opened.desk ?? null);
  const live = new DraftAudit({ source: () => desk.source(), state, preview, shown }, startAudit);

  const draft = randomName();
  /** What each write that is not on the server was done on, by its key. */
  const origins = new Map<string, History<Step>>();
  const queue = new SaveQueue({
    version: opened.info.version,
    async send(version, write) {
      const answer = await api.write(planId, version, write);
      if (answer.kind === 'done') {
        origins.delete(write.key);
        info.value = { ...info.peek(), version: answer.version };
      }
      return answer;
    },
    keep: (version, waiting) => memory.write({ planId, draft, version, waiting }),
  });
  const write = (pending: PendingWrite, origin: History<Step>): void => {
    origins.set(pending.key, origin);
    queue.add(pending);
  };
  const unsaved = () => {
    const first = queue.waiting[0];
    const origin = first === undefined ? undefined : origins.get(first.key);
    return unsavedBetween(origin ?? history.peek(), history.peek());
  };

  const dropPreview = (): void => {
    const dropped = preview.peek();
    if (dropped === null) return;
    preview.value = null;
    live.follow(dropped.inverses);
  };

  /** One step of the history; the audit has it already where it was previewed. */
  const push = ({ operations, label, changes, inverses, state: next }: Preview): void => {
    const origin = history.value;
    history.value = origin.push(next, { operations, label, changes, inverses });
    desk.follow(changes);
    write({ kind: 'operations', key: randomName(), operations }, origin);
  };
  const perform = (tried: Preview): void => {
    batch(() => {
      dropPreview();
      refusal.value = null;
      push(tried);
      live.follow(tried.changes);
    });
  };
  const show = (tried: Preview): void => {
    batch(() => {
      dropPreview();
      refusal.value = null;
      preview.value = tried;
      live.follow(tried.changes);
    });
  };

  /** Tries operations here and now, and does something with what comes of them. */
  const attempt = (
    given: Operation | readonly Operation[],
    label: Message | undefined,
    take: (tried: Preview) => void,
  ): Result<void, Reason> => {
    const operations = Array.isArray(given) ? given : [given as Operation];
    if (operations.length === 0) return ok(undefined);
    const tried = tryOperations(state.peek(), operations, desk.material, label);
    if (tried.ok) take(tried.value);
    else refusal.value = tried.error;
    return tried.ok ? ok(undefined) : err(tried.error);
  };

  /** As {@link attempt}, worked out beside the page. */
  const attemptSoon = async (
    operations: readonly Operation[],
    label: Message | undefined,
    take: (tried: Preview) => void,
  ): Promise<Result<void, Reason>> => {
    if (operations.length === 0) return ok(undefined);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const worked = await desk.work(operations, label);
      if (worked === null) continue;
      if (worked.ok) {
        const tried = previewOf(state.peek(), worked.value);
        // The very label that was given: what is shown and what was done are known by it.
        take(label === undefined ? tried : { ...tried, label });
      } else refusal.value = worked.error;
      return worked.ok ? ok(undefined) : err(worked.error);
    }
    return attempt(operations, label, take);
  };

  const move = (kind: 'undo' | 'redo'): void => {
    batch(() => {
      dropPreview();
      const origin = history.peek();
      const step = kind === 'undo' ? origin.undoes : origin.redoes;
      if (step === null) return;
      history.value = kind === 'undo' ? origin.undo() : origin.redo();
      const changes = kind === 'undo' ? step.inverses : step.changes;
      desk.follow(changes);
      live.follow(changes);
      write({ kind, key: randomName(), steps: step.operations.length }, origin);
      refusal.value = null;
    });
  };

  /** Takes another head for the plan: what the server has. */
  const takeOver = (theirs: OpenedPlan): void => {
    batch(() => {
      desk.takeOver(theirs.material, theirs.desk ?? null);
      preview.value = null;
      info.value = theirs.info;
      history.value = historyOf(theirs);
      waivers.value = theirs.waivers;
      refusal.value = null;
    });
    live.begin();
  };

  /** Takes the plan as the server has it now. @returns its version */
  const readAnew = async (): Promise<number> => {
    const theirs = await api.open(planId);
    takeOver(theirs);
    origins.clear();
    return theirs.info.version;
  };

  const hands: DraftHands = {
    perform(operations) {
      const done = attempt(operations, undefined, perform);
      return done.ok ? null : done.error;
    },
    can: (kind) => (kind === 'undo' ? history.peek().canUndo : history.peek().canRedo),
    move,
  };
  const again = (writes: readonly PendingWrite[], isSameHead: boolean): void => {
    batch(() => {
      dropPreview();
      refusal.value = doAgain(writes, isSameHead, hands);
    });
  };

  return {
    info,
    get material() {
      return desk.material;
    },
    history,
    state,
    shown,
    preview,
    audit: live.audit,
    auditing: live.auditing,
    saveState: queue.state,
    drawing: opened.drawing ?? null,
    refusal,
    waivers,
    canUndo: computed(() => history.value.canUndo),
    canRedo: computed(() => history.value.canRedo),
    source: () => desk.source(),
    neighbours: (community) => desk.neighbours(community),
    can: (operation) => canApply(state.peek(), operation, desk.material),
    outcome: (operations) => tryOperations(state.peek(), operations, desk.material),
    work: (operations) => desk.work(operations),
    take: (worked) => perform(previewOf(state.peek(), worked)),
    run: (operations, label) => attempt(operations, label, perform),
    runSoon: (operations, label) => attemptSoon(operations, label, perform),
    tryOut: (operations, label) => attempt(operations, label, show),
    tryOutSoon: (operations, label) => attemptSoon(operations, label, show),
    accept(): Result<void, Reason> {
      const accepted = preview.peek();
      if (accepted !== null) {
        batch(() => {
          preview.value = null;
          push(accepted);
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
    snapshots: (signal) => api.snapshots(planId, signal),
    async restore(snapshot) {
      await queue.whenSaved(() => Promise.resolve());
      const meanwhile = await queue.startOver(async () => {
        await api.restore(planId, queue.version, snapshot);
        return readAnew();
      });
      again(meanwhile, false);
    },
    retryAudit: () => live.begin(),
    retry: () => queue.retry(),
    async readConflict(signal, tell) {
      const theirs = await api.open(planId, signal, tell);
      // Only to be looked at: nothing is worked out on it.
      theirs.desk?.close();
      const log = await api.log(planId, queue.version, signal);
      return conflictOf(unsaved(), queue.waiting, theirs, log);
    },
    copyMine(name) {
      const { undone, done } = unsaved();
      return api.copy(planId, {
        name,
        version: queue.version,
        undone: undone.reduce((sum, { operations }) => sum + operations.length, 0),
        done: done.map(({ operations }) => operations),
      });
    },
    async settle(choice) {
      const version = queue.version;
      const mine = await queue.startOver(readAnew);
      if (choice === 'mine') again(mine, queue.version === version);
    },
    async resume(writes, isSameHead) {
      again(writes, isSameHead);
      await queue.kept;
    },
    async waive(finding, reason) {
      await queue.whenSaved((version) => api.waive(planId, version, finding.id, reason));
      waivers.value = new Map([...waivers.peek(), [finding.id, reason]]);
    },
    async unwaive(finding) {
      await queue.whenSaved((version) => api.unwaive(planId, version, finding.id));
      waivers.value = new Map([...waivers.peek()].filter(([id]) => id !== finding.id));
    },
    close() {
      live.close();
      desk.close();
      return queue.close();
    },
  };
}
