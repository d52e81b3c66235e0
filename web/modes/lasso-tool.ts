import { computed } from '@preact/signals';
import type { Position } from '#engine/coverage/types.ts';
import { communityNamed } from './community-name.ts';
import { communityAt, unitsWithin } from './ground.ts';
import type { Tool, ToolContext, ToolSession } from './tool.ts';
import { NO_UNITS, UnitPicking } from './unit-picking.ts';

/** Places closer together than this add nothing to a lasso. Pixels. */
const STEP = 4;

/** A ring drawn around units gives them to the selected community. */
export const lassoTool: Tool = {
  id: 'lasso',
  icon: 'M8 3c3.5 0 6 1.7 6 4s-2.5 4-6 4-6-1.7-6-4 2.5-4 6-4z M5 10.5c-1 2 0 3.5 2 3.5',
  name: { zh: '套索划转', en: 'Lasso' },
  key: 'a',
  disabled: (_store, draft) => ((draft?.material.units?.length ?? 0) === 0 ? NO_UNITS : null),
  start: startLasso,
};

function startLasso(context: ToolContext): ToolSession {
  const { store, draft, map } = context;
  const units = draft.material.units ?? [];
  const picking = new UnitPicking(context);
  let ring: Position[] | null = null;
  let from = { x: 0, y: 0 };
  let source: string | null = null;

  const show = (at: Position | null): void => {
    const { target } = picking;
    const line = ring !== null && ring.length > 1 ? [...ring, ring[0]!] : [];
    map.sketch([
      ...picking.features(),
      ...(line.length === 0
        ? []
        : [
            {
              type: 'Feature' as const,
              geometry: { type: 'LineString' as const, coordinates: line },
              properties: { role: 'line' },
            },
          ]),
    ]);
    if (at === null || target === null || ring === null) map.label(null, '');
    else map.label(at, picking.label(target));
  };
  const drop = (): void => {
    ring = null;
    picking.clear();
    show(null);
  };

  map.cursor('crosshair');
  return {
    hint: computed(() => {
      const selected = store.selection.value;
      const state = draft.state.value;
      const id =
        selected?.kind === 'community' && state.communities.has(selected.id) ? selected.id : null;
      if (id === null) {
        return {
          zh: '先单击接收地块的社区，再拖动圈出要划入的地块。',
          en: 'Click the community that is to receive units, then draw a ring around the units.',
        };
      }
      const name = communityNamed(state, id);
      return {
        zh: `拖动圈出要划入“${name.zh}”的地块；Shift 只取一个社区，Alt 单击换接收社区。`,
        en: `Draw a ring around units to give to ${name.en}; Shift from one community only, Alt-click for another receiver.`,
      };
    }),
    pointer({ kind, position, point, button, shiftKey, altKey }) {
      if (kind === 'down' && button === 0) {
        const community = communityAt(draft.state.peek(), position);
        if (altKey || picking.target === null) {
          if (community !== null) picking.setTarget(community.id);
          return true;
        }
        ring = [position];
        from = point;
        source = shiftKey ? (community?.id ?? null) : null;
        return true;
      }
      if (kind === 'move' && ring !== null) {
        const { target } = picking;
        if (target !== null && Math.hypot(point.x - from.x, point.y - from.y) >= STEP) {
          ring.push(position);
          from = point;
          picking.replace(ring.length < 3 ? [] : unitsWithin(units, ring), target, source);
        }
        show(position);
        return true;
      }
      if (kind === 'up' && ring !== null) {
        const { target } = picking;
        ring = null;
        if (target !== null) picking.give(target);
        show(null);
        return true;
      }
      return kind === 'click';
    },
    key({ key }) {
      if (key !== 'Escape' || ring === null) return false;
      drop();
      return true;
    },
    end: drop,
  };
}
