import { batch, computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { Finding } from '#engine/coverage/types.ts';
import type { PlanGround } from '#engine/plan/audit-plan.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { PlansApi, SnapshotInfo } from '../api/plans.ts';
import { problemOf } from '../api/problem.ts';
import type { AdjustmentWords, BoundaryWords, Comparison } from '../worker/compare-protocol.ts';
import { Comparer, type CompareWorker } from '../worker/comparer.ts';
import type { Draft, DraftMaterial } from './draft/types.ts';
import { failed, type Loadable, loading, ready, readyValue } from './loadable.ts';
import type { Planner } from './planner.ts';

/** What the plan is compared with. */
export type CompareTarget =
  | { kind: 'base' }
  | { kind: 'register' }
  | { kind: 'snapshot'; id: string }
  | { kind: 'plan'; id: string };

/** How the map shows both: changes on the one map, two maps under a divider, two maps beside each other. */
export const COMPARE_VIEWS = ['changes', 'swipe', 'side'] as const;
export type CompareView = (typeof COMPARE_VIEWS)[number];

/** What the text dialog is about. */
export type TextSubject = { kind: 'adjustment' } | { kind: 'boundary'; community: string };

/** The comparison of the plan on the page with another state. It is worked out while its pane is open. */
export interface Compare {
  target: ReadonlySignal<CompareTarget>;
  snapshots: ReadonlySignal<Loadable<readonly SnapshotInfo[]>>;
  /** The state that the plan is compared with. */
  before: ReadonlySignal<Loadable<PlanState>>;
  /** Findings of `before`, under the plan's policy. */
  findingsBefore: ReadonlySignal<Loadable<readonly Finding[]>>;
  /** From `before` to what is on the map; the one before stays while the next is made. */
  comparison: ReadonlySignal<Loadable<Comparison>>;
  /** `comparison` is not yet that of what is on the map. */
  isBehind: ReadonlySignal<boolean>;
  /** The pane is open, and there is a plan. */
  isActive: ReadonlySignal<boolean>;
  view: ReadonlySignal<CompareView>;
  /** Where the divider stands, 0 (left) to 1. */
  divider: ReadonlySignal<number>;
  text: ReadonlySignal<TextSubject>;
  /** Place in `moved` that the pointer is on in the list. */
  pointed: ReadonlySignal<number | null>;
  setTarget(target: CompareTarget): void;
  setView(view: CompareView): void;
  setDivider(at: number): void;
  setText(subject: TextSubject): void;
  point(moved: number | null): void;
  retry(): void;
  /** What leads from one state of the plan that is open to another. @throws Error when none is, and as the engine does */
  differences(before: PlanState, after: PlanState): Promise<Comparison>;
  /** The plan that is open, put into words. @throws Error when none is, and as the engine does */
  adjustment(before: PlanState, after: PlanState): Promise<AdjustmentWords>;
  /** A community of the plan that is open. @throws Error when none is, and as the engine does */
  boundary(community: string, state: PlanState): Promise<BoundaryWords>;
  /** A community without a plan, over a ground of its own, of whose `base` it is. @throws Error as the engine does */
  boundaryOn(ground: PlanGround, community: string): Promise<BoundaryWords>;
}

/** Not each step of a drag. Milliseconds. */
const PAUSE = 120;
const BASE: CompareTarget = { kind: 'base' };

/** Follows the planner: what it compares is the plan that is open there. */
export function createCompare(
  planner: Planner,
  api: Pick<PlansApi, 'open' | 'snapshots' | 'stateOf'>,
  startWorker: () => CompareWorker,
): Compare {
  const target = signal<CompareTarget>(BASE);
  const snapshots = signal<Loadable<readonly SnapshotInfo[]>>(loading());
  const before = signal<Loadable<PlanState>>(loading());
  const findingsBefore = signal<Loadable<readonly Finding[]>>(loading());
  const comparison = signal<Loadable<Comparison>>(loading());
  const isBehind = signal(false);
  const view = signal<CompareView>('changes');
  const divider = signal(0.5);
  const text = signal<TextSubject>({ kind: 'adjustment' });
  const pointed = signal<number | null>(null);
  const retries = signal(0);
  const isActive = computed(() => planner.draft.value !== null && planner.pane.value === 'compare');
  const wantsAdjustment = computed(
    () => planner.dialog.value === 'text' && text.value.kind === 'adjustment',
  );
  const isWanted = computed(
    () => planner.draft.value !== null && (isActive.value || wantsAdjustment.value),
  );

  let comparer: { material: DraftMaterial; comparer: Comparer } | null = null;
  // A conflict may leave a plan with another base.
  const comparerOf = ({ material, source }: Draft): Comparer => {
    if (comparer?.material !== material) {
      comparer?.comparer.close();
      comparer = { material, comparer: new Comparer(startWorker, source, material.base) };
    }
    return comparer.comparer;
  };
  const openComparer = (): Comparer => {
    const draft = planner.draft.peek();
    if (draft === null) throw new Error('no plan is open');
    return comparerOf(draft);
  };

  // Another plan is compared anew, with what it began from.
  effect(() => {
    const draft = planner.draft.value;
    untracked(() => {
      batch(() => {
        target.value = BASE;
        view.value = 'changes';
        before.value = loading();
        comparison.value = loading();
      });
      if (draft === null) {
        comparer?.comparer.close();
        comparer = null;
      }
    });
  });

  effect(() => {
    const draft = planner.draft.value;
    if (draft === null || !isActive.value) return;
    const leaving = new AbortController();
    untracked(() => {
      api.snapshots(draft.info.peek().id, leaving.signal).then(
        (list) => {
          if (!leaving.signal.aborted) snapshots.value = ready(list);
        },
        (error: unknown) => {
          if (!leaving.signal.aborted) snapshots.value = failed(problemOf(error));
        },
      );
    });
    return () => leaving.abort();
  });

  // The state before, and its findings.
  effect(() => {
    const draft = planner.draft.value;
    const wanted = target.value;
    retries.value;
    if (draft === null || !isWanted.value) return;
    const leaving = new AbortController();
    const { signal: left } = leaving;
    untracked(() => {
      before.value = loading();
      comparison.value = loading();
      findingsBefore.value = loading();
      void (async () => {
        try {
          const state = await readState(draft, wanted, api, left);
          if (left.aborted) return;
          before.value = ready(state);
          const findings = await comparerOf(draft).findings(state);
          if (!left.aborted) findingsBefore.value = ready(findings);
        } catch (error) {
          if (left.aborted) return;
          const problem = failed(problemOf(error));
          if (before.peek().status === 'loading') before.value = problem;
          findingsBefore.value = problem;
        }
      })();
    });
    return () => leaving.abort();
  });

  effect(() => {
    const draft = planner.draft.value;
    const state = readyValue(before.value);
    if (draft === null || state === null || !isWanted.value) return;
    const after = draft.shown.value;
    let isLeft = false;
    const compare = async (): Promise<void> => {
      try {
        const result = await comparerOf(draft).compare(state, after);
        if (!isLeft) comparison.value = ready(result);
      } catch (error) {
        if (!isLeft) comparison.value = failed(problemOf(error));
      }
      if (!isLeft) isBehind.value = false;
    };
    isBehind.value = true;
    const isFirst = untracked(() => comparison.peek().status === 'loading');
    const timer = setTimeout(() => void compare(), isFirst ? 0 : PAUSE);
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  });

  return {
    target,
    snapshots,
    before,
    findingsBefore,
    comparison,
    isBehind,
    isActive,
    view,
    divider,
    text,
    pointed,
    setTarget(next) {
      target.value = next;
    },
    setView(next) {
      view.value = next;
    },
    setDivider(at) {
      divider.value = Math.max(0, Math.min(1, at));
    },
    setText(subject) {
      text.value = subject;
    },
    point(moved) {
      pointed.value = moved;
    },
    retry() {
      retries.value += 1;
    },
    differences: async (was, is) => openComparer().compare(was, is),
    adjustment: async (was, is) => openComparer().adjustment(was, is),
    boundary: async (community, state) => openComparer().boundary(community, state),
    async boundaryOn(ground, community) {
      const { base } = ground;
      const once = new Comparer(startWorker, () => ({ kind: 'copy', ground, state: base }), base);
      try {
        return await once.boundary(community, base);
      } finally {
        once.close();
      }
    },
  };
}

async function readState(
  draft: Draft,
  target: CompareTarget,
  api: Pick<PlansApi, 'open' | 'stateOf'>,
  signal: AbortSignal,
): Promise<PlanState> {
  const { id } = draft.info.peek();
  switch (target.kind) {
    case 'base':
      return draft.material.base;
    case 'register':
      return api.stateOf(id, 'register', signal);
    case 'snapshot':
      return api.stateOf(id, { snapshot: target.id }, signal);
    case 'plan': {
      // Only to be compared with: nothing is worked out on it.
      const { head, desk } = await api.open(target.id, signal);
      desk?.close();
      return head;
    }
  }
}
