import { areaBox, boxesMeet, uniteBoxes } from '#engine/plan/ground/area-box.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { Suggestion } from '#engine/propose/suggest/types.ts';
import { MINI_HEIGHT, MINI_WIDTH, miniFrame } from './mini-frame.ts';

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
  const { path } = miniFrame(around);
  const others = [...plan.communities.values()].filter(({ geometry }) =>
    boxesMeet(areaBox(geometry), around),
  );
  return (
    <svg
      class={isSmall ? 'mini-map mini-small' : 'mini-map'}
      viewBox={`0 0 ${MINI_WIDTH} ${MINI_HEIGHT}`}
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
