import { computed, signal } from '@preact/signals';
import type { Message, Position } from '#engine/coverage/types.ts';
import type { Operation } from '#engine/plan/types.ts';
import { communityAt } from './ground.ts';
import { LineDrawing } from './line-drawing.ts';
import { householdsLabel, outcomeOf } from './outcome.ts';
import type { Tool, ToolContext, ToolSession } from './tool.ts';

/** A line drawn across a community divides it. */
export const splitLineTool: Tool = {
  id: 'split-line',
  icon: 'M2 4h12v8H2z M9.5 2L6 14',
  name: { zh: '沿线拆分', en: 'Split' },
  key: 's',
  disabled: () => null,
  start: startSplitting,
};

function startSplitting(context: ToolContext): ToolSession {
  const { draft, map, store } = context;
  const drawing = new LineDrawing(context);
  const count = signal(0);
  const refusal = signal<Message | null>(null);

  /** The community that most of the line lies in. */
  const operation = (path: readonly Position[]): Operation | null => {
    const community = mostlyIn(path, (at) => communityAt(draft.state.peek(), at)?.id ?? null);
    if (community === null || path.length < 2) return null;
    return { operation: 'split-by-line', parameters: { community, line: path } };
  };
  const show = (at: Position | null): void => {
    map.sketch(drawing.features());
    const wanted = drawing.isEmpty ? null : operation(drawing.pathToPointer);
    const outcome = wanted === null ? null : outcomeOf(context, wanted);
    map.label(at, outcome?.ok ? householdsLabel(context, outcome.value) : '');
  };
  const drop = (): void => {
    drawing.clear();
    count.value = 0;
    refusal.value = null;
    map.sketch([]);
    map.label(null, '');
  };
  const finish = (): void => {
    const wanted = operation(drawing.path);
    if (wanted === null) {
      refusal.value = OUTSIDE;
      return;
    }
    const tried = draft.run(wanted);
    if (!tried.ok) return;
    const made = wanted.operation === 'split-by-line' ? wanted.parameters.community : null;
    if (made !== null) store.select({ kind: 'community', id: made });
    drop();
  };

  map.cursor('crosshair');
  return {
    hint: computed(() => refusal.value ?? (count.value === 0 ? FIRST : NEXT)),
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
      if (event.kind === 'click') {
        refusal.value = null;
        if (!drawing.click(event)) finish();
        else count.value = drawing.corners.length;
        show(event.position);
        return true;
      }
      if (event.kind === 'double-click') {
        if (!drawing.isEmpty) finish();
        return true;
      }
      return false;
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

/** The community that the larger number of the middles of a line's segments lies in. */
function mostlyIn(
  path: readonly Position[],
  communityOf: (at: Position) => string | null,
): string | null {
  const counts = new Map<string, number>();
  for (let i = 1; i < path.length; i++) {
    const [a, b] = [path[i - 1]!, path[i]!];
    for (const share of [0.25, 0.5, 0.75]) {
      const at = a.map((value, axis) => value + share * ((b[axis] ?? value) - value));
      const id = communityOf(at);
      if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  return best?.[0] ?? null;
}

const FIRST: Message = {
  zh: '从社区边界的一侧开始单击，沿道路逐个路口点到另一侧；Alt 画直线。',
  en: 'Click on one side of a community’s border, then corner by corner along roads to the other side; Alt for a straight line.',
};
const NEXT: Message = {
  zh: '继续单击；再次单击终点、双击或按 Enter 完成，Backspace 退一点，Esc 取消。',
  en: 'Go on clicking; click the last point again, double-click or press Enter to finish; Backspace one back, Esc to drop.',
};
const OUTSIDE: Message = {
  zh: '这条线不在任何社区内。请穿过要拆分的社区画线。',
  en: 'The line is in no community. Draw it across the community to be split.',
};
