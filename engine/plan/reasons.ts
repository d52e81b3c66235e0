import { lengthText } from '../coverage/format-figures.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { Message, Position } from '../coverage/types.ts';
import type { PlanState, Reason } from './types.ts';

/** What a community of the plan is called; an id that it does not know stands for itself. */
export const nameIn = ({ communities }: PlanState, id: string): Message =>
  nameOf(communities.get(id) ?? { id });

/** Names for a text: “东湖社区”“西溪社区”等 5 个社区. */
export function namesIn(plan: PlanState, ids: readonly string[]): Message {
  const shown = ids.slice(0, 3).map((id) => nameIn(plan, id));
  const more = ids.length - shown.length;
  return {
    zh: `${shown.map(({ zh }) => `“${zh}”`).join('、')}${more > 0 ? `等 ${ids.length} 个社区` : ''}`,
    en: `${shown.map(({ en }) => en).join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
  };
}

/** A reason with what belongs to it. */
export const reason = (
  code: string,
  message: Message,
  more: { location?: Position; communities?: readonly string[] } = {},
): Reason => ({ code, message, ...more });

/** The first of the communities that the plan has not, as a reason. */
export function findUnknown(plan: PlanState, ids: readonly string[]): Reason | null {
  const id = ids.find((one) => !plan.communities.has(one));
  if (id === undefined) return null;
  return reason(
    'unknown-community',
    {
      zh: `方案中没有编号为“${id}”的社区；可能已被撤并，请重新选择。`,
      en: `The plan has no community with the id ${id}: it may have been merged or abolished. Choose another.`,
    },
    { communities: [id] },
  );
}

/** An id for a new community that is taken already. */
export function findTaken(plan: PlanState, ids: readonly string[]): Reason | null {
  const id = ids.find((one, i) => plan.communities.has(one) || ids.indexOf(one) < i);
  if (id === undefined) return null;
  return reason(
    'id-taken',
    {
      zh: `编号“${id}”已被使用，请为新社区另取编号。`,
      en: `The id ${id} is taken. Give the new community another one.`,
    },
    { communities: [id] },
  );
}

export const NOTHING_CHANGES = (communities: readonly string[] = []): Reason =>
  reason(
    'nothing-changes',
    {
      zh: '这一操作不会带来任何变化：所选范围已经如此。请换一处范围或目标。',
      en: 'This would change nothing: it is so already. Choose other ground or another community.',
    },
    { communities },
  );

export const tooTangled = (why: string): Reason =>
  reason('too-tangled', {
    zh: `此处的边界层层交叠，无法运算（${why}）。请先解决重叠，或缩小范围。`,
    en: `Borders lie on one another here so often that it cannot be worked out (${why}). Resolve the overlaps first, or choose a smaller range.`,
  });

export const missesBy = (metres: number): Message => lengthText(metres);
