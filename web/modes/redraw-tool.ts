import { signal } from '@preact/signals';
import type { Message } from '#engine/coverage/types.ts';
import type { Reason } from '#engine/plan/types.ts';
import { communityNamed } from './community-name.ts';
import { startLine } from './line-session.ts';
import { lockedReason } from './locks.ts';
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
  const { draft, store } = context;
  const between = signal<Between | null>(null);

  return startLine(context, {
    least: 2,
    begin({ communities, position }) {
      const sides = sidesOf(communities, store.selection.peek());
      if (sides === null) return NOT_ON_BORDER;
      const locked = sides.find((id) => id !== null && store.planner.locked.peek().has(id));
      // At a junction another pair may be meant.
      if (locked != null && communities.length < 3)
        return lockedReason(draft.state.peek(), locked, position);
      between.value = sides;
      return null;
    },
    operations(path, drawing) {
      const shared = drawing.sharedSides();
      if (shared !== null && String(shared) !== String(between.peek())) between.value = shared;
      const sides = between.peek();
      if (sides === null || path.length < 2) return null;
      return [{ operation: 'reshape-border', parameters: { between: sides, path } }];
    },
    unfinished: TOO_SHORT,
    side() {
      const selection = store.selection.peek();
      const sides = between.peek();
      const chosen = selection?.kind === 'community' && sides?.includes(selection.id);
      return chosen ? (selection?.id ?? null) : (sides?.[0] ?? null);
    },
    hint(clicks) {
      const sides = between.value;
      if (sides === null || clicks === 0) return FIRST;
      const state = draft.state.value;
      const [a, b] = sides;
      const one = communityNamed(state, a);
      const other = b === null ? null : communityNamed(state, b);
      return {
        zh: `重画“${one.zh}”${other === null ? '的外侧边界' : `与“${other.zh}”的边界`}：沿道路逐个路口单击，回到这条边界后再次单击或按 Enter 完成。`,
        en: `${other === null ? `The outer border of ${one.en}` : `The border of ${one.en} and ${other.en}`}: click corner by corner, back onto it, then click again or press Enter.`,
      };
    },
    dropped() {
      between.value = null;
    },
  });
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
  zh: '单击要重画的边界，从这里开始画新的走向。按住 Alt 画直线。',
  en: 'Click the border where its new course begins. Alt: straight line.',
};
const NOT_ON_BORDER: Reason = {
  code: 'not-on-border',
  message: {
    zh: '这里没有社区边界。请单击要重画的边界。',
    en: 'There is no border here. Click the border that is to be redrawn.',
  },
};
const TOO_SHORT: Reason = {
  code: 'too-short',
  message: {
    zh: '新的走向至少要有两个点，起点和终点都在这条边界上。',
    en: 'The new course needs two points at least, its ends on the border.',
  },
};
