import type { ReadonlySignal } from '@preact/signals';
import { DARK, LIGHT, type MapTheme } from '../map/theme.ts';
import {
  BARRIER_CLASSES,
  type BarrierClass,
  LAYER_TOGGLES,
  type LayerToggle,
  TOGGLE_OF_CLASS,
} from '../state/layers.ts';
import { readyValue } from '../state/loadable.ts';
import { useStore } from '../state/store-context.ts';
import type { Town } from '../state/town.ts';

/** Narrower windows keep the legend shut: it would lie on the town. Pixels. */
const OPEN_FROM_WIDTH = 1500;

/** Zooms from which a layer is drawn at all; said in the legend, or it would look broken. */
const NEEDS_ZOOM: ReadonlySet<LayerToggle> = new Set(['units', 'estates']);

/** Switches for the layers that the town has, with their signs. */
export function Legend({ dark }: { dark: ReadonlySignal<boolean> }) {
  const store = useStore();
  const town = readyValue(store.town.value);
  const texts = store.texts.value;
  if (town === null) return null;
  const theme = dark.value ? DARK : LIGHT;
  const classes = classesIn(town);
  const toggles = LAYER_TOGGLES.filter((toggle) => isPresent(toggle, town, classes));
  return (
    <details class="legend" data-overlay="right" open={window.innerWidth >= OPEN_FROM_WIDTH}>
      <summary>{texts.layers}</summary>
      <ul>
        {toggles.map((toggle) => (
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
            <ClassSigns toggle={toggle} classes={classes} theme={theme} />
            {toggle === 'facilities' && <FacilitySigns theme={theme} />}
          </li>
        ))}
        <li class="legend-fixed">
          <svg class="sign" viewBox="0 0 28 14" aria-hidden="true">
            <path
              d="M1 7h26"
              stroke={theme.townOutline}
              stroke-width="2.4"
              stroke-dasharray="9 3 2 3"
            />
          </svg>
          {texts.jurisdictionOutline}
        </li>
      </ul>
    </details>
  );
}

/** The classes of a switch that has several: each road class has a sign of its own. */
function ClassSigns(props: { toggle: LayerToggle; classes: ReadonlySet<string>; theme: MapTheme }) {
  const texts = useStore().texts.value;
  const own = BARRIER_CLASSES.filter(
    (one) => TOGGLE_OF_CLASS[one] === props.toggle && props.classes.has(one),
  ).reverse();
  if (own.length < 2) return null;
  return (
    <ul class="legend-classes">
      {own.map((one) => (
        <li key={one}>
          <LineSign barrierClass={one} theme={props.theme} />
          {texts.barrier[one]}
        </li>
      ))}
    </ul>
  );
}

function FacilitySigns({ theme }: { theme: MapTheme }) {
  const texts = useStore().texts.value.facility;
  return (
    <ul class="legend-classes">
      <li>
        <Sign toggle="facilities" theme={theme} />
        {texts.centre}
      </li>
      <li>
        <svg class="sign" viewBox="0 0 28 14" aria-hidden="true">
          <circle cx="14" cy="7" r="4" fill={theme.facility} stroke={theme.halo} />
        </svg>
        {texts.other}
      </li>
    </ul>
  );
}

function classesIn(town: Town): Set<string> {
  return new Set(town.material.barriers.map((barrier) => String(barrier.properties?.class)));
}

function isPresent(toggle: LayerToggle, town: Town, classes: ReadonlySet<string>): boolean {
  switch (toggle) {
    case 'findings':
    case 'communities':
    case 'labels':
      return true;
    case 'units':
    case 'estates':
    case 'facilities':
      return town.material[toggle].length > 0;
    default:
      return BARRIER_CLASSES.some((one) => TOGGLE_OF_CLASS[one] === toggle && classes.has(one));
  }
}

const UNCASED: ReadonlySet<BarrierClass> = new Set(['ridge', 'path', 'wall']);
const SIGN_DASHES: Readonly<Partial<Record<BarrierClass, string>>> = {
  railway: '5 5',
  ridge: '6 3 2 3',
  path: '5 3',
};

function LineSign({ barrierClass, theme }: { barrierClass: BarrierClass; theme: MapTheme }) {
  const { line, casing } = theme.barriers[barrierClass];
  const width = barrierClass === 'expressway' || barrierClass === 'river' ? 5 : 3.5;
  const dash = SIGN_DASHES[barrierClass];
  return (
    <svg class="sign" viewBox="0 0 28 14" aria-hidden="true">
      {!UNCASED.has(barrierClass) && (
        <path d="M1 7h26" stroke={casing} stroke-width={width + 1.6} />
      )}
      <path d="M1 7h26" stroke={line} stroke-width={width - 1} stroke-dasharray={dash} />
    </svg>
  );
}

function Sign({ toggle, theme }: { toggle: LayerToggle; theme: MapTheme }) {
  const [first, second, third] = theme.communities;
  switch (toggle) {
    case 'communities':
      return (
        <svg class="sign" viewBox="0 0 28 14" aria-hidden="true">
          <path d="M1 1h10v12H1z" fill={first} />
          <path d="M11 1h8v12h-8z" fill={second} />
          <path d="M19 1h8v12h-8z" fill={third} />
          <path d="M1 1h26v12H1z M11 1v12 M19 1v12" stroke={theme.communityOutline} />
        </svg>
      );
    case 'labels':
      return (
        <span class="sign sign-text" aria-hidden="true">
          文 A
        </span>
      );
    case 'findings':
      return (
        <svg class="sign" viewBox="0 0 28 14" aria-hidden="true">
          <circle cx="8" cy="7" r="5.5" fill="#c81e1e" stroke="#fff" />
          <circle cx="20" cy="7" r="5.5" fill="#b0179b" stroke="#fff" />
        </svg>
      );
    case 'units':
      return (
        <svg class="sign" viewBox="0 0 28 14" aria-hidden="true">
          <path d="M2 1h24v12H2z M14 1v12" stroke={theme.unit} stroke-dasharray="3 2" />
        </svg>
      );
    case 'estates':
      return (
        <svg class="sign" viewBox="0 0 28 14" aria-hidden="true">
          <path
            d="M3 2h22v10H3z"
            fill={theme.estateFill}
            fill-opacity={theme.estateOpacity}
            stroke={theme.estateOutline}
          />
        </svg>
      );
    case 'facilities':
      return (
        <svg class="sign" viewBox="0 0 28 14" aria-hidden="true">
          <rect
            x="7.5"
            y="0.8"
            width="12.4"
            height="12.4"
            rx="3"
            fill={theme.halo}
            stroke={theme.facility}
          />
          <path d="M13.7 3L9.8 6.3V11h7.8V6.3z" fill={theme.facility} />
        </svg>
      );
    default: {
      const classOfToggle = {
        roads: 'arterial',
        water: 'river',
        railways: 'railway',
        ridges: 'ridge',
      } as const;
      return <LineSign barrierClass={classOfToggle[toggle]} theme={theme} />;
    }
  }
}
