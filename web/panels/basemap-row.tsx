import { useStore } from '../state/store-context.ts';

/** The operator's basemap in the legend: on or off, and how strong. Nothing without one. */
export function BasemapRow() {
  const store = useStore();
  const texts = store.texts.value.io;
  const { basemap, view, problem } = store.basemap;
  if (problem.value !== null) return <li class="legend-fixed">{texts.basemapProblem}</li>;
  if (basemap.value === null) return null;
  const { isShown, opacity } = view.value;
  return (
    <li class="legend-basemap">
      <label>
        <input
          type="checkbox"
          checked={isShown}
          onChange={({ currentTarget }) =>
            store.basemap.setView({ ...view.value, isShown: currentTarget.checked })
          }
        />
        {texts.basemap}
      </label>
      {isShown && (
        <input
          type="range"
          min={0.1}
          max={1}
          step={0.1}
          value={opacity}
          aria-label={texts.basemapOpacity}
          onInput={({ currentTarget }) =>
            store.basemap.setView({ ...view.value, opacity: Number(currentTarget.value) })
          }
        />
      )}
    </li>
  );
}

/** Whom the basemap is owed to, on the map while it is shown. */
export function BasemapCredit() {
  const { basemap, view } = useStore().basemap;
  const attribution = basemap.value?.attribution ?? '';
  if (attribution === '' || !view.value.isShown) return null;
  return <p class="basemap-credit">{attribution}</p>;
}
