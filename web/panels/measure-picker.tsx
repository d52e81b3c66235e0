import { MEASURES } from '#engine/measure/registry.ts';
import { PINNABLE_MEASURES } from '../state/measures.ts';
import { useStore } from '../state/store-context.ts';

/** Which measures of the engine are shown of every community. */
export function MeasurePicker() {
  const store = useStore();
  const texts = store.texts.value.town;
  const language = store.language.value;
  const pinned = store.view.pinned.value;
  return (
    <details class="measure-picker">
      <summary title={texts.pinMeasures}>
        {texts.measures}
        {pinned.length > 0 && <span class="number">{pinned.length}</span>}
      </summary>
      <fieldset aria-label={texts.pinMeasures}>
        <p>{texts.pinHint}</p>
        {PINNABLE_MEASURES.map((id) => {
          const measure = MEASURES.get(id);
          if (measure === undefined) return null;
          return (
            <label key={id} title={measure.source[language]}>
              <input
                type="checkbox"
                checked={pinned.includes(id)}
                onChange={() => store.view.togglePinned(id)}
              />
              {measure.name[language]}
            </label>
          );
        })}
      </fieldset>
    </details>
  );
}
