import type { Finding, Message } from '#engine/coverage/types.ts';
import { printable } from '../printable.ts';
import { displayWidth, fitWidth, padEndWidth, padStartWidth } from './display-width.ts';
import {
  countSeverities,
  figuresText,
  groupedText,
  placeText,
  secondsText,
  severitiesText,
} from './figures.ts';
import { apartFromNotes, notesTitle } from './policy-notes.ts';
import { communityLabel, namesById, type ReportInput } from './report-input.ts';
import { kindName } from './rule-help.ts';
import { headline, type SummaryRow, structureLine, summaryRows } from './summary-rows.ts';

export interface TextReportOptions {
  /** Colours for a terminal (ANSI escapes). Default: none. */
  colour?: boolean;
}

type Paint = (style: keyof typeof STYLES, text: string) => string;
const STYLES = { bold: '1', dim: '2', error: '31', warning: '33', info: '36', good: '32' } as const;

/** The full wording of a rule stands with its findings and in the policy. */
const LONGEST_REMARK = 72;

const SEVERITY: Record<Finding['severity'], Message> = {
  error: { zh: '错误', en: 'error' },
  warning: { zh: '警告', en: 'warning' },
  info: { zh: '提示', en: 'note' },
};

/** The report for people at a terminal: summary, assumptions, findings one by one, verdict. */
export function writeTextReport(input: ReportInput, options: TextReportOptions = {}): string {
  const paint: Paint = options.colour
    ? (style, text) => `\u001b[${STYLES[style]}m${text}\u001b[0m`
    : (_style, text) => text;
  const { language, result } = input;
  const inLanguage = (message: Message): string => printable(message[language]);
  const zh = language === 'zh';
  const file =
    input.source.file === '-' ? (zh ? '标准输入' : 'standard input') : printable(input.source.file);

  const lines = [
    paint('bold', zh ? `覆盖检查：${file}` : `Coverage audit of ${file}`),
    `${inLanguage(headline(input))} · ${secondsText(result.summary.elapsedMilliseconds)[language]}`,
    inLanguage(structureLine(input)),
    ...(input.policy
      ? [
          `${zh ? '政策：' : 'Policy: '}${inLanguage(input.policy.title)}${zh ? '，编号 ' : ' ('}${printable(input.policy.id)}${zh ? '' : ')'}`,
        ]
      : []),
    '',
    ...table(summaryRows(input), language, paint),
  ];
  if (result.assumptions.length > 0) {
    lines.push('', paint('bold', zh ? '假定' : 'Assumed'));
    for (const assumption of result.assumptions) lines.push(`  - ${inLanguage(assumption)}`);
  }
  const { faults, notes } = apartFromNotes(result.findings);
  if (faults.length > 0) {
    lines.push('', paint('bold', zh ? '问题' : 'Findings'));
    const names = namesById(input.communities);
    for (const [index, finding] of faults.entries()) {
      lines.push('', ...findingLines(finding, index + 1, language, names, paint));
    }
  }
  lines.push(...noteLines(notes, language, paint));
  const counts = countSeverities(result.findings);
  const verdict = severitiesText(counts)[language];
  const style = counts.error > 0 ? 'error' : counts.warning > 0 ? 'warning' : 'good';
  lines.push('', paint(style, `${zh ? '结果：' : 'Result: '}${verdict}`));
  return `${lines.join('\n')}\n`;
}

function table(rows: readonly SummaryRow[], language: keyof Message, paint: Paint): string[] {
  const cells = rows.map((row) => ({
    key: row.key,
    label: printable(row.label[language]),
    count: row.count === null ? '–' : groupedText(row.count),
    area: row.area?.[language] ?? '',
    remark: row.remark === null ? '' : fitWidth(printable(row.remark[language]), LONGEST_REMARK),
  }));
  const width = (pick: (cell: (typeof cells)[number]) => string): number =>
    Math.max(...cells.map((cell) => displayWidth(pick(cell))));
  const labels = width((cell) => cell.label);
  const counts = width((cell) => cell.count);
  const areas = width((cell) => cell.area);
  return cells.map((cell) => {
    const line = [
      padEndWidth(cell.label, labels),
      padStartWidth(cell.count, counts),
      padStartWidth(cell.area, areas),
      cell.remark,
    ].join('  ');
    const quiet = cell.count === '0' || cell.count === '–';
    return `  ${quiet ? paint('dim', line.trimEnd()) : line.trimEnd()}`;
  });
}

function findingLines(
  finding: Finding,
  number: number,
  language: keyof Message,
  names: ReadonlyMap<string, string>,
  paint: Paint,
): string[] {
  const indent = '     ';
  const kind = finding.kind === 'policy' ? finding.rule : kindName(finding.kind)[language];
  const communities = finding.communities.map((id) => printable(communityLabel(id, names)));
  const head = [
    paint(finding.severity, SEVERITY[finding.severity][language]),
    paint('bold', printable(kind)),
    shortList(communities, language),
  ].filter((part) => part !== '');
  const facts = [
    figuresText(finding)[language],
    finding.location === null ? '' : placeText(finding.location),
    printable(finding.id),
  ].filter((part) => part !== '');
  return [
    `${`${number}.`.padEnd(4)} ${head.join('  ')}`,
    `${indent}${printable(finding.message[language])}`,
    ...(finding.clause === undefined ? [] : [`${indent}${printable(finding.clause)}`]),
    `${indent}${paint('dim', facts.join(' · '))}`,
  ];
}

/** What a policy could not be checked for, a line each: all of it is about data, and none about a place. */
function noteLines(notes: readonly Finding[], language: keyof Message, paint: Paint): string[] {
  if (notes.length === 0) return [];
  const width = Math.max(...notes.map(({ rule }) => rule.length));
  const [open, close] = language === 'zh' ? ['（', '）'] : [' (', ')'];
  return [
    '',
    paint('bold', notesTitle(notes.length)[language]),
    '',
    ...notes.map(({ rule, message, clause = '' }) => {
      const where = clause === '' ? '' : `${open}${printable(clause)}${close}`;
      return `  ${paint('info', rule.padEnd(width))}  ${printable(message[language])}${where}`;
    }),
  ];
}

/** The message names those that matter; a heading of forty communities helps nobody. */
const MOST_NAMED = 6;

function shortList(communities: readonly string[], language: keyof Message): string {
  const rest = communities.length - MOST_NAMED;
  if (rest <= 0) return communities.join(' | ');
  const more = language === 'zh' ? `另 ${rest} 个` : `${rest} more`;
  return [...communities.slice(0, MOST_NAMED), more].join(' | ');
}
