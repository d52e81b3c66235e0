import { computed, signal } from '@preact/signals';
import type { Feature, Geometry } from 'geojson';
import type { Reason } from '#engine/plan/types.ts';
import { Brush } from './brush.ts';
import { communityNamed } from './community-name.ts';
import { faultAt } from './fault-picking.ts';
import { communityAt } from './ground.ts';
import type { MapPointer, Tool, ToolContext, ToolSession } from './tool.ts';
import { NO_UNITS, UnitPicking } from './unit-picking.ts';

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
  const { draft, map, store } = context;
  const picking = new UnitPicking(context);
  const brush = new Brush(draft.material.units ?? [], map);
  const isDown = signal(false);
  const problem = signal<Reason | null>(null);
  let source: string | null = null;
  let last: MapPointer | null = null;
  let isOver = false;

  const show = (pointer: MapPointer | null): void => {
    const { target } = picking;
    const under =
      pointer === null || target === null
        ? []
        : brush.features(pointer.position, (unit) => picking.mayTake(unit, target, source));
    const fault = pointer === null || target === null ? null : faultAt(draft, pointer.position);
    const marked: Feature[] =
      fault === null
        ? under
        : [{ type: 'Feature', geometry: fault.geometry as Geometry, properties: { role: 'area' } }];
    map.sketch([...picking.features(), ...marked]);
    const isTold = pointer !== null && target !== null && picking.size > 0;
    map.label(isTold ? pointer.position : null, isTold ? picking.label(target) : '');
  };
  const take = (event: MapPointer): void => {
    const { target } = picking;
    if (target === null) return;
    const units = brush.stroke(event);
    const fault = faultAt(draft, event.position);
    if (fault !== null) picking.addFault(fault, units, target);
    // Whoever points at a gap in a unit means the gap, not the unit.
    if (fault === null || !brush.isSingle) picking.add(units, target, source);
    const why = fault === null ? null : picking.whyNotFault(fault, target);
    problem.value = picking.size === 0 ? (why ?? picking.whyNot(units, target)) : null;
  };
  const drop = (): void => {
    isDown.value = false;
    source = null;
    brush.lift();
    picking.clear();
    show(null);
  };
  const give = async (target: string): Promise<void> => {
    const why = await picking.give(target);
    if (isOver) return;
    if (!isDown.peek()) problem.value = why;
    // The audit has yet to follow: what was a gap a moment ago is not marked again.
    show(null);
  };
  const press = (event: MapPointer): void => {
    const community = communityAt(draft.state.peek(), event.position);
    problem.value = null;
    if (event.altKey || picking.target === null) {
      if (community !== null) problem.value = picking.setTarget(community.id);
      show(event);
      return;
    }
    isDown.value = true;
    source = event.shiftKey ? (community?.id ?? null) : null;
    brush.lift();
    take(event);
    show(event);
  };

  map.cursor('crosshair');
  return {
    hint: computed(() => {
      const id = picking.chosenTarget();
      if (id === null) {
        return {
          zh: '先单击接收地块的社区，再在要划入的地块上拖动。',
          en: 'Click the community that is to receive units, then drag over the units.',
        };
      }
      const name = communityNamed(draft.state.value, id);
      return {
        zh: `在要划入“${name.zh}”的地块、空白或重叠处拖动。[ ] 笔刷，Shift 只取一个社区，Alt 单击换接收社区。`,
        en: `Drag over the units, gaps or overlaps that go to ${name.en}. [ ] brush size, Shift: from one community only, Alt-click: another receiver.`,
      };
    }),
    problem: computed(() => problem.value ?? picking.lockOfTarget()),
    isDragged: true,
    isHolding: () => isDown.peek(),
    isBegun: isDown,
    cancel: drop,
    pointer(event) {
      last = event;
      if (event.kind === 'leave') {
        if (!isDown.peek()) show(null);
        return false;
      }
      if (event.kind === 'down' && event.button === 0) {
        press(event);
        return true;
      }
      if (event.kind === 'move') {
        if (isDown.peek()) take(event);
        show(event);
        return isDown.peek();
      }
      if (event.kind === 'up' && isDown.peek()) {
        take(event);
        const { target } = picking;
        isDown.value = false;
        source = null;
        brush.lift();
        if (target !== null && picking.size > 0) void give(target);
        show(null);
        return true;
      }
      return event.kind === 'click';
    },
    key({ key }) {
      if (brush.key(key)) {
        show(last);
        return true;
      }
      if (key === 'Escape' && (isDown.peek() || problem.peek() !== null)) {
        problem.value = null;
        drop();
        return true;
      }
      if (key === 'Escape' && store.selection.peek()?.kind === 'community') {
        // The next click chooses who receives.
        store.select(null);
        return true;
      }
      return false;
    },
    end() {
      isOver = true;
      drop();
    },
  };
}
