import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Message } from '../coverage/types.ts';
import { doubtShape } from './shape-doubt.ts';

/** Two states as far as they can be compared, and what of them cannot. */
export interface ComparableStates {
  /** Aligned with the states given; without the shapes that cannot be used. */
  before: CommunityInput[];
  after: CommunityInput[];
  /** Ids of communities whose ground is unknown before, or after. */
  unknownBefore: ReadonlySet<string>;
  unknownAfter: ReadonlySet<string>;
  /** What is not compared, or may be compared wrongly, and why. */
  notes: Message[];
}

/** Takes out shapes that would be taken for ground of no community, and says so. */
export function comparableStates(
  before: readonly CommunityInput[],
  after: readonly CommunityInput[],
): ComparableStates {
  const notes: Message[] = [];
  const read = (state: readonly CommunityInput[], when: Message) => {
    const unknown = new Set<string>();
    const usable = state.map((community): CommunityInput => {
      const doubt = doubtShape(community);
      if (doubt === null) return community;
      const { zh, en } = nameOf(community);
      const { kind, why } = doubt;
      if (kind === 'invalid') {
        notes.push({
          zh: `${when.zh}${zh}的图形无效，有关文字未必可靠：${why.zh}`,
          en: `the shape of ${en} ${when.en} is invalid, and what is said of it may be wrong: ${why.en}`,
        });
        return community;
      }
      unknown.add(community.id);
      notes.push({
        zh: `${when.zh}${zh}的范围不明，未作比较：${why.zh}`,
        en: `the ground of ${en} ${when.en} is unknown and is not compared: ${why.en}`,
      });
      return { ...community, geometry: null };
    });
    return { usable, unknown };
  };
  const old = read(before, { zh: '调整前', en: 'before' });
  const now = read(after, { zh: '调整后', en: 'after' });
  return {
    before: old.usable,
    after: now.usable,
    unknownBefore: old.unknown,
    unknownAfter: now.unknown,
    notes,
  };
}
