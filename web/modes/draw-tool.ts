import { computed, signal } from '@preact/signals';
import type { Message, Position } from '#engine/coverage/types.ts';
import { newIds } from '#engine/plan/new-community.ts';
import type { Operation } from '#engine/plan/types.ts';
import { communityAt } from './ground.ts';
import { LineDrawing } from './line-drawing.ts';
import { householdsLabel, outcomeOf } from './outcome.ts';
import type { Tool, ToolContext, ToolSession } from './tool.ts';

/** A new community is drawn; it takes the ground inside its outline. */
export const drawTool: Tool = {
  id: 'draw',
  icon: 'M3 12L5 4l7-1 1 8z M8 6v4 M6 8h4',
  name: { zh: '新划社区', en: 'Draw' },
  key: 'w',
  disabled: () => null,
  start: startDrawing,
};

function startDrawing(context: ToolContext): ToolSession {
  const { draft, map, store } = context;
  const drawing = new LineDrawing(context);
  const count = signal(0);

  const operation = (path: readonly Position[]): Operation | null => {
    const [first] = path;
    if (first === undefined || path.length < 3) return null;
    const state = draft.state.peek();
    const stem = communityAt(state, first)?.id ?? [...state.communities.keys()][0] ?? 'N';
    const [id] = newIds(state, stem, 1, new Set());
    if (id === undefined) return null;
    const locked = store.planner.locked.peek();
    const from = [...state.communities.keys()].filter((one) => !locked.has(one));
    return {
      operation: 'draw-community',
      parameters: {
        id,
        geometry: { type: 'Polygon', coordinates: [[...path, first].map((at) => [...at])] },
        ...(locked.size === 0 ? {} : { from }),
      },
    };
  };
  const show = (at: Position | null): void => {
    const path = drawing.pathToPointer;
    const wanted = operation(path);
    const outcome = wanted === null ? null : outcomeOf(context, wanted);
    const ring = path.length < 3 ? [] : [...path, path[0]!];
    map.sketch([
      ...(ring.length === 0
        ? []
        : [
            {
              type: 'Feature' as const,
              geometry: { type: 'Polygon' as const, coordinates: [ring] },
              properties: { role: 'area' },
            },
          ]),
      ...drawing.features(),
    ]);
    map.label(at, outcome?.ok ? householdsLabel(context, outcome.value) : '');
  };
  const drop = (): void => {
    drawing.clear();
    count.value = 0;
    map.sketch([]);
    map.label(null, '');
  };
  const finish = (): void => {
    const wanted = operation(drawing.path);
    if (wanted === null || !draft.run(wanted).ok) return;
    if (wanted.operation === 'draw-community') {
      store.select({ kind: 'community', id: wanted.parameters.id });
    }
    drop();
  };
  /** A click on the first corner closes the outline. */
  const closes = (): boolean => {
    const path = drawing.pathToPointer;
    return drawing.corners.length > 2 && String(path.at(-1)) === String(path[0]);
  };

  map.cursor('crosshair');
  return {
    hint: computed(() => (count.value < 3 ? FIRST : NEXT)),
    pointer(event) {
      if (event.kind === 'move') {
        drawing.move(event);
        show(event.position);
        return false;
      }
      if (event.kind === 'leave') {
        drawing.leave();
        show(null);
        return false;
      }
      if (event.kind === 'double-click') {
        if (!drawing.isEmpty) finish();
        return true;
      }
      if (event.kind !== 'click') return false;
      drawing.move(event);
      if (closes() || !drawing.click(event)) finish();
      count.value = drawing.corners.length;
      show(event.position);
      return true;
    },
    key({ key }) {
      if (drawing.isEmpty) return false;
      if (key === 'Enter') finish();
      else if (key === 'Backspace') {
        drawing.back();
        count.value = drawing.corners.length;
        show(null);
      } else if (key === 'Escape') drop();
      else return false;
      return true;
    },
    end: drop,
  };
}

const FIRST: Message = {
  zh: '逐点单击画出新社区的范围，会沿道路走；Alt 画直线。',
  en: 'Click the outline of the new community; it follows roads, Alt for straight lines.',
};
const NEXT: Message = {
  zh: '单击起点、双击或按 Enter 闭合；Backspace 退一点，Esc 取消。',
  en: 'Click the first point, double-click or press Enter to close; Backspace one back, Esc to drop.',
};
