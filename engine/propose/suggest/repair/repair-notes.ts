import type { Message } from '../../../coverage/types.ts';
import type { Infeasible, RuleVerdict, SuggestInput } from '../types.ts';
import type { ScoredOption } from './repair-finding.ts';

/** What is said beside the repairs: what was left out, and why. */

export const NOTHING_TO_DO: Infeasible = {
  cause: 'nothing-to-do',
  communities: [],
  units: [],
  message: {
    zh: '没有需要修复的空白或重叠。',
    en: 'There is no gap or overlap to repair.',
  },
  nearest: null,
};

export const wholeBroken = ({ rule, communities, message }: RuleVerdict): Infeasible => ({
  cause: 'rule-broken',
  communities,
  units: [],
  message: {
    zh: `整体修复会带来新的问题（${rule}），未予采用：${message.zh}`,
    en: `The repair of the whole would bring a new fault (${rule}), so there is none: ${message.en}`,
  },
  nearest: null,
});

export const sliversText = (count: number): Message => ({
  zh: `${count} 处细缝（窄于 5 米）没有单独的方案，在整体修复中一并处理；指定社区（targets）可逐一查看。`,
  en: `${count} ${count === 1 ? 'sliver' : 'slivers'} (narrower than 5 m) have no suggestions of their own and are mended with the whole; name communities as targets to see them one by one.`,
});

export const tooManyText = (shown: number, all: number): Message => ({
  zh: `空白和重叠共 ${all} 处，只给出面积最大的 ${shown} 处的单独方案；其余见整体修复，或指定社区（targets）。`,
  en: `There are ${all} gaps and overlaps; the ${shown} that come first have suggestions of their own. The others are mended with the whole; name communities as targets to see them.`,
});

export const stoppedText = (count: number): Message => ({
  zh: `提前中止：还有 ${count} 处没有比较。`,
  en: `Stopped early: ${count} ${count === 1 ? 'finding was' : 'findings were'} not looked at.`,
});

export function cutText({ finding, option, cuts }: ScoredOption): Message {
  const [first] = cuts;
  const name = first?.name ?? first?.nameEn ?? first?.id ?? '';
  return {
    zh: `舍去 ${finding.id} 的一种修复（${option.character}）：会切开楼盘“${name}”。`,
    en: `Dropped a repair of ${finding.id} (${option.character}): it would cut the estate ${first?.nameEn ?? name}.`,
  };
}

export function brokenText(
  { finding, option }: ScoredOption,
  { errors: [first] }: { errors: readonly RuleVerdict[] },
): Message {
  const why = first?.message ?? { zh: '问题仍在。', en: 'The finding would remain.' };
  const rule = first === undefined ? '' : ` ${first.rule}`;
  return {
    zh: `舍去 ${finding.id} 的一种修复（${option.character}）：${rule.trim()}：${why.zh}`,
    en: `Dropped a repair of ${finding.id} (${option.character}):${rule}: ${why.en}`,
  };
}

/** What the repairs could not look at, as it was not given. */
export function missingMaterial({ units, barriers, estates }: SuggestInput): Message[] {
  const notes: Message[] = [];
  if (barriers.length === 0) {
    notes.push({
      zh: '未提供道路、河流：新边界沿什么不得而知，只能比较长短。',
      en: 'No roads or waters were given: what the borders follow is not known, only how long they are.',
    });
  }
  if (units.length === 0) {
    notes.push({
      zh: '未提供地块：改属的户数和切开的地块没有统计。',
      en: 'No units were given: households that move and units that are cut are not counted.',
    });
  }
  if (estates === undefined) {
    notes.push({
      zh: '未提供楼盘：是否切开楼盘没有检查。',
      en: 'No estates were given: whether one is cut was not looked at.',
    });
  }
  return notes;
}
