import type { Message } from '../../coverage/types.ts';
import type { Draft } from './draft.ts';
import { type Ground, householdsOf } from './ground.ts';
import { bandText, householdText } from './texts.ts';
import type { Infeasible, SuggestionKind } from './types.ts';

/** Why there are no suggestions, or not all, where no single community is the reason. */

export const CUT_SHORT: Message = {
  zh: '搜索在完成之前被中止（时限或取消）：可能还有更好的方案，没有列出的也不等于不可行。',
  en: 'The search was stopped before it was done (time limit or cancelled): there may be better suggestions, and what is not listed may be possible all the same.',
};

export const stoppedBefore = (kind: SuggestionKind): Infeasible => ({
  cause: 'stopped',
  communities: [],
  units: [],
  message: {
    zh: `搜索被中止时还没有找到${KIND_WORDS[kind].zh}方案；请放宽时限。`,
    en: `No ${KIND_WORDS[kind].en} had been found when the search was stopped: give it more time.`,
  },
  nearest: null,
});

/** No number of communities fits the households of all units. */
export function noneFits(ground: Ground, kind: SuggestionKind): Infeasible {
  const total = householdText(householdsOf(ground, ground.units.keys()), false);
  const band = bandText(ground.bounds.hard);
  return {
    cause: 'no-number-of-parts',
    communities: [],
    units: [],
    message: {
      zh: `没有可行的${KIND_WORDS[kind].zh}方案：全部地块共 ${total} 户，分不成每个 ${band.zh} 户的社区。`,
      en: `No ${KIND_WORDS[kind].en} is feasible: all units together have ${total} households, of which no number of communities of ${band.en} each can be made.`,
    },
    nearest: null,
  };
}

export const allDropped = ({ kind, communities }: Draft): Infeasible => ({
  cause: 'rule-broken',
  communities: communities.map(({ id }) => id),
  units: [],
  message: {
    zh: `找到的${KIND_WORDS[kind].zh}方案都会违反强制性规则，已舍去（见“舍去”，dropped）。`,
    en: `Every ${KIND_WORDS[kind].en} that was found would break a rule of severity error, and was dropped (see “dropped”).`,
  },
  nearest: null,
});

const KIND_WORDS: Readonly<Record<SuggestionKind, Message>> = {
  merge: { zh: '合并', en: 'merge' },
  split: { zh: '拆分', en: 'split' },
  transfer: { zh: '划转', en: 'transfer' },
  repair: { zh: '修复', en: 'repair' },
  replan: { zh: '重新划分', en: 'replan' },
};

export const nothingToDo = (kind: SuggestionKind): Infeasible => ({
  cause: 'nothing-to-do',
  communities: [],
  units: [],
  message: {
    zh: `按所用政策，没有需要${KIND_WORDS[kind].zh}的社区；可以指定社区。`,
    en: `By the policy no community is in need of a ${KIND_WORDS[kind].en}; name one as a target to have it looked at all the same.`,
  },
  nearest: null,
});
