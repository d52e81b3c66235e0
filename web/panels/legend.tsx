import type { ReadonlySignal } from '@preact/signals';
import { DARK, LIGHT, type MapTheme } from '../map/theme.ts';
import type { LayerToggle } from '../state/layers.ts';
import { readyValue } from '../state/loadable.ts';
import { useStore } from '../state/store-context.ts';
import type { Town } from '../state/town.ts';
import { COLOUR_BY } from '../state/view.ts';
import { BasemapRow } from './basemap-row.tsx';
import { ColourClasses } from './colour-legend.tsx';
import { ClassSigns, OutlineSign, presentToggles, Sign } from './legend-signs.tsx';

/** Narrower windows keep the legend shut: it would lie on the town. Pixels. */
const OPEN_FROM_WIDTH = 1500;

/** Zooms from which a layer is drawn at all; said in the legend, or it would look broken. */
const NEEDS_ZOOM: ReadonlySet<LayerToggle> = new Set(['units', 'estates']);

/** What communities are coloured by, and switches for the layers that the town has, with their signs. */
export function Legend({ dark }: { dark: ReadonlySignal<boolean> }) {
  const store = useStore();
  const town = readyValue(store.town.value);
  const texts = store.texts.value;
  if (town === null) return null;
  const theme = dark.value ? DARK : LIGHT;
  // While a plan is edited the map is for the plan.
  const isOpen = window.innerWidth >= OPEN_FROM_WIDTH && store.planner.draft.peek() === null;
  return (
    <details class="legend" data-overlay="right" open={isOpen}>
      <summary>{texts.layers}</summary>
      <ColourChoice town={town} theme={theme} />
      <ul>
        {presentToggles(town).map((toggle) => (
          <li key={toggle}>
            <label>
              <input
                type="checkbox"
                checked={store.layers.value[toggle]}
                onChange={(event) =>
                  store.setLayers({
                    ...store.layers.value,
                    [toggle]: event.currentTarget.checked,
                  })
                }
              />
              <Sign toggle={toggle} theme={theme} />
              {texts.layer[toggle]}
              {NEEDS_ZOOM.has(toggle) && <small>{texts.layerZoom}</small>}
            </label>
            <ClassSigns toggle={toggle} town={town} theme={theme} />
          </li>
        ))}
        <BasemapRow />
        <li class="legend-fixed">
          <OutlineSign theme={theme} />
          {texts.jurisdictionOutline}
        </li>
      </ul>
    </details>
  );
}

function ColourChoice({ town, theme }: { town: Town; theme: MapTheme }) {
  const store = useStore();
  const texts = store.texts.value.town;
  const { colourBy } = store.view;
  const hasPlan = store.planner.draft.value !== null;
  // Without a plan nothing has changed.
  const offered = COLOUR_BY.filter((by) => by !== 'change' || hasPlan || colourBy.value === by);
  return (
    <div class="colour-choice">
      <label>
        <span>{texts.colourBy}</span>
        <select
          value={colourBy.value}
          onChange={({ currentTarget }) => {
            const chosen = offered.find((by) => by === currentTarget.value);
            if (chosen !== undefined) store.view.setColourBy(chosen);
          }}
        >
          {offered.map((by) => (
            <option key={by} value={by}>
              {texts.colour[by]}
            </option>
          ))}
        </select>
      </label>
      <ColourClasses town={town} theme={theme} />
    </div>
  );
}
