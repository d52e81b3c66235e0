import type { Message } from '#engine/coverage/types.ts';
import { CHARACTERS } from '#engine/propose/suggest/explain-draft.ts';
import type { RuleVerdict, ScorePart, Suggestion } from '#engine/propose/suggest/types.ts';
import { printable } from '../printable.ts';
import { padEndWidth, padStartWidth } from '../report/display-width.ts';
import { groupedText, plural, secondsText } from '../report/figures.ts';
import type { SuggestReport } from './suggest-report.ts';

type Language = keyof Message;

const KINDS: Readonly<Record<string, Message>> = {
  merge: { zh: '合并方案', en: 'Merges' },
  split: { zh: '拆分方案', en: 'Splits' },
  transfer: { zh: '划转方案', en: 'Transfers' },
  repair: { zh: '修复方案', en: 'Repairs' },
  replan: { zh: '重新划分方案', en: 'Replans' },
};

const PARTS: Readonly<Record<string, Message>> = {
  'new-border': { zh: '新边界', en: 'new border' },
  'moved-households': { zh: '改属的住户', en: 'households moved' },
  'size-band': { zh: '户数偏离', en: 'off the size band' },
  compactness: { zh: '形状', en: 'shape' },
  'shape-rules': { zh: '不合规的形状和边界', en: 'shape rules missed' },
  'service-distance': { zh: '服务距离', en: 'service distance' },
  'units-cut': { zh: '切开的地块', en: 'units cut' },
};

/** The report for people at a terminal: every suggestion with its reasons, then what could not be done. */
export function writeSuggestText(report: SuggestReport, language: Language): string {
  const { result, kind, source, elapsedMilliseconds } = report;
  const zh = language === 'zh';
  const file = printable(source.communities ?? source.units ?? source.boundary ?? '');
  const count = result.suggestions.length;
  const lines = [
    zh ? `${KINDS[kind]!.zh}：${file}` : `${KINDS[kind]!.en} for ${file}`,
    zh
      ? `${count} 个方案 · ${secondsText(elapsedMilliseconds).zh}`
      : `${plural(count, 'suggestion')} · ${secondsText(elapsedMilliseconds).en}`,
    ...result.suggestions.flatMap((suggestion, i) => [
      '',
      ...describe(suggestion, i + 1, language),
    ]),
  ];
  const sections: [string, string[]][] = [
    [
      zh ? '没有方案' : 'Not feasible',
      result.infeasible.map(({ message, nearest }) =>
        nearest === null
          ? message[language]
          : `${message[language]}${zh ? '' : ' '}${nearest[language]}`,
      ),
    ],
    [zh ? '舍去' : 'Dropped', unique(result.dropped.map((message) => message[language]))],
    [zh ? '说明' : 'Assumed', result.assumptions.map((message) => message[language])],
  ];
  for (const [title, items] of sections) {
    if (items.length > 0) lines.push('', title, ...items.map((item) => `  ${printable(item)}`));
  }
  return `${lines.join('\n')}\n`;
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

function describe(suggestion: Suggestion, rank: number, language: Language): string[] {
  const zh = language === 'zh';
  const { character, score, explanation, missed, satisfied, unchecked } = suggestion;
  const aim = CHARACTERS[character]?.[language] ?? character;
  return [
    zh ? `${rank}. ${aim}（${suggestion.id}）` : `${rank}. ${aim} (${suggestion.id})`,
    `  ${printable(explanation[language])}`,
    ...scoreLines(score, language),
    zh
      ? `  满足 ${satisfied.length} 条规则，未满足 ${count(missed)} 条，未能检查 ${count(unchecked)} 条`
      : `  ${plural(satisfied.length, 'rule')} met, ${count(missed)} missed, ${count(unchecked)} not checked`,
    ...missed.map(
      ({ rule, clause, message }) =>
        `    ${rule}${clause === '' ? '' : zh ? `（${clause}）` : ` (${clause})`} ${printable(message[language])}`,
    ),
  ];
}

/** Several findings of one rule are one rule that is missed. */
const count = (verdicts: readonly RuleVerdict[]): number =>
  new Set(verdicts.map(({ rule }) => rule)).size;

function scoreLines({ total, parts }: Suggestion['score'], language: Language): string[] {
  const zh = language === 'zh';
  const rows = [
    ...parts.map((part): [string, number, string] => [
      PARTS[part.id]?.[language] ?? part.id,
      part.value,
      figures(part),
    ]),
  ];
  return [
    `  ${padEndWidth(zh ? '得分（越小越好）' : 'score (less is better)', 24)}${padStartWidth(groupedText(total, 1), 10)}`,
    ...rows.map(
      ([name, value, note]) =>
        `    ${padEndWidth(name, 22)}${padStartWidth(groupedText(value, 1), 10)}   ${note}`,
    ),
  ];
}

const figures = ({ figures: known }: ScorePart): string =>
  Object.entries(known)
    .map(([name, value]) => `${name} ${Number(value.toFixed(3))}`)
    .join(', ');
