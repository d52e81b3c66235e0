import { useState } from 'preact/hooks';
import { type Problem, problemOf } from '../api/problem.ts';
import { useStore } from '../state/store-context.ts';
import { ProblemNotice } from './problem-notice.tsx';

/** The steps of the plan, the latest first; a click goes back or forward to one. */
export function HistoryPane() {
  const store = useStore();
  const texts = store.texts.value.lists;
  const language = store.language.value;
  const draft = store.planner.draft.value;
  if (draft === null) return null;
  const { entries, index } = draft.history.value;
  const isReadOnly = draft.info.value.status !== 'draft';
  return (
    <section class="list-pane" aria-label={texts.historyTitle}>
      <SnapshotForm />
      <h2 class="list-title">{texts.historyTitle}</h2>
      {entries.length === 1 && <p class="list-note">{texts.historyEmpty}</p>}
      <ol class="history-list" reversed>
        {entries
          .map(({ step }, at) => {
            const label = step === null ? texts.start : step.label[language];
            const isNow = at === index;
            const isUndone = at > index;
            return (
              <li key={at} class={isUndone ? 'is-undone' : ''}>
                <button
                  type="button"
                  class="history-step"
                  aria-current={isNow ? 'step' : undefined}
                  disabled={isReadOnly}
                  title={isNow ? '' : texts.goHere}
                  onClick={() => draft.goTo(at)}
                >
                  <span>{label}</span>
                  {isNow && <span class="tag">{texts.now}</span>}
                  {isUndone && <small>{texts.undone}</small>}
                </button>
              </li>
            );
          })
          .reverse()}
      </ol>
    </section>
  );
}

function SnapshotForm() {
  const store = useStore();
  const texts = store.texts.value.lists;
  const draft = store.planner.draft.value;
  const [name, setName] = useState('');
  const [saved, setSaved] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (draft === null || draft.info.value.status !== 'draft') return null;
  const save = async (): Promise<void> => {
    setProblem(null);
    setSaved(null);
    try {
      await draft.snapshot(name.trim());
      setSaved(name.trim());
      setName('');
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <form
      class="snapshot-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') void save();
      }}
    >
      <label class="field">
        <span>{texts.snapshotName}</span>
        <input
          value={name}
          maxLength={200}
          placeholder={texts.snapshotHint}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button-quiet" disabled={name.trim() === ''}>
        {texts.saveSnapshot}
      </button>
      {saved !== null && <p role="status">{texts.snapshotSaved(saved)}</p>}
      {problem !== null && <ProblemNotice heading={texts.snapshotFailed} problem={problem} />}
    </form>
  );
}
