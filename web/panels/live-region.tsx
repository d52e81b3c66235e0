import { useEffect, useRef, useState } from 'preact/hooks';
import { categoryOf } from '../state/findings.ts';
import type { Store } from '../state/store.ts';
import { useStore } from '../state/store-context.ts';
import { categoryName, communityNames } from './finding-words.ts';

/** Says to screen readers what the eye sees happen: the finding come to, a preview, a refusal, how the saving goes. */
export function LiveRegion() {
  const store = useStore();
  const [words, setWords] = useState('');
  const refusal = refusalWords(store);
  const preview = previewWords(store);
  const save = saveWords(store);
  const finding = findingWords(store);
  const told = useRef('');
  // The latest of them is said. That a finding is left says nothing, and takes nothing else back: a preview mends it.
  useEffect(() => {
    const left = told.current;
    told.current = finding;
    setWords((words) => (finding !== '' || words === left ? finding : words));
  }, [finding]);
  const say = (said: string): void => {
    if (said !== '') setWords(said);
  };
  useEffect(() => say(save), [save]);
  useEffect(() => say(preview), [preview]);
  useEffect(() => say(refusal), [refusal]);
  return (
    <p class="visually-hidden" role="status" aria-live="polite" data-live>
      {words}
    </p>
  );
}

function findingWords(store: Store): string {
  const texts = store.texts.value;
  const finding = store.selectedFinding.value;
  const position = store.position.value;
  if (!finding || position === null) return '';
  const names = communityNames(finding, store.communityIndex.value, store.language.value);
  const kind = categoryName(categoryOf(finding), texts);
  return texts.announce(position, store.visibleFindings.value.length, `${kind}, ${names}`);
}

function previewWords(store: Store): string {
  const preview = store.planner.draft.value?.preview.value;
  if (!preview) return '';
  return store.texts.value.town.announcePreview(preview.label[store.language.value]);
}

function refusalWords(store: Store): string {
  const refusal = store.planner.draft.value?.refusal.value;
  if (!refusal) return '';
  return store.texts.value.town.announceRefusal(refusal.message[store.language.value]);
}

/** Each step that is on its way is not said; that all have come is. */
function saveWords(store: Store): string {
  const draft = store.planner.draft.value;
  const texts = store.texts.value.town;
  // A plan that was opened and not yet edited has nothing to be saved.
  if (draft === null || draft.history.value.index === 0) return '';
  switch (draft.saveState.value.kind) {
    case 'saved':
      return texts.announceSaved;
    case 'offline':
      return texts.announceOffline;
    case 'conflict':
      return texts.announceConflict;
    default:
      return '';
  }
}
