import { type ReadonlySignal, signal } from '@preact/signals';
import type { Message } from '#engine/coverage/types.ts';
import { unitsOf } from '#engine/plan/audit-plan.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { SuggestedKind } from '#engine/propose/suggest/suggest.ts';
import type { SuggestInput, SuggestResult } from '#engine/propose/suggest/types.ts';
import type { Policy } from '#engine/rules/types.ts';
import type { SentOptions, SuggestFailureReason } from '../worker/suggest-protocol.ts';
import { SuggestError, type Suggester } from '../worker/suggester.ts';
import type { Draft } from './draft/types.ts';

/** What was asked for, and how far it is. */
export type SuggestState =
  | { status: 'idle' }
  | { status: 'working'; kind: SuggestedKind; share: number; message: Message | null }
  | {
      status: 'done';
      kind: SuggestedKind;
      result: SuggestResult;
      /** Of the plan that it was made for: another one may not take it. */
      state: PlanState;
    }
  | { status: 'failed'; kind: SuggestedKind; reason: SuggestFailureReason; detail: string };

/** Suggestions for the plan under edit, made in a worker of the browser. */
export interface Suggestions {
  state: ReadonlySignal<SuggestState>;
  ask(kind: SuggestedKind, draft: Draft, options: SentOptions): Promise<void>;
  cancel(): void;
  clear(): void;
}

export function createSuggestions(suggester: Suggester): Suggestions {
  const state = signal<SuggestState>({ status: 'idle' });
  let running = new AbortController();

  return {
    state,
    async ask(kind, draft, options) {
      running.abort();
      running = new AbortController();
      const { signal: aborted } = running;
      const plan = draft.state.peek();
      state.value = { status: 'working', kind, share: 0, message: null };
      try {
        const result = await suggester.suggest(kind, inputOf(draft, plan), options, {
          signal: aborted,
          onProgress({ share, message }) {
            if (!aborted.aborted) state.value = { status: 'working', kind, share, message };
          },
        });
        if (!aborted.aborted) state.value = { status: 'done', kind, result, state: plan };
      } catch (error) {
        if (aborted.aborted) return;
        const [reason, detail] =
          error instanceof SuggestError
            ? ([error.reason, error.message] as const)
            : (['fault', String(error)] as const);
        state.value = { status: 'failed', kind, reason, detail };
      }
    },
    cancel() {
      running.abort();
      state.value = { status: 'idle' };
    },
    clear() {
      running.abort();
      state.value = { status: 'idle' };
    },
  };
}

/** A policy without rules: nothing is demanded but a sound coverage. */
const NO_POLICY: Policy = {
  id: 'none',
  name: { zh: '无', en: 'none' },
  source: { zh: '', en: '' },
  rules: [],
};

function inputOf({ material }: Draft, plan: PlanState): SuggestInput {
  const { jurisdiction, barriers, estates, facilities, units, policy } = material;
  return {
    communities: [...plan.communities.values()],
    units: unitsOf(plan, units ?? []),
    barriers: barriers ?? [],
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    ...(estates === undefined ? {} : { estates }),
    ...(facilities === undefined ? {} : { facilities }),
    policy: policy ?? NO_POLICY,
  };
}
