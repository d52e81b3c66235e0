import { effect } from '@preact/signals';
import type { Feature } from 'geojson';
import { readyValue } from '../state/loadable.ts';
import type { Store } from '../state/store.ts';
import { movedFeatures, pieceFeatures, suggestionFeatures } from './compare-features.ts';
import { pageMap } from './compare-map.ts';
import type { MapController } from './map-controller.ts';

/** What of changes and suggestions is outlined on the map now. */
export function changesShown(store: Store): Feature[] {
  const { compare, suggestions, planner } = store;
  const pointed = suggestions.pointed.value;
  if (pointed !== null && planner.pane.value === 'suggestions') return suggestionFeatures(pointed);
  // What is tried out, before what has been done.
  const preview = planner.draft.value?.preview.value ?? null;
  if (preview !== null) return pieceFeatures(preview.moved ?? []);
  const found = compare.isActive.value ? readyValue(compare.comparison.value) : null;
  if (found === null) return [];
  return movedFeatures(found.moved, store.language.value, compare.pointed.value);
}

/** Lets the map of the page outline what the comparison and the suggestions are about. @returns ends it */
export function connectChanges(
  store: Store,
  map: Pick<MapController, 'setData' | 'camera' | 'fit' | 'focus'>,
): () => void {
  pageMap.value = map;
  let isEmpty = true;
  const end = effect(() => {
    const features = changesShown(store);
    if (isEmpty && features.length === 0) return;
    isEmpty = features.length === 0;
    map.setData({ changes: { type: 'FeatureCollection', features } });
  });
  return () => {
    end();
    pageMap.value = null;
  };
}
