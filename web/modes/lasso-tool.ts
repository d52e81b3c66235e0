import { computed, signal } from '@preact/signals';
import type { Feature } from 'geojson';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import type { Reason } from '#engine/plan/types.ts';
import { communityNamed } from './community-name.ts';
import { faultsOf } from './fault-picking.ts';
import { communityAt, isInside, unitsWithin } from './ground.ts';
import type { MapPointer, Tool, ToolContext, ToolSession } from './tool.ts';
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
  const { draft, map, store } = context;
  const units = draft.material.units ?? [];
  const picking = new UnitPicking(context);
  const isDrawing = signal(false);
  const problem = signal<Reason | null>(null);
  let ring: Position[] = [];
  /** Where the ring has come to. On the ground: without a mouse the map moves and the pointer does not. */
  let from: Position = [0, 0];
  let source: string | null = null;
  let isOver = false;

  const show = (at: Position | null): void => {
    const { target } = picking;
    map.sketch([...picking.features(), ...(ring.length > 1 ? [ringLine(ring)] : [])]);
    const isTold = at !== null && target !== null && picking.size > 0;
    map.label(isTold ? at : null, isTold ? picking.label(target) : '');
  };
  const drop = (): void => {
    ring = [];
    isDrawing.value = false;
    picking.clear();
    show(null);
  };
  const give = async (target: string): Promise<void> => {
    const why = await picking.give(target);
    if (isOver) return;
    if (!isDrawing.peek()) problem.value = why;
    show(null);
  };
  const press = ({ position, shiftKey, altKey }: MapPointer): void => {
    const community = communityAt(draft.state.peek(), position);
    problem.value = null;
    if (altKey || picking.target === null) {
      if (community !== null) problem.value = picking.setTarget(community.id);
      return;
    }
    ring = [position];
    isDrawing.value = true;
    from = position;
    source = shiftKey ? (community?.id ?? null) : null;
  };
  const extend = ({ position, point }: MapPointer): void => {
    const { target } = picking;
    const { x, y } = map.project(from);
    if (target !== null && Math.hypot(point.x - x, point.y - y) >= STEP) {
      ring.push(position);
      from = position;
      const within = ring.length < 3 ? [] : unitsWithin(units, ring);
      picking.replace(within, target, source);
      const area: AreaGeometry = { type: 'Polygon', coordinates: [[...ring, ...ring.slice(0, 1)]] };
      for (const fault of ring.length < 3 ? [] : faultsOf(draft)) {
        if (isInside(area, fault.location)) picking.addFault(fault, within, target);
      }
      problem.value = picking.size === 0 ? picking.whyNot(within, target) : null;
    }
    show(position);
  };

  map.cursor('crosshair');
  return {
    hint: computed(() => {
      const id = picking.chosenTarget();
      if (id === null) {
        return {
          zh: '先单击接收地块的社区，再拖动圈出要划入的地块。',
          en: 'Click the community that is to receive units, then draw a ring around the units.',
        };
      }
      const name = communityNamed(draft.state.value, id);
      return {
        zh: `拖动圈出要划入“${name.zh}”的地块。Shift 只取一个社区，Alt 单击换接收社区。`,
        en: `Draw a ring around units to give to ${name.en}. Shift: from one community only, Alt-click: another receiver.`,
      };
    }),
    problem: computed(() => problem.value ?? picking.lockOfTarget()),
    isDragged: true,
    isHolding: () => isDrawing.peek(),
    isBegun: isDrawing,
    cancel: drop,
    pointer(event) {
      if (event.kind === 'down' && event.button === 0) {
        press(event);
        return true;
      }
      if (event.kind === 'move' && isDrawing.peek()) {
        extend(event);
        return true;
      }
      if (event.kind === 'up' && isDrawing.peek()) {
        const { target } = picking;
        ring = [];
        isDrawing.value = false;
        if (target !== null && picking.size > 0) void give(target);
        show(null);
        return true;
      }
      return event.kind === 'click';
    },
    key({ key }) {
      if (key !== 'Escape') return false;
      if (isDrawing.peek() || problem.peek() !== null) {
        problem.value = null;
        drop();
        return true;
      }
      if (store.selection.peek()?.kind !== 'community') return false;
      // The next click chooses who receives.
      store.select(null);
      return true;
    },
    end() {
      isOver = true;
      drop();
    },
  };
}

const ringLine = (ring: readonly Position[]): Feature => ({
  type: 'Feature',
  geometry: { type: 'LineString', coordinates: [...ring, ring[0]!] },
  properties: { role: 'line' },
});
