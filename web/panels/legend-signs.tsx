import type { MapTheme } from '../map/theme.ts';
import {
  BARRIER_CLASSES,
  type BarrierClass,
  LAYER_TOGGLES,
  type LayerToggle,
  TOGGLE_OF_CLASS,
} from '../state/layers.ts';
import { useStore } from '../state/store-context.ts';
import type { Town } from '../state/town.ts';

/** Switches of the layers that a town has. */
export function presentToggles(town: Town): LayerToggle[] {
  const classes = classesIn(town);
  return LAYER_TOGGLES.filter((toggle) => isPresent(toggle, town, classes));
}

/** The classes of a switch that has several: each road class has a sign of its own. */
export function ClassSigns(props: { toggle: LayerToggle; town: Town; theme: MapTheme }) {
  const classes = classesIn(props.town);
  const texts = useStore().texts.value;
  const own = BARRIER_CLASSES.filter(
    (one) => TOGGLE_OF_CLASS[one] === props.toggle && classes.has(one),
  ).reverse();
  if (props.toggle === 'facilities') return <FacilitySigns theme={props.theme} />;
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
      return town.material.units.length > 0 || town.unitTiles !== undefined;
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

/** The sign of a switch, as on the map. */
export function Sign({ toggle, theme }: { toggle: LayerToggle; theme: MapTheme }) {
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

/** The outline of the town: always on the map. */
export function OutlineSign({ theme }: { theme: MapTheme }) {
  return (
    <svg class="sign" viewBox="0 0 28 14" aria-hidden="true">
      <path d="M1 7h26" stroke={theme.townOutline} stroke-width="2.4" stroke-dasharray="9 3 2 3" />
    </svg>
  );
}
