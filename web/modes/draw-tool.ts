import type { Message } from '#engine/coverage/types.ts';
import type { Reason } from '#engine/plan/types.ts';
import { communityAt } from './ground.ts';
import { startLine } from './line-session.ts';
import { newCommunities } from './new-names.ts';
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
  const { draft, store } = context;
  let made: string | null = null;

  return startLine(context, {
    isRing: true,
    least: 3,
    operations(ring) {
      if (ring.length < 3) return null;
      const state = draft.state.peek();
      const [first] = ring;
      const over = first === undefined ? null : communityAt(state, first);
      const stem = over?.id ?? [...state.communities.keys()][0] ?? 'N';
      const [community] = newCommunities(state, stem, 1);
      if (community === undefined) return null;
      made = community.id;
      const locked = store.planner.locked.peek();
      const from = [...state.communities.keys()].filter((id) => !locked.has(id));
      const coordinates = [[...ring, ...ring.slice(0, 1)].map((at) => [...at])];
      return [
        {
          operation: 'draw-community',
          parameters: {
            ...community,
            geometry: { type: 'Polygon', coordinates },
            ...(locked.size === 0 ? {} : { from }),
          },
        },
      ];
    },
    unfinished: TOO_FEW,
    side: () => made,
    hint: (clicks) => (clicks < 3 ? FIRST : NEXT),
    done() {
      if (made !== null) store.select({ kind: 'community', id: made });
    },
  });
}

const FIRST: Message = {
  zh: '逐个路口单击画出新社区的范围，线会沿道路走。按住 Alt 画直线。',
  en: 'Click the corners of the new community; its outline follows roads. Alt: straight line.',
};
const NEXT: Message = {
  zh: '单击起点或按 Enter 闭合。',
  en: 'Click the first point or press Enter to close.',
};
const TOO_FEW: Reason = {
  code: 'too-few-corners',
  message: {
    zh: '范围至少要有三个角点，请继续单击。',
    en: 'An outline needs three corners at least. Go on clicking.',
  },
};
