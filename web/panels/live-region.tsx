import { categoryOf } from '../state/findings.ts';
import { useStore } from '../state/store-context.ts';
import { categoryName, communityNames } from './finding-words.ts';

/** Says to screen readers which finding the stepper has come to. */
export function LiveRegion() {
  const store = useStore();
  const texts = store.texts.value;
  const language = store.language.value;
  const finding = store.selectedFinding.value;
  const position = store.position.value;
  let words = '';
  if (finding && position !== null) {
    const names = communityNames(finding, store.communityIndex.value, language);
    const kind = categoryName(categoryOf(finding), texts);
    words = texts.announce(position, store.visibleFindings.value.length, `${kind}, ${names}`);
  }
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {words}
    </p>
  );
}
