import { useState } from 'preact/hooks';
import { type Problem, problemOf } from '../api/problem.ts';
import type { Draft } from '../state/draft/types.ts';
import { useStore } from '../state/store-context.ts';
import { problemWords } from './problem-notice.tsx';

/** Whether the work is on the server: always in view while a plan is open. */
export function SaveStatus({ draft }: { draft: Draft }) {
  const store = useStore();
  const texts = store.texts.value.planner;
  const state = draft.saveState.value;
  const words =
    state.kind === 'saving'
      ? texts.save.saving(state.waiting)
      : state.kind === 'offline'
        ? texts.save.offline(state.waiting)
        : texts.save[state.kind];
  return (
    <span class={`save-state save-${state.kind}`} role="status" data-save={state.kind}>
      <span class="save-dot" aria-hidden="true" />
      {words}
      {state.kind === 'offline' && (
        <button type="button" class="link" onClick={() => draft.retry()}>
          {texts.retry}
        </button>
      )}
      {state.kind === 'refused' && <Refused draft={draft} />}
    </span>
  );
}

/** What the server will not have stands in the way of all that comes after it: the reader decides. */
function Refused({ draft }: { draft: Draft }) {
  const store = useStore();
  const texts = store.texts.value;
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Problem | null>(null);
  const state = draft.saveState.value;
  if (state.kind !== 'refused') return null;
  const { title, detail } = problemWords(failure ?? state.problem, texts);
  return (
    <span class="save-refused">
      <span>{detail || title}</span>
      <button
        type="button"
        class="link"
        disabled={isBusy}
        onClick={() => {
          setBusy(true);
          setFailure(null);
          draft
            .settle('theirs')
            .catch((error: unknown) => setFailure(problemOf(error)))
            .finally(() => setBusy(false));
        }}
      >
        {texts.planner.dropUnsaved}
      </button>
    </span>
  );
}
