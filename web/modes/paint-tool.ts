import { computed, signal } from '@preact/signals';
import type { Feature } from 'geojson';
import type { Position } from '#engine/coverage/types.ts';
import { localFrame } from '#engine/geometry/geodesic.ts';
import { communityNamed } from './community-name.ts';
import { communityAt, unitAt, unitsUnder } from './ground.ts';
import type { MapPointer, Tool, ToolContext, ToolSession } from './tool.ts';
import { NO_UNITS, UnitPicking } from './unit-picking.ts';

/** Radii of the brush in pixels; the first takes the unit under the pointer alone. */
const BRUSHES = [0, 14, 30, 56] as const;

/**
 * Painting: units that the pointer runs over go to the selected community when it is let go. With Shift they are taken from
 * one community only, that of the first unit; Alt and a click choose another community to paint with.
 */
export const paintTool: Tool = {
  id: 'paint',
  icon: 'M10 2l4 4-6 6H4V8z M2 14h12',
  name: { zh: '涂抹划转', en: 'Paint' },
  key: 'b',
  disabled: (_store, draft) => ((draft?.material.units?.length ?? 0) === 0 ? NO_UNITS : null),
  start: startPainting,
};

function startPainting(context: ToolContext): ToolSession {
  const { store, draft, map } = context;
  const units = draft.material.units ?? [];
  const picking = new UnitPicking(context);
  const brush = signal(0);
  let isDown = false;
  let source: string | null = null;
  let last: MapPointer | null = null;

  const radiusAt = ([lon = 0, lat = 0]: Position): readonly [number, number] => {
    const metres = BRUSHES[brush.peek()]! * map.metresPerPixel();
    const { metresPerDegreeLon, metresPerDegreeLat } = localFrame(lon, lat);
    return [metres / metresPerDegreeLon, metres / metresPerDegreeLat];
  };

  const show = (pointer: MapPointer | null): void => {
    const { target } = picking;
    const under = pointer === null ? [] : outline(pointer.position);
    map.sketch([...picking.features(), ...under]);
    if (pointer === null || target === null) map.label(null, '');
    else map.label(pointer.position, picking.label(target));
  };

  /** The brush, and without one the unit that would be taken. */
  const outline = (at: Position): Feature[] => {
    const [rx, ry] = radiusAt(at);
    if (rx === 0) {
      const unit = unitAt(units, at);
      const { target } = picking;
      const isTaken = unit !== null && target !== null && picking.mayTake(unit, target, source);
      if (!isTaken) return [];
      return [{ type: 'Feature', geometry: unit.geometry as never, properties: { role: 'area' } }];
    }
    const [x = 0, y = 0] = at;
    const ring = Array.from({ length: 33 }, (_, i): Position => {
      const angle = (2 * Math.PI * i) / 32;
      return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
    });
    const line = { type: 'LineString' as const, coordinates: ring };
    return [{ type: 'Feature', geometry: line, properties: { role: 'line' } }];
  };

  const take = (pointer: MapPointer): void => {
    const { target } = picking;
    if (target === null) return;
    const radius = radiusAt(pointer.position);
    const single = unitAt(units, pointer.position);
    const under =
      radius[0] === 0
        ? single === null
          ? []
          : [single]
        : unitsUnder(units, pointer.position, radius);
    picking.add(under, target, source);
  };

  const drop = (): void => {
    isDown = false;
    source = null;
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
          zh: '先单击接收地块的社区，再在要划入的地块上拖动。',
          en: 'Click the community that is to receive units, then drag over the units.',
        };
      }
      const name = communityNamed(state, id);
      return {
        zh: `在要划入“${name.zh}”的地块上拖动；[ ] 调整笔刷，Shift 只取一个社区，Alt 单击换接收社区。`,
        en: `Drag over units to give to ${name.en}; [ ] brush size, Shift from one community only, Alt-click for another receiver.`,
      };
    }),
    pointer(event) {
      last = event;
      if (event.kind === 'leave') {
        if (!isDown) show(null);
        return false;
      }
      if (event.kind === 'down' && event.button === 0) {
        const community = communityAt(draft.state.peek(), event.position);
        if (event.altKey || picking.target === null) {
          if (community !== null) picking.setTarget(community.id);
          show(event);
          return true;
        }
        isDown = true;
        source = event.shiftKey ? (community?.id ?? null) : null;
        take(event);
        show(event);
        return true;
      }
      if (event.kind === 'move') {
        if (isDown) take(event);
        show(event);
        return isDown;
      }
      if (event.kind === 'up' && isDown) {
        const { target } = picking;
        isDown = false;
        source = null;
        if (target !== null) picking.give(target);
        show(event);
        return true;
      }
      return event.kind === 'click';
    },
    key({ key }) {
      if (key === '[' || key === ']') {
        const next = brush.peek() + (key === ']' ? 1 : -1);
        brush.value = Math.max(0, Math.min(BRUSHES.length - 1, next));
        show(last);
        return true;
      }
      if (key === 'Escape' && (isDown || picking.size > 0)) {
        drop();
        return true;
      }
      return false;
    },
    end: drop,
  };
}
