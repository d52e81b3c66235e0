import type { Message, Position } from '#engine/coverage/types.ts';
import type { Operation, Reason } from '#engine/plan/types.ts';
import { communityAt } from './ground.ts';
import { startLine } from './line-session.ts';
import { newCommunities } from './new-names.ts';
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
  const { draft, store } = context;
  let divided: string | null = null;

  /** How many new communities there will be is known when the line is: nearly always one. */
  const named = (community: string, line: readonly Position[], count: number): Operation => ({
    operation: 'split-by-line',
    parameters: {
      community,
      line,
      parts: newCommunities(draft.state.peek(), community, count),
    },
  });

  return startLine(context, {
    least: 2,
    /** The community that most of the line lies in. */
    operations(path) {
      const state = draft.state.peek();
      divided = mostlyIn(path, (at) => communityAt(state, at)?.id ?? null);
      if (divided === null || path.length < 2) return null;
      return [named(divided, path, 1)];
    },
    unfinished: OUTSIDE,
    side: () => divided,
    hint: (clicks) => (clicks === 0 ? FIRST : NEXT),
    done({ put }) {
      const [first] = put;
      // Further parts of one line got an id alone: they are named like the first.
      const nameless = put.filter(({ name, nameEn }) => name === undefined && nameEn === undefined);
      for (const { id } of nameless) {
        const [made] = newCommunities(draft.state.peek(), divided ?? id, 1);
        if (made?.name === undefined) continue;
        draft.run({ operation: 'set-attributes', parameters: { community: id, name: made.name } });
      }
      if (divided !== null) store.select({ kind: 'community', id: divided });
      else if (first !== undefined) store.select({ kind: 'community', id: first.id });
    },
  });
}

/** Segments that are looked at, of however many. */
const MOST_LOOKS = 24;

/** The community that the larger number of the middles of a line's segments lies in. */
function mostlyIn(
  path: readonly Position[],
  communityOf: (at: Position) => string | null,
): string | null {
  const counts = new Map<string, number>();
  const stride = Math.max(1, Math.ceil(path.length / MOST_LOOKS));
  for (let i = 1; i < path.length; i += stride) {
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
  zh: '从要拆分的社区的边界开始单击，沿道路逐个路口点到对面的边界。按住 Alt 画直线。',
  en: 'Click on the border of the community to be split, then corner by corner along roads to its other side. Alt: straight line.',
};
const NEXT: Message = {
  zh: '继续单击，到对面的边界后再次单击终点或按 Enter 完成。',
  en: 'Go on clicking; at the other side click the last point again or press Enter.',
};
const OUTSIDE: Reason = {
  code: 'outside',
  message: {
    zh: '这条线不在任何社区内。请穿过要拆分的社区画线。',
    en: 'The line is in no community. Draw it across the community to be split.',
  },
};
