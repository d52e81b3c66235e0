import type { ComponentType } from 'preact';
import { PANES, type PaneId } from '../state/planner.ts';
import { useStore } from '../state/store-context.ts';
import { CommunitiesPane } from './communities-pane.tsx';
import { ComparePane } from './compare-pane.tsx';
import { FindingsPanel, standingFindings } from './findings-panel.tsx';
import { HistoryPane } from './history-pane.tsx';
import { SuggestionsPane } from './suggestions-pane.tsx';

/** What stands in the panel beside the map. A pane that needs a plan is offered while one is open. */
export const PANE_VIEWS: Readonly<
  Partial<Record<PaneId, { View: ComponentType; needsPlan: boolean }>>
> = {
  findings: { View: FindingsPanel, needsPlan: false },
  communities: { View: CommunitiesPane, needsPlan: false },
  suggestions: { View: SuggestionsPane, needsPlan: true },
  history: { View: HistoryPane, needsPlan: true },
  compare: { View: ComparePane, needsPlan: true },
};

/** The panes and the tabs that lead to them. */
export function Panes() {
  const store = useStore();
  const { planner } = store;
  const texts = store.texts.value.planner;
  const draft = planner.draft.value;
  const offered = PANES.filter((id) => {
    const view = PANE_VIEWS[id];
    return view !== undefined && (!view.needsPlan || draft !== null);
  });
  const chosen = offered.includes(planner.pane.value) ? planner.pane.value : 'findings';
  const View = PANE_VIEWS[chosen]?.View ?? FindingsPanel;
  const standing = standingFindings(store).length;
  const move = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const at = (offered.indexOf(chosen) + by + offered.length) % offered.length;
    const next = offered[at];
    if (next === undefined) return;
    event.preventDefault();
    planner.setPane(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <>
      {offered.length > 1 && (
        <div class="tabs" role="tablist" aria-label={texts.panes} onKeyDown={move}>
          {offered.map((id) => (
            <button
              key={id}
              type="button"
              role="tab"
              id={`tab-${id}`}
              data-pane={id}
              data-key={String(PANES.indexOf(id) + 1)}
              aria-keyshortcuts={String(PANES.indexOf(id) + 1)}
              aria-selected={id === chosen}
              aria-controls="pane"
              tabIndex={id === chosen ? 0 : -1}
              onClick={() => planner.setPane(id)}
            >
              {texts.pane[id]}
              {id === 'findings' && standing > 0 && <span class="number">{standing}</span>}
            </button>
          ))}
        </div>
      )}
      {offered.length > 1 ? (
        <div id="pane" class="pane" role="tabpanel" aria-labelledby={`tab-${chosen}`}>
          <View />
        </div>
      ) : (
        <div id="pane" class="pane">
          <View />
        </div>
      )}
    </>
  );
}
