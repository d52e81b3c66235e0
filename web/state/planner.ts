import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { PlansApi } from '../api/plans.ts';
import { problemOf } from '../api/problem.ts';
import { TOOL_IDS, type ToolId } from '../modes/tool.ts';
import type { LiveAuditWorker } from '../worker/live-auditor.ts';
import { createDraft } from './draft/create-draft.ts';
import type { DraftMemory, KeptDraft } from './draft/draft-memory.ts';
import type { OpenedPlan } from './draft/opened-plan.ts';
import type { Draft, PlanInfo } from './draft/types.ts';
import { failed, type Loadable, loading, ready } from './loadable.ts';
import { nextTurn } from './next-turn.ts';

/** What the panel beside the map shows. */
export const PANES = ['findings', 'communities', 'suggestions', 'history', 'compare'] as const;
export type PaneId = (typeof PANES)[number];

/** Dialogs over the page, one at a time. */
export type DialogId =
  | 'plans'
  | 'keys'
  | 'import'
  | 'export'
  | 'attributes'
  | 'merge'
  | 'text'
  | 'print';

/** Unsent work of an earlier visit, which the reader is asked about. */
export interface LeftBehind {
  drafts: readonly KeptDraft[];
  /** Operations and undone steps together. */
  writes: number;
  /** The plan has moved on since: what no longer fits will not be done again. */
  isOutdated: boolean;
  /** Of the plan as it was opened. */
  version: number;
}

/** The planner's part of the page: which plan is edited, with which tool, beside which pane. */
export interface Planner {
  /** Plans of the town on the page. */
  plans: ReadonlySignal<Loadable<readonly PlanInfo[]>>;
  draft: ReadonlySignal<Draft | null>;
  /** A plan is being opened or made; or why that failed. */
  opening: ReadonlySignal<Loadable<null> | null>;
  leftBehind: ReadonlySignal<LeftBehind | null>;
  tool: ReadonlySignal<ToolId>;
  pane: ReadonlySignal<PaneId>;
  dialog: ReadonlySignal<DialogId | null>;
  /** Ids of communities that no tool may change: hatched on the map. */
  locked: ReadonlySignal<ReadonlySet<string>>;
  /** Ids of the communities that several-handed actions are about (merge, suggest), in the order they were picked. */
  picked: ReadonlySignal<readonly string[]>;

  loadPlans(jurisdiction: string): Promise<void>;
  newPlan(jurisdiction: string, name: string): Promise<void>;
  openPlan(id: string): Promise<void>;
  /** Leaves the page as it is: what was to be opened is not. */
  cancelOpening(): void;
  closePlan(): void;
  /**
   * Ends a conflict with both versions: what is on the page becomes a plan of its own, which is then opened.
   * @throws ApiError when it cannot be made; everything is then as it was
   */
  keepCopy(name: string): Promise<void>;
  /** Does again what an earlier visit left behind. */
  takeUp(): Promise<void>;
  discardLeftBehind(): Promise<void>;
  setTool(tool: ToolId): void;
  setPane(pane: PaneId): void;
  setDialog(dialog: DialogId | null): void;
  toggleLock(community: string): void;
  pick(communities: readonly string[]): void;
}

export interface PlannerTools {
  api: PlansApi;
  memory: DraftMemory;
  startAudit(): LiveAuditWorker;
}

/** Builds the planner's state over the server and the browser's memory. */
export function createPlanner({ api, memory, startAudit }: PlannerTools): Planner {
  const plans = signal<Loadable<readonly PlanInfo[]>>(loading());
  const draft = signal<Draft | null>(null);
  const opening = signal<Loadable<null> | null>(null);
  const leftBehind = signal<LeftBehind | null>(null);
  const tool = signal<ToolId>(TOOL_IDS[0]);
  const pane = signal<PaneId>(PANES[0]);
  const dialog = signal<DialogId | null>(null);
  const locked = signal<ReadonlySet<string>>(new Set());
  const picked = signal<readonly string[]>([]);
  let turn = 0;
  /** Ends the reading of the plan that is being opened. */
  let leaving = new AbortController();
  let lists = 0;
  /** Drafts that are closed and still have a write on its way. */
  const closing = new Map<string, Promise<void>>();

  const closeDraft = (): void => {
    const closed = draft.peek();
    if (closed === null) return;
    const { id } = closed.info.peek();
    const ended = closed.close().finally(() => {
      if (closing.get(id) === ended) closing.delete(id);
    });
    closing.set(id, ended);
  };

  /** The plan as the server has it, once nothing of an earlier edit is on its way there. */
  const openSettled = async (
    id: string,
    left: AbortSignal,
    tell: (share: number) => void,
  ): Promise<OpenedPlan> => {
    await closing.get(id);
    return api.open(id, left, tell);
  };

  /** What is being opened is not wanted any more. */
  const leave = (): void => {
    turn += 1;
    leaving.abort();
    opening.value = null;
  };

  const findLeftBehind = async (id: string): Promise<KeptDraft[]> => {
    try {
      return await memory.leftBehind(id);
    } catch (error) {
      // A browser that keeps nothing (private mode) can edit all the same.
      console.error('What was left behind in this browser could not be read.', error);
      return [];
    }
  };

  const loadPlans = async (jurisdiction: string): Promise<void> => {
    const mine = ++lists;
    let list: Loadable<readonly PlanInfo[]>;
    try {
      list = ready(await api.list(jurisdiction));
    } catch (error) {
      list = failed(problemOf(error));
    }
    // The page may show another town by now.
    if (mine === lists) plans.value = list;
  };

  const begin = async (
    open: (left: AbortSignal, tell: (share: number) => void) => Promise<OpenedPlan>,
  ): Promise<void> => {
    leave();
    const mine = turn;
    leaving = new AbortController();
    opening.value = loading();
    try {
      const opened = await open(leaving.signal, (share) => {
        if (mine === turn)
          opening.value = loading(Math.floor(share * OPENING_STEPS), OPENING_STEPS);
      });
      const behind = await findLeftBehind(opened.info.id);
      if (mine !== turn) {
        opened.desk?.close();
        return;
      }
      // It may be a new one.
      void loadPlans(opened.info.jurisdiction);
      const made = createDraft(opened, { api, memory, startAudit });
      // To make it and to show it are two turns of the page: much of a large town is drawn anew.
      await nextTurn();
      if (mine !== turn) {
        void made.close();
        return;
      }
      closeDraft();
      draft.value = made;
      locked.value = new Set();
      picked.value = [];
      leftBehind.value = summaryOf(behind, opened.info.version);
      opening.value = null;
      dialog.value = null;
    } catch (error) {
      if (mine === turn) opening.value = failed(problemOf(error));
    }
  };

  // What is picked or locked and is no more is neither.
  effect(() => {
    const state = draft.value?.state.value;
    if (state === undefined) return;
    const isThere = (id: string): boolean => state.communities.has(id);
    if (!picked.peek().every(isThere)) picked.value = picked.peek().filter(isThere);
    if (![...locked.peek()].every(isThere))
      locked.value = new Set([...locked.peek()].filter(isThere));
  });

  /**
   * The visit before may have ended between the server's doing its first write and the answer. Sent again with the key and
   * the version that it had, it is answered as it was then, and never done twice.
   */
  const whatIsLeft = async (
    { planId, version, waiting }: KeptDraft,
    head: number,
  ): Promise<{ writes: KeptDraft['waiting']; isSameHead: boolean }> => {
    const [first, ...others] = waiting;
    if (version === head || first === undefined) return { writes: waiting, isSameHead: true };
    const answer = await api.write(planId, version, first);
    return answer.kind === 'done'
      ? { writes: others, isSameHead: answer.version === head }
      : { writes: waiting, isSameHead: false };
  };

  return {
    plans,
    draft,
    opening,
    leftBehind,
    tool: computed(() => (draft.value === null ? 'inspect' : tool.value)),
    pane,
    dialog,
    locked,
    picked,
    loadPlans,
    newPlan: (jurisdiction, name) =>
      begin(async (left, tell) => {
        const made = await api.create(jurisdiction, name);
        return openSettled(made.id, left, tell);
      }),
    async openPlan(id) {
      if (draft.peek()?.info.peek().id !== id) {
        return begin((left, tell) => openSettled(id, left, tell));
      }
      // It is open, perhaps with work that is not saved.
      leave();
      dialog.value = null;
    },
    cancelOpening: leave,
    closePlan() {
      leave();
      closeDraft();
      draft.value = null;
      leftBehind.value = null;
      tool.value = 'inspect';
      picked.value = [];
      locked.value = new Set();
    },
    async keepCopy(name) {
      const current = draft.peek();
      if (current === null) return;
      const copy = await current.copyMine(name);
      await current.settle('theirs');
      if (draft.peek() !== current) return;
      // Where the plans are chosen is also shown how far the opening of one is.
      dialog.value = 'plans';
      await begin((left, tell) => openSettled(copy, left, tell));
    },
    async takeUp() {
      const behind = leftBehind.peek();
      const [latest] = behind?.drafts ?? [];
      const current = draft.peek();
      if (behind === null || latest === undefined || current === null) return;
      leftBehind.value = null;
      try {
        const left = await whatIsLeft(latest, behind.version);
        if (draft.peek() !== current) return;
        // What the reader has done since it was opened must not be undone in place of what was meant.
        const isUntouched = current.info.peek().version === behind.version && isSaved(current);
        await current.resume(left.writes, left.isSameHead && isUntouched);
        await memory.forget([latest]);
      } catch (error) {
        // Nothing is lost: it is offered again.
        console.error('What was left behind could not be taken up.', error);
        if (draft.peek() === current) leftBehind.value = behind;
      }
    },
    async discardLeftBehind() {
      const drafts = leftBehind.peek()?.drafts ?? [];
      leftBehind.value = null;
      await memory.forget(drafts);
    },
    setTool(next) {
      tool.value = next;
    },
    setPane(next) {
      pane.value = next;
    },
    setDialog(next) {
      dialog.value = next;
    },
    toggleLock(community) {
      const next = new Set(locked.peek());
      if (!next.delete(community)) next.add(community);
      locked.value = next;
    },
    pick(communities) {
      picked.value = communities;
    },
  };
}

/** How finely the opening of a plan is told. */
const OPENING_STEPS = 100;

const isSaved = (draft: Draft): boolean => draft.saveState.peek().kind === 'saved';

function summaryOf(drafts: readonly KeptDraft[], version: number): LeftBehind | null {
  const [latest] = drafts;
  if (latest === undefined) return null;
  return {
    drafts,
    writes: latest.waiting.length,
    isOutdated: latest.version !== version,
    version,
  };
}
