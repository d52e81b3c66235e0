import { computed, signal } from '@preact/signals';
import type { Feature } from 'geojson';
import type { Message, Position } from '#engine/coverage/types.ts';
import { ringsOf } from '#engine/plan/ground/area-box.ts';
import { nearestOnLines } from '#engine/plan/nearest-on-line.ts';
import type { Operation, PlanState, Reason } from '#engine/plan/types.ts';
import type { Result } from '#engine/result.ts';
import { point } from './line-drawing.ts';
import { LiveOutcome } from './live-outcome.ts';
import { lockedReason } from './locks.ts';
import { householdsLabel, movedFeatures, type Outcome } from './outcome.ts';
import { metresBetween, type NearBorder, nearestBorder, snapTo, vertexNear } from './snapping.ts';
import type { MapPointer, Tool, ToolContext, ToolSession } from './tool.ts';

/** How near a handle the pointer has to be. Pixels. */
const REACH = 10;
/** Handles are shown this far around the pointer. Pixels. */
const SHOWN = 160;
/** The pointer has to move so far before a press is a drag. Pixels. */
const DRAG = 3;

/** A place taken from a border lies on it to this. Metres. */
const ON_BORDER_METRES = 0.05;

/** A vertex under the pointer, or a place on a border where one can be put. */
interface Handle {
  position: Position;
  isVertex: boolean;
  communities: readonly string[];
}

/** A handle that is pressed or dragged. */
interface Held {
  handle: Handle;
  /** The vertices beside it: lines lead there while it is dragged. */
  ends: readonly Position[];
  /** Where it was pressed. On the ground: without a mouse the map moves and the pointer does not. */
  from: Position;
  to: Position | null;
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
  const { draft, map, store } = context;
  const live = new LiveOutcome(context);
  const isDragging = signal(false);
  const problem = signal<Reason | null>(null);
  const outcome = signal<Result<Outcome, Reason> | null>(null);
  const hover = signal<Handle | null>(null);
  let held: Held | null = null;
  /** Of the gestures: what a later one has drawn is not cleared by an earlier one. */
  let turn = 0;

  const handleAt = (at: Position): Handle | null => {
    const reach = REACH * map.metresPerPixel();
    const border = nearestBorder(draft.state.peek(), at, reach);
    if (border === null) return null;
    const vertex = vertexNear(border, at, reach);
    const { communities } = border;
    if (vertex !== null) return { position: vertex, isVertex: true, communities };
    return { position: border.place.position, isVertex: false, communities };
  };

  const lockAt = ({ communities, position }: Handle): Reason | null => {
    const locked = communities.find((id) => store.planner.locked.peek().has(id));
    return locked === undefined ? null : lockedReason(draft.state.peek(), locked, position);
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
    const shown = SHOWN * map.metresPerPixel();
    const near = nearestBorder(draft.state.peek(), at, shown);
    const features = near === null ? [] : handlesAround(near, at, shown);
    const over = hover.peek();
    if (over !== null) features.push(point(over.position, 'snap'));
    map.sketch(features);
    map.cursor(over === null ? '' : lockAt(over) !== null ? 'not-allowed' : CURSORS[kindOf(over)]);
  };

  const drag = (pointer: MapPointer): void => {
    if (held === null) return;
    const { state, material } = draft;
    const { handle, ends } = held;
    const reach = REACH * map.metresPerPixel();
    const snap = pointer.altKey
      ? null
      : snapTo(state.peek(), material.barriers ?? [], pointer.position, reach);
    // Its own border is always near: only others hold it, and roads.
    const holds =
      snap !== null &&
      (snap.kind === 'barrier' ||
        (snap.kind === 'vertex' && String(snap.position) !== String(handle.position)));
    const to = holds ? snap.position : pointer.position;
    held.to = to;
    const draw = (): void => {
      const now = outcome.peek();
      map.sketch([
        ...(now?.ok ? movedFeatures(now.value, sideOf(handle)) : []),
        ...bentLines(ends, to),
        point(to, problem.peek() === null ? 'vertex' : 'problem'),
        ...(holds ? [point(to, 'snap')] : []),
      ]);
    };
    // The line at once, what it does when it is known.
    draw();
    live.ask(operations(held, to), (answer) => {
      outcome.value = answer;
      problem.value = answer.ok ? null : answer.error;
      map.label(pointer.position, answer.ok ? householdsLabel(context, answer.value) : '');
      draw();
    });
  };

  const pointAt = (at: Position): void => {
    hover.value = handleAt(at);
    showHandles(at);
  };

  const sideOf = ({ communities }: Handle): string | null => {
    const selection = store.selection.peek();
    if (selection?.kind === 'community' && communities.includes(selection.id)) return selection.id;
    return communities[0] ?? null;
  };

  const drop = (): void => {
    turn += 1;
    live.drop();
    held = null;
    hover.value = null;
    outcome.value = null;
    isDragging.value = false;
    map.sketch([]);
    map.label(null, '');
    map.cursor('');
  };
  const cancel = (): void => {
    drop();
    problem.value = null;
  };
  /** What was drawn stays until it is done: nothing jumps back in between. */
  const attempt = async (wanted: readonly Operation[], at: Position | null): Promise<void> => {
    const mine = ++turn;
    held = null;
    isDragging.value = false;
    problem.value = null;
    const done = await live.perform(wanted);
    if (mine === turn) {
      drop();
      // The pointer is where it was: what it is over now can be taken at once.
      if (at !== null) pointAt(at);
    }
    if (!done.ok) problem.value = done.error;
  };
  const remove = (handle: Handle): void => {
    problem.value = lockAt(handle);
    if (problem.peek() !== null) return;
    void attempt(
      [{ operation: 'reshape-border', parameters: { remove: handle.position } }],
      handle.position,
    );
  };
  const press = (event: MapPointer): boolean => {
    const handle = handleAt(event.position);
    if (handle === null) return false;
    problem.value = lockAt(handle);
    if (problem.peek() !== null) return true;
    const ends = endsBeside(draft.state.peek(), handle);
    held = { handle, ends, from: event.position, to: null };
    return true;
  };
  const letGo = (event: MapPointer): void => {
    if (held === null) return;
    const { handle, to } = held;
    if (to === null) {
      drop();
      hover.value = event.isTouch ? handle : handleAt(event.position);
      if (event.shiftKey && handle.isVertex) remove(handle);
      else showHandles(event.position);
    } else void attempt(operations({ handle }, to), event.isTouch ? null : event.position);
  };

  return {
    hint: computed(() => (isDragging.value ? DRAGGING : READY)),
    problem,
    isDragged: true,
    isHolding: () => held !== null,
    isBegun: isDragging,
    cancel,
    pointer(event) {
      if (event.kind === 'down' && event.button === 0) return press(event);
      if (event.kind === 'move') {
        if (held !== null) {
          const { x, y } = map.project(held.from);
          if (held.to === null && Math.hypot(event.point.x - x, event.point.y - y) < DRAG)
            return true;
          isDragging.value = true;
          drag(event);
          return true;
        }
        pointAt(event.position);
        return false;
      }
      if (event.kind === 'up' && held !== null) {
        letGo(event);
        return true;
      }
      if (event.kind === 'leave' && held === null) drop();
      return event.kind === 'click' && hover.peek() !== null;
    },
    key({ key }) {
      if (key === 'Escape' && held !== null) {
        cancel();
        return true;
      }
      const over = hover.peek();
      if ((key === 'Delete' || key === 'Backspace') && over?.isVertex === true) {
        remove(over);
        return true;
      }
      return false;
    },
    end: cancel,
  };
}

const CURSORS = { vertex: 'move', line: 'copy' } as const;
const kindOf = ({ isVertex }: Handle): 'vertex' | 'line' => (isVertex ? 'vertex' : 'line');

/** The vertices on both sides of a handle, on all borders that run through it. */
function endsBeside({ communities }: PlanState, handle: Handle): Position[] {
  const place = String(handle.position);
  const ends = new Map<string, Position>();
  for (const id of handle.communities) {
    const community = communities.get(id);
    for (const ring of community === undefined ? [] : ringsOf(community.geometry)) {
      for (let i = 1; i < ring.length; i++) {
        const [a, b] = [ring[i - 1]!, ring[i]!];
        if (handle.isVertex) {
          if (String(a) === place) ends.set(String(b), b);
          if (String(b) === place) ends.set(String(a), a);
        } else if (isOn(handle.position, a, b)) {
          ends.set(String(a), a);
          ends.set(String(b), b);
        }
      }
    }
  }
  return [...ends.values()];
}

/** The border as it is bent, so that it follows the pointer before anything is worked out. */
const bentLines = (ends: readonly Position[], to: Position): Feature[] =>
  ends.map((end) => ({
    type: 'Feature',
    geometry: { type: 'LineString', coordinates: [end, to] },
    properties: { role: 'line' },
  }));

const isOn = (at: Position, a: Position, b: Position): boolean =>
  (nearestOnLines([[a, b]], at)?.distanceMetres ?? Infinity) < ON_BORDER_METRES;

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
