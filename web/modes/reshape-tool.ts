import { computed, signal } from '@preact/signals';
import type { Feature } from 'geojson';
import type { Message, Position } from '#engine/coverage/types.ts';
import type { Operation } from '#engine/plan/types.ts';
import { point } from './line-drawing.ts';
import { householdsLabel, outcomeOf, outlinesOf } from './outcome.ts';
import { metresBetween, type NearBorder, nearestBorder, snapTo, vertexNear } from './snapping.ts';
import type { MapPointer, Tool, ToolContext, ToolSession } from './tool.ts';

/** How near a handle the pointer has to be. Pixels. */
const REACH = 10;
/** Handles are shown this far around the pointer. Pixels. */
const SHOWN = 160;
/** The pointer has to move so far before a press is a drag. Pixels. */
const DRAG = 3;

/** A vertex under the pointer, or a place on a border where one can be put. */
interface Handle {
  position: Position;
  isVertex: boolean;
  communities: readonly string[];
}

/** Borders by their vertices: drag one, pull a new one out of a line, take one away. All neighbours follow. */
export const reshapeTool: Tool = {
  id: 'reshape',
  icon: 'M2 12L7 5l7 3 M5.5 3.5h3v3h-3z',
  name: { zh: '移动边界', en: 'Drag' },
  key: 'd',
  disabled: () => null,
  start: startReshaping,
};

function startReshaping(context: ToolContext): ToolSession {
  const { draft, map } = context;
  const isDragging = signal(false);
  let held: { handle: Handle; from: { x: number; y: number }; to: Position | null } | null = null;
  let hover: Handle | null = null;

  const handleAt = (at: Position): Handle | null => {
    const reach = REACH * map.metresPerPixel();
    const border = nearestBorder(draft.state.peek(), at, reach);
    if (border === null) return null;
    const vertex = vertexNear(border, at, reach);
    const { communities } = border;
    if (vertex !== null) return { position: vertex, isVertex: true, communities };
    return { position: border.place.position, isVertex: false, communities };
  };

  /** The operations that a drag comes to: a vertex is put in first where there was none. */
  const operations = ({ handle }: { handle: Handle }, to: Position): Operation[] => {
    const move: Operation = {
      operation: 'reshape-border',
      parameters: { moves: [{ from: handle.position, to }] },
    };
    if (handle.isVertex) return [move];
    const [a, b = null] = handle.communities;
    if (a === undefined) return [];
    const insert: Operation = {
      operation: 'reshape-border',
      parameters: { insert: handle.position, between: [a, b] },
    };
    return [insert, move];
  };

  const showHandles = (at: Position): void => {
    const near = nearestBorder(draft.state.peek(), at, SHOWN * map.metresPerPixel());
    const features = near === null ? [] : handlesAround(near, at, SHOWN * map.metresPerPixel());
    if (hover !== null) features.push(point(hover.position, 'snap'));
    map.sketch(features);
    map.cursor(hover === null ? '' : hover.isVertex ? 'move' : 'copy');
  };

  const drag = (pointer: MapPointer): void => {
    if (held === null) return;
    const { state, material } = draft;
    const reach = REACH * map.metresPerPixel();
    const snap = pointer.altKey
      ? null
      : snapTo(state.peek(), material.barriers ?? [], pointer.position, reach);
    // Its own border is always near: only others hold it, and roads.
    const holds =
      snap !== null &&
      (snap.kind === 'barrier' ||
        (snap.kind === 'vertex' && String(snap.position) !== String(held.handle.position)));
    const to = holds ? snap.position : pointer.position;
    held.to = to;
    const outcome = previewOf(operations(held, to));
    map.sketch([
      ...(outcome === null ? [] : outlinesOf(outcome)),
      point(to, 'vertex'),
      ...(holds ? [point(to, 'snap')] : []),
    ]);
    map.label(pointer.position, outcome === null ? '' : householdsLabel(context, outcome));
  };

  const previewOf = (wanted: readonly Operation[]) => {
    const [only] = wanted;
    if (only === undefined) return null;
    if (wanted.length === 1) {
      const outcome = outcomeOf(context, only);
      return outcome.ok ? outcome.value : null;
    }
    const tried = draft.outcome(wanted);
    return tried.ok ? (tried.value.changes.at(-1) ?? null) : null;
  };

  const drop = (): void => {
    held = null;
    hover = null;
    isDragging.value = false;
    map.sketch([]);
    map.label(null, '');
    map.cursor('');
  };

  return {
    hint: computed(() => (isDragging.value ? DRAGGING : READY)),
    pointer(event) {
      if (event.kind === 'down' && event.button === 0) {
        const handle = handleAt(event.position);
        if (handle === null) return false;
        held = { handle, from: event.point, to: null };
        return true;
      }
      if (event.kind === 'move') {
        if (held !== null) {
          const { x, y } = held.from;
          if (held.to === null && Math.hypot(event.point.x - x, event.point.y - y) < DRAG)
            return true;
          isDragging.value = true;
          drag(event);
          return true;
        }
        hover = handleAt(event.position);
        showHandles(event.position);
        return false;
      }
      if (event.kind === 'up' && held !== null) {
        const { handle, to } = held;
        const wanted = to === null ? [] : operations({ handle }, to);
        const isRemoval = to === null && event.shiftKey && handle.isVertex;
        drop();
        if (isRemoval) {
          draft.run({ operation: 'reshape-border', parameters: { remove: handle.position } });
        } else if (wanted.length > 0) draft.run(wanted);
        return true;
      }
      if (event.kind === 'leave' && held === null) drop();
      return event.kind === 'click' && hover !== null;
    },
    key({ key }) {
      if (key === 'Escape' && held !== null) {
        drop();
        return true;
      }
      if ((key === 'Delete' || key === 'Backspace') && hover?.isVertex === true) {
        draft.run({ operation: 'reshape-border', parameters: { remove: hover.position } });
        drop();
        return true;
      }
      return false;
    },
    end: drop,
  };
}

/** The vertices of a border near the pointer, and the middles between them. */
function handlesAround({ rings, place }: NearBorder, at: Position, reachMetres: number): Feature[] {
  const features: Feature[] = [];
  const ring = rings[place.line] ?? [];
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1]!, ring[i]!];
    const middle = [(a[0]! + b[0]!) / 2, (a[1]! + b[1]!) / 2];
    if (metresBetween(at, b) <= reachMetres) features.push(point(b, 'vertex'));
    if (metresBetween(at, middle) <= reachMetres) features.push(point(middle, 'midpoint'));
  }
  return features;
}

const READY: Message = {
  zh: '拖动边界上的折点，或从边线上拉出新折点；Delete 或 Shift 单击删除折点，Alt 不吸附。',
  en: 'Drag a vertex of a border, or pull a new one out of its line; Delete or Shift-click removes one, Alt does not snap.',
};
const DRAGGING: Message = {
  zh: '松开完成，Esc 取消；两侧社区一起改变。',
  en: 'Let go to finish, Esc to drop; both sides change together.',
};
