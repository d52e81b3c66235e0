import type { AreaGeometry } from '#engine/coverage/types.ts';
import { areaBox, type Box, boxesMeet, ringsOf, uniteBoxes } from '#engine/plan/ground/area-box.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { Suggestion } from '#engine/propose/suggest/types.ts';

const WIDTH = 320;
const HEIGHT = 190;
const MARGIN = 0.08;
/** Fills of the communities that a suggestion draws; the same number of hues as the map has. */
const HUES = [30, 120, 205, 275, 350, 170, 60, 240];

/** A suggestion as a small map: what it draws, over what is there. */
export function MiniMap(props: {
  suggestion: Suggestion;
  plan: PlanState;
  /** A thumbnail: thicker lines. */
  isSmall?: boolean;
}) {
  const { suggestion, plan, isSmall = false } = props;
  const drawn = suggestion.communities;
  if (drawn.length === 0) return null;
  const around = uniteBoxes(drawn.map(({ geometry }) => areaBox(geometry)));
  const project = projection(around);
  const path = (geometry: AreaGeometry): string =>
    ringsOf(geometry)
      .map((ring) => `M${ring.map((at) => project(at).map(rounded).join(' ')).join('L')}Z`)
      .join('');
  const others = [...plan.communities.values()].filter(({ geometry }) =>
    boxesMeet(areaBox(geometry), around),
  );
  return (
    <svg
      class={isSmall ? 'mini-map mini-small' : 'mini-map'}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      {drawn.map(({ id, geometry }, index) => (
        <path
          key={id}
          d={path(geometry)}
          class="mini-area"
          style={{ '--hue': String(HUES[index % HUES.length]) }}
        />
      ))}
      {others.map(({ id, geometry }) => (
        <path key={id} d={path(geometry)} class="mini-before" />
      ))}
      {drawn.map(({ id, geometry }) => (
        <path key={id} d={path(geometry)} class="mini-after" />
      ))}
    </svg>
  );
}

const rounded = (value: number): string => value.toFixed(1);

/** Degrees of longitude are shorter than those of latitude. */
function projection([west, south, east, north]: Box): (at: readonly number[]) => [number, number] {
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const [width, height] = [(east - west) * shrink, north - south];
  const scale = (1 - 2 * MARGIN) * Math.min(WIDTH / width, HEIGHT / height);
  return ([lon = 0, lat = 0]) => [
    WIDTH / 2 + (lon - (west + east) / 2) * shrink * scale,
    HEIGHT / 2 - (lat - (south + north) / 2) * scale,
  ];
}
