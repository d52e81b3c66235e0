import { useStore } from '../state/store-context.ts';
import { Snapshots } from './snapshots.tsx';

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
      <Snapshots draft={draft} />
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
