import type { Geometry } from 'geojson';
import type { PlanState } from '#engine/plan/types.ts';
import type { Suggestion } from '#engine/propose/suggest/types.ts';
import { pageMap } from '../map/compare-map.ts';
import { extentOf } from '../map/extent.ts';
import type { Draft } from '../state/draft/types.ts';
import type { Store } from '../state/store.ts';
import { useStore } from '../state/store-context.ts';
import { isStillTrue, labelOf, operationsOf } from '../state/suggestion-facts.ts';

/** It stands in the history, and was not undone. */
export function isAccepted(suggestion: Suggestion, plan: PlanState, draft: Draft): boolean {
  const { entries, index } = draft.history.value;
  const label = labelOf(suggestion, plan);
  return entries.slice(0, index + 1).some(({ step }) => step?.label === label);
}

async function show(
  store: Store,
  draft: Draft,
  suggestion: Suggestion,
  plan: PlanState,
): Promise<void> {
  const operations = operationsOf(suggestion);
  if (operations === null) return;
  store.suggestions.point(null);
  if (!(await draft.tryOutSoon(operations, labelOf(suggestion, plan))).ok) return;
  // Nothing is selected: a card would lie over the suggestion that is looked at.
  const extent = extentOf(suggestion.communities.map(({ geometry }) => geometry as Geometry));
  if (extent !== null) pageMap.peek()?.fit(extent, { margin: 0.15 });
}

/** Preview and acceptance of a suggestion; or why there is none. */
export function AcceptSuggestion(props: {
  suggestion: Suggestion;
  plan: PlanState;
  draft: Draft;
  /** After one of the two was clicked. */
  onDone?: () => void;
}) {
  const { suggestion, plan, draft, onDone } = props;
  const store = useStore();
  const texts = store.texts.value.suggest;
  const operations = operationsOf(suggestion);
  const label = labelOf(suggestion, plan);
  const isShown = draft.preview.value?.label === label;
  if (isAccepted(suggestion, plan, draft)) {
    return (
      <p class="suggest-accepted" role="status">
        {texts.accepted}
      </p>
    );
  }
  if (draft.info.value.status !== 'draft') return <p class="card-note">{texts.readOnly}</p>;
  if (operations === null) return <p class="card-note">{texts.doesNotFit}</p>;
  if (!isStillTrue(suggestion, plan, draft.state.value)) {
    return <p class="card-note">{texts.stale}</p>;
  }
  return (
    <div class="notice-actions">
      <button
        type="button"
        class="button-quiet"
        aria-pressed={isShown}
        onClick={() => {
          if (isShown) draft.reject();
          else void show(store, draft, suggestion, plan);
          onDone?.();
        }}
      >
        {isShown ? texts.previewing : texts.preview}
      </button>
      <button
        type="button"
        class="button"
        onClick={() => {
          if (isShown) draft.accept();
          else void draft.runSoon(operations, label);
          onDone?.();
        }}
      >
        {texts.accept}
      </button>
    </div>
  );
}
