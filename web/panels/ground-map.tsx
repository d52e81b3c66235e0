import { useMemo } from 'preact/hooks';
import { areaBox, type Box, boxesMeet } from '#engine/plan/ground/area-box.ts';
import type { PlanState } from '#engine/plan/types.ts';
import { labelPoint } from '../map/label-points.ts';
import { communityNamed } from '../modes/community-name.ts';
import { useStore } from '../state/store-context.ts';
import type { Comparison } from '../worker/compare-protocol.ts';
import { MINI_HEIGHT, MINI_WIDTH, miniFrame } from './mini-frame.ts';

/** A small map of a state of the plan: the ground that changed hands, the communities that it concerns by name. */
export function GroundMap(props: {
  state: PlanState;
  found: Comparison;
  /** The same for maps that stand beside each other. */
  extent: Box;
  /** What is to be read where it cannot be seen. */
  label: string;
}) {
  const { state, found, extent, label } = props;
  const language = useStore().language.value;
  const drawn = useMemo(() => {
    const { path, place } = miniFrame(extent);
    const touched = new Set(found.communities.map(({ id }) => id));
    const near = [...state.communities.values()].filter(({ geometry }) =>
      boxesMeet(areaBox(geometry), extent),
    );
    return {
      communities: near.map(({ id, geometry }) => ({ id, d: path(geometry) })),
      touched: near.filter(({ id }) => touched.has(id)).map(({ id }) => id),
      moved: found.moved.map(({ geometry }) => path(geometry)),
      names: near.flatMap(({ id, geometry }) => {
        const at = touched.has(id) ? labelPoint(geometry) : null;
        return at === null ? [] : [{ id, at: place(at) }];
      }),
    };
  }, [state, found, extent]);
  return (
    <svg
      class="mini-map ground-map"
      viewBox={`0 0 ${MINI_WIDTH} ${MINI_HEIGHT}`}
      role="img"
      aria-label={label}
    >
      {drawn.communities.map(({ id, d }) => (
        <path
          key={id}
          d={d}
          class={drawn.touched.includes(id) ? 'ground-area is-touched' : 'ground-area'}
        />
      ))}
      {drawn.moved.map((d) => (
        <path key={d} d={d} class="ground-moved" />
      ))}
      {drawn.names.map(({ id, at: [x, y] }) => (
        <text key={id} x={x} y={y} class="ground-name">
          {communityNamed(state, id)[language]}
        </text>
      ))}
    </svg>
  );
}
