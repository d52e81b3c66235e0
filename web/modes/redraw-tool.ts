import { computed, signal } from '@preact/signals';
import type { Message, Position } from '#engine/coverage/types.ts';
import type { Operation } from '#engine/plan/types.ts';
import { communityNamed } from './community-name.ts';
import { LineDrawing } from './line-drawing.ts';
import { householdsLabel, outcomeOf, outlinesOf } from './outcome.ts';
import type { Tool, ToolContext, ToolSession } from './tool.ts';

type Between = readonly [string, string | null];

/** A stretch of a border is drawn anew, along a road with one click a corner; both sides follow. */
export const redrawTool: Tool = {
  id: 'redraw',
  icon: 'M2 13c3-1 2-5 5-6s3-3 7-4 M11 3h3v3',
  name: { zh: '重画边界', en: 'Redraw' },
  key: 'r',
  disabled: () => null,
  start: startRedrawing,
};

function startRedrawing(context: ToolContext): ToolSession {
  const { draft, map, store } = context;
  const drawing = new LineDrawing(context);
  const between = signal<Between | null>(null);
  const count = signal(0);
  const notice = signal<Message | null>(null);

  const operation = (path: readonly Position[]): Operation | null => {
    const sides = drawing.sharedSides() ?? between.peek();
    if (sides === null || path.length < 2) return null;
    return { operation: 'reshape-border', parameters: { between: sides, path } };
  };
  const show = (at: Position | null): void => {
    const wanted = operation(drawing.pathToPointer);
    const outcome = wanted === null ? null : outcomeOf(context, wanted);
    map.sketch([...(outcome?.ok ? outlinesOf(outcome.value) : []), ...drawing.features()]);
    map.label(at, outcome?.ok ? householdsLabel(context, outcome.value) : '');
  };
  const drop = (): void => {
    drawing.clear();
    between.value = null;
    count.value = 0;
    notice.value = null;
    map.sketch([]);
    map.label(null, '');
  };
  const finish = (): void => {
    const wanted = operation(drawing.path);
    if (wanted !== null && draft.run(wanted).ok) drop();
  };

  map.cursor('crosshair');
  return {
    hint: computed(() => {
      const sides = between.value;
      if (notice.value !== null) return notice.value;
      if (sides === null) return FIRST;
      const state = draft.state.value;
      const [a, b] = sides;
      const [one, other] = [communityNamed(state, a), b === null ? null : communityNamed(state, b)];
      return {
        zh: `正在重画“${one.zh}”${other === null ? '的外侧边界' : `与“${other.zh}”的边界`}：逐个路口单击，点回这条边界后双击或按 Enter 完成。`,
        en: `Redrawing ${other === null ? `the outer border of ${one.en}` : `the border of ${one.en} and ${other.en}`}: click corner by corner, back onto this border, then double-click or Enter.`,
      };
    }),
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
      if (drawing.isEmpty) {
        drawing.click(event);
        const sides = sidesOf(drawing.corners[0]?.communities ?? [], store.selection.peek());
        if (sides === null) {
          drawing.clear();
          notice.value = NOT_ON_BORDER;
        } else {
          notice.value = null;
          between.value = sides;
        }
      } else if (!drawing.click(event)) finish();
      count.value = drawing.corners.length;
      show(event.position);
      return true;
    },
    key({ key }) {
      if (drawing.isEmpty) return false;
      if (key === 'Enter') finish();
      else if (key === 'Backspace') {
        drawing.back();
        if (drawing.isEmpty) drop();
        show(null);
      } else if (key === 'Escape') drop();
      else return false;
      return true;
    },
    end: drop,
  };
}

/** The two sides of the border that was clicked; at a junction of several the selected community is one of them. */
function sidesOf(
  communities: readonly string[],
  selection: { kind: string; id: string } | null,
): Between | null {
  const chosen = selection?.kind === 'community' ? selection.id : null;
  const ordered =
    chosen !== null && communities.includes(chosen)
      ? [chosen, ...communities.filter((id) => id !== chosen)]
      : communities;
  const [a, b = null] = ordered;
  return a === undefined ? null : [a, b];
}

const FIRST: Message = {
  zh: '单击要重画的边界上的起点。',
  en: 'Click the border where the new course begins.',
};
const NOT_ON_BORDER: Message = {
  zh: '这里没有社区边界。请单击要重画的边界。',
  en: 'There is no border here. Click the border that is to be redrawn.',
};
