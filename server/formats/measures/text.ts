import { classText } from '#engine/barriers/prepare/notes.ts';
import { BARRIER_CLASSES } from '#engine/barriers/types.ts';
import { listText } from '#engine/coverage/format-figures.ts';
import type { Message } from '#engine/coverage/types.ts';
import type { Measure } from '#engine/measure/types.ts';
import { printable } from '../printable.ts';
import { displayWidth, fitWidth, padEndWidth, padStartWidth } from '../report/display-width.ts';
import { groupedText } from '../report/figures.ts';
import { figureText, unitText } from './figure-text.ts';
import {
  communitiesOf,
  type MeasuredCommunity,
  type MeasureReport,
  measuresOf,
  partsOfMeasure,
} from './measure-report.ts';

/** A table wider than this goes on in another one, columns on a terminal. */
const WIDEST = 100;
const LONGEST_NAME = 28;
/** A head wider than this goes on in a line below. */
const HEAD_WIDTH = 16;
const GAP = '  ';

/** A column of a table: its heads, and a cell for each community. */
interface Column {
  heads: string[];
  cells: string[];
}

/** Measures as tables for people, one row a community; then what is missing and why, and how figures were taken. */
export function writeMeasureText(report: MeasureReport): string {
  const { language } = report;
  const zh = language === 'zh';
  const communities = communitiesOf(report);
  const measures = measuresOf(report);
  const labels = communities.map(({ name }) => fitWidth(printable(name[language]), LONGEST_NAME));
  const file = report.file === '-' ? (zh ? '标准输入' : 'standard input') : printable(report.file);
  const lines = [
    zh
      ? `${file} 的指标：${communities.length} 个社区`
      : `Measures of ${file}: ${communities.length} ${communities.length === 1 ? 'community' : 'communities'}`,
    ...tables(
      labels,
      measures.map((measure) => measureColumn(measure, communities, language)),
      zh ? '社区' : 'community',
    ),
    ...measures.flatMap((measure) => partsTable(measure, communities, labels, language)),
    ...remarks(measures, communities, language),
  ];
  return `${lines.join('\n')}\n`;
}

const measureColumn = (
  { id, name, unit }: Measure,
  communities: readonly MeasuredCommunity[],
  language: keyof Message,
): Column => ({
  heads: [...headLines(language === 'zh' ? name.zh : id), unitText(unit)[language]],
  cells: communities.map(({ results }) => figureText(results[id], unit)),
});

/** A long head in lines: broken at spaces, after hyphens, or in even parts. */
function headLines(head: string): string[] {
  const lines: string[] = [];
  for (const word of head.split(' ')) {
    const joined = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && displayWidth(joined) <= HEAD_WIDTH) lines[lines.length - 1] = joined;
    else lines.push(...wordLines(word));
  }
  return lines;
}

function wordLines(word: string): string[] {
  const parts = Math.ceil(displayWidth(word) / HEAD_WIDTH);
  if (parts === 1) return [word];
  const letters = [...word];
  const size = Math.ceil(letters.length / parts);
  const pieces = word.includes('-')
    ? (word.match(/[^-]+-?/g) ?? [])
    : Array.from({ length: parts }, (_, i) => letters.slice(i * size, (i + 1) * size).join(''));
  const lines = [''];
  for (const piece of pieces) {
    const line = lines.at(-1)! + piece;
    if (line === piece || (word.includes('-') && displayWidth(line) <= HEAD_WIDTH)) {
      lines[lines.length - 1] = line;
    } else lines.push(piece);
  }
  return lines;
}

/** As many columns in each table as fit; heads stand on one floor, the unit lowest. */
function tables(labels: readonly string[], given: readonly Column[], corner: string): string[] {
  const storeys = Math.max(...given.map(({ heads }) => heads.length));
  const columns = given.map(({ heads, cells }) => ({
    heads: [...Array.from({ length: storeys - heads.length }, () => ''), ...heads],
    cells,
  }));
  const labelWidth = Math.max(...[...labels, corner].map(displayWidth));
  const widthOf = ({ heads, cells }: Column): number =>
    Math.max(...[...heads, ...cells].map(displayWidth));
  const lines: string[] = [];
  let from = 0;
  while (from < columns.length) {
    let to = from;
    let width = labelWidth;
    while (to < columns.length) {
      width += GAP.length + widthOf(columns[to]!);
      if (width > WIDEST && to > from) break;
      to++;
    }
    const shown = columns.slice(from, to);
    const row = (label: string, pick: (column: Column) => string): string =>
      [
        padEndWidth(label, labelWidth),
        ...shown.map((column) => padStartWidth(pick(column), widthOf(column))),
      ]
        .join(GAP)
        .trimEnd();
    lines.push('');
    const floors = Array.from({ length: storeys }, (_, i) => i).filter((i) =>
      shown.some(({ heads }) => heads[i] !== ''),
    );
    floors.forEach((i, floor) => {
      lines.push(row(floor === floors.length - 1 ? corner : '', ({ heads }) => heads[i]!));
    });
    lines.push(...labels.map((label, i) => row(label, ({ cells }) => cells[i]!)));
    from = to;
  }
  return lines;
}

/** A class of barrier in the reader's language. */
function partName(part: string): Message {
  if (part === 'none') return { zh: '无', en: 'none' };
  const barrierClass = BARRIER_CLASSES.find((name) => name === part);
  return { zh: barrierClass === undefined ? part : classText(barrierClass).zh, en: part };
}

/** Ratios by part, in percent: the border by class of barrier. */
function partsTable(
  { id, name, unit }: Measure,
  communities: readonly MeasuredCommunity[],
  labels: readonly string[],
  language: keyof Message,
): string[] {
  const parts = unit === 'ratio' ? partsOfMeasure(communities, id) : [];
  if (parts.length === 0) return [];
  const columns = parts.map(
    (part): Column => ({
      heads: [partName(part)[language]],
      cells: communities.map(({ results }) => {
        const result = results[id];
        if (result?.state !== 'known') return '–';
        return `${groupedText((result.parts?.[part] ?? 0) * 100, 1)} %`;
      }),
    }),
  );
  const title = language === 'zh' ? `${name.zh}，分项` : `${id}, its parts`;
  return ['', title, ...tables(labels, columns, language === 'zh' ? '社区' : 'community').slice(1)];
}

/** What is missing and why, estimates, and how figures were taken; each once, with whom it concerns. */
function remarks(
  measures: readonly Measure[],
  communities: readonly MeasuredCommunity[],
  language: keyof Message,
): string[] {
  const missing = new Map<string, MeasuredCommunity[]>();
  const notes = new Map<string, MeasuredCommunity[]>();
  let hasEstimates = false;
  for (const { id } of measures) {
    for (const community of communities) {
      const result = community.results[id];
      if (result === undefined) continue;
      if (result.state === 'missing') add(missing, `${id}: ${result.message[language]}`, community);
      else if (result.note !== undefined) add(notes, `${id}: ${result.note[language]}`, community);
      if (result.state === 'known' && result.estimated === true) hasEstimates = true;
    }
  }
  const zh = language === 'zh';
  const section = (title: string, groups: Map<string, MeasuredCommunity[]>): string[] =>
    groups.size === 0
      ? []
      : [
          '',
          title,
          ...[...groups].map(([text, who]) => {
            const names = listText(
              who.map(({ name }) => name),
              3,
            )[language];
            const whom =
              who.length === communities.length
                ? zh
                  ? `全部 ${who.length} 个社区`
                  : `all ${who.length} communities`
                : names;
            return `  - ${printable(text)} ${zh ? '——' : '–'} ${printable(whom)}`;
          }),
        ];
  return [
    ...section(zh ? '缺（–）' : 'Missing (–)', missing),
    ...section(zh ? '说明' : 'Notes', notes),
    ...(hasEstimates ? ['', zh ? '* 估计值' : '* an estimate'] : []),
  ];
}

function add<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}
