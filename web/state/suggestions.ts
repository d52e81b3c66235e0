import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Finding, Message } from '#engine/coverage/types.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { SuggestedKind } from '#engine/propose/suggest/suggest.ts';
import type { Suggestion, SuggestResult } from '#engine/propose/suggest/types.ts';
import type { SentOptions, SuggestFailureReason } from '../worker/suggest-protocol.ts';
import { SuggestError, type Suggester } from '../worker/suggester.ts';
import type { Draft } from './draft/types.ts';
import { readyValue } from './loadable.ts';
import { groupSuggestions, type SuggestionGroup } from './suggestion-facts.ts';
import type { SuggestAbout } from './suggestion-target.ts';

/** What the reader has filled in. Fields are as they are typed; empty ones leave it to the policy. */
export interface SuggestForm {
  kind: SuggestedKind;
  /** Null: what is nearest to what is selected. */
  about: SuggestAbout | null;
  min: string;
  max: string;
  alternatives: string;
  parts: string;
  /** Seconds that a search may take. */
  seconds: string;
}

const FIRST_FORM: SuggestForm = {
  kind: 'split',
  about: null,
  min: '',
  max: '',
  alternatives: '3',
  parts: '',
  seconds: '60',
};

/** A request as it was made. */
export interface Asked {
  kind: SuggestedKind;
  about: SuggestAbout;
  /** Ids of communities; undefined where the policy names them, or it is about all. */
  targets?: readonly string[] | undefined;
  /** The finding that is to be mended. */
  finding?: Finding | undefined;
}

interface Request {
  asked: Asked;
  draft: Draft;
  /** The plan that it was made for: what has changed since may not be taken over. */
  plan: PlanState;
}

/** What was asked for, and how far it is. */
export type SuggestState =
  | { status: 'idle' }
  | ({ status: 'working'; share: number; message: Message | null; startedAt: number } & Request)
  | ({
      status: 'done';
      result: SuggestResult;
      groups: readonly SuggestionGroup[];
      /** It ended when its time was up. */
      seconds: number;
    } & Request)
  | ({ status: 'failed'; reason: SuggestFailureReason; detail: string } & Request);

/** Suggestions for the plan under edit, made in a worker of the browser. All of it outlives the pane that shows it. */
export interface Suggestions {
  state: ReadonlySignal<SuggestState>;
  form: ReadonlySignal<SuggestForm>;
  /** The form is open; it folds once there is something to look at. */
  isFormOpen: ReadonlySignal<boolean>;
  /** Group → the suggestion of it that is looked at. */
  chosen: ReadonlySignal<ReadonlyMap<string, string>>;
  /** The suggestion that the pointer is on: it is outlined on the map. */
  pointed: ReadonlySignal<Suggestion | null>;
  /** The group whose alternatives are compared in a dialog. */
  compared: ReadonlySignal<string | null>;
  setForm(change: Partial<SuggestForm>): void;
  setFormOpen(isOpen: boolean): void;
  choose(group: string, suggestion: string): void;
  point(suggestion: Suggestion | null): void;
  compare(group: string | null): void;
  ask(asked: Asked, draft: Draft, options: SentOptions): Promise<void>;
  cancel(): void;
}

export function createSuggestions(suggester: Suggester): Suggestions {
  const state = signal<SuggestState>({ status: 'idle' });
  const form = signal(FIRST_FORM);
  const isFormOpen = signal(true);
  const chosen = signal<ReadonlyMap<string, string>>(new Map());
  const pointed = signal<Suggestion | null>(null);
  const compared = signal<string | null>(null);
  let running = new AbortController();
  /** What was there before the search that runs: a search that is cancelled takes nothing away. */
  let before: SuggestState = { status: 'idle' };

  return {
    state,
    form,
    isFormOpen: computed(() => isFormOpen.value || state.value.status === 'idle'),
    chosen,
    pointed,
    compared,
    setForm(change) {
      form.value = { ...form.peek(), ...change };
    },
    setFormOpen(isOpen) {
      isFormOpen.value = isOpen;
    },
    choose(group, suggestion) {
      chosen.value = new Map([...chosen.peek(), [group, suggestion]]);
    },
    point(suggestion) {
      if (pointed.peek() !== suggestion) pointed.value = suggestion;
    },
    compare(group) {
      compared.value = group;
    },
    async ask(asked, draft, options) {
      running.abort();
      running = new AbortController();
      const { signal: aborted } = running;
      if (state.peek().status !== 'working') before = state.peek();
      const plan = draft.state.peek();
      const findings = readyValue(draft.audit.peek())?.findings ?? [];
      const request: Request = { asked, draft, plan };
      const startedAt = Date.now();
      pointed.value = null;
      isFormOpen.value = false;
      state.value = { status: 'working', ...request, share: 0, message: null, startedAt };
      try {
        const result = await suggester.suggest(asked.kind, draft.source(), options, {
          signal: aborted,
          onProgress({ share, message }) {
            if (aborted.aborted) return;
            state.value = { status: 'working', ...request, share, message, startedAt };
          },
        });
        if (aborted.aborted) return;
        const told = onlyOf(asked, result);
        chosen.value = new Map();
        state.value = {
          status: 'done',
          ...request,
          result: told,
          groups: groupSuggestions(told.suggestions, plan, findings),
          seconds: (Date.now() - startedAt) / 1000,
        };
      } catch (error) {
        if (aborted.aborted) return;
        const [reason, detail] =
          error instanceof SuggestError
            ? ([error.reason, error.message] as const)
            : (['fault', String(error)] as const);
        state.value = { status: 'failed', ...request, reason, detail };
        isFormOpen.value = true;
      }
    },
    cancel() {
      running.abort();
      state.value = before.status === 'done' ? before : { status: 'idle' };
      isFormOpen.value = true;
    },
  };
}

/** Repairs are asked for by community; of those for one finding, the rest is left out. */
function onlyOf({ finding }: Asked, result: SuggestResult): SuggestResult {
  if (finding === undefined) return result;
  const suggestions = result.suggestions.filter(({ repair }) =>
    repair?.findings.includes(finding.id),
  );
  return { ...result, suggestions };
}
