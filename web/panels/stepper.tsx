import { useStore } from '../state/store-context.ts';
import { Icon } from './icon.tsx';

/** “3 / 17 ‹ ›”: one finding after the other, by button or by key. */
export function Stepper() {
  const store = useStore();
  const texts = store.texts.value;
  const total = store.visibleFindings.value.length;
  const position = store.position.value;
  return (
    <fieldset class="stepper" aria-label={texts.stepper}>
      <span class="position" title={texts.keysHint}>
        {texts.position(position === null ? '–' : String(position), total)}
      </span>
      <button
        type="button"
        title={texts.previous}
        aria-label={texts.previous}
        aria-keyshortcuts="K ArrowUp"
        data-key="K"
        disabled={total === 0}
        onClick={() => store.stepFinding(-1)}
      >
        <Icon path="M10 3L5 8l5 5" />
      </button>
      <button
        type="button"
        title={texts.next}
        aria-label={texts.next}
        aria-keyshortcuts="J ArrowDown"
        data-key="J"
        disabled={total === 0}
        onClick={() => store.stepFinding(1)}
      >
        <Icon path="M6 3l5 5-5 5" />
      </button>
    </fieldset>
  );
}
