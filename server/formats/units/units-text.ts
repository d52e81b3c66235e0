import { BARRIER_CLASSES, type BarrierClass } from '#engine/barriers/types.ts';
import type { Message } from '#engine/coverage/types.ts';
import { graphFacts } from '#engine/graph/graph-facts.ts';
import type { UnitReport } from '#engine/units/types.ts';
import { printable } from '../printable.ts';
import { padEndWidth, padStartWidth } from '../report/display-width.ts';
import { groupedText, largeAreaText, placeText, plural, secondsText } from '../report/figures.ts';
import { householdLines } from './household-lines.ts';
import { neighbourLines } from './neighbour-lines.ts';
import type { UnitsReport } from './units-report.ts';

type Note = UnitReport['notes'][number];

/** Of each kind of note, as many places are shown: the longest or largest. */
const MOST_PLACES = 3;

export const CLASS_NAMES: Readonly<Record<BarrierClass | 'none', Message>> = {
  expressway: { zh: '快速路', en: 'expressway' },
  arterial: { zh: '主干路', en: 'arterial' },
  collector: { zh: '次干路', en: 'collector' },
  local: { zh: '支路', en: 'local' },
  path: { zh: '小路', en: 'path' },
  river: { zh: '河流', en: 'river' },
  canal: { zh: '运河、渠', en: 'canal' },
  railway: { zh: '铁路', en: 'railway' },
  ridge: { zh: '山脊', en: 'ridge' },
  wall: { zh: '围墙', en: 'wall' },
  none: { zh: '不沿任何界线', en: 'along none' },
};

const KIND_NAMES: Readonly<Record<Note['kind'], Message>> = {
  'dropped-class': { zh: '类别不参与划分', en: 'class that does not cut' },
  'dropped-tunnel': { zh: '隧道，略去', en: 'tunnel, left out' },
  'dropped-link': { zh: '匝道，略去', en: 'slip road, left out' },
  outside: { zh: '在范围之外', en: 'outside the area' },
  'merged-carriageway': { zh: '并行车道合为中线', en: 'carriageways merged to one line' },
  'closed-undershoot': { zh: '缺口接上', en: 'undershoot closed' },
  dangling: { zh: '断头，不围成地块', en: 'dangling end, bounds nothing' },
  'centreline-of-water': { zh: '水面取中线', en: 'centreline of a water' },
  'shore-of-water': { zh: '水面取岸线', en: 'shore of a water' },
  'water-by-its-line': { zh: '水面以其水道线代表', en: 'water, by its course' },
  'inside-lake': { zh: '在湖泊水面之中，不切', en: 'inside a lake, does not cut' },
  'dropped-water': { zh: '水面太小，略去', en: 'water too small to bound' },
  'along-outline': { zh: '沿外边界', en: 'along the outline' },
  'merged-duplicate': { zh: '重复的线合一', en: 'duplicate line merged' },
  'trimmed-overshoot': { zh: '出头截去', en: 'overshoot trimmed' },
  invalid: { zh: '图形无效', en: 'invalid shape' },
  'outline-assumed': { zh: '外边界为推定', en: 'outline assumed' },
  'invalid-area': { zh: '范围图形无效', en: 'invalid area' },
  'community-overlap': { zh: '社区重叠', en: 'communities overlap' },
  'community-outside': { zh: '社区超出辖区', en: 'community beyond the jurisdiction' },
  'community-gap': { zh: '不属任何社区', en: 'in no community' },
  'crumb-kept': { zh: '碎块无处可并', en: 'crumb with nowhere to go' },
  'estate-divided': { zh: '楼盘被分开', en: 'estate divided' },
  'estate-unchecked': { zh: '楼盘未能检查', en: 'estate not checked' },
  'estate-outside': { zh: '楼盘在辖区之外', en: 'estate outside' },
  failed: { zh: '未能完成', en: 'failed' },
};

/** The report for people at a terminal. */
export function writeUnitsText(report: UnitsReport, language: keyof Message): string {
  const { set, source, households, isSupplied } = report;
  const zh = language === 'zh';
  const name = printable(source.area);
  const lines = [
    isSupplied
      ? zh
        ? `地块核对：${name}`
        : `Units of ${name}, as supplied`
      : zh
        ? `划分地块：${name}`
        : `Units of ${name}`,
    headline(report)[language],
    '',
    ...borderLines(set.report, language),
    '',
    ...countLines(report, language),
    '',
    ...neighbourLines(graphFacts(set), language),
  ];
  if (households !== null) lines.push('', ...householdLines(households, language));
  const notes = noteLines(set.report.notes, language);
  if (notes.length > 0)
    lines.push('', zh ? '说明' : 'What was done, and what to look at', ...notes);
  return `${lines.join('\n')}\n`;
}

function headline({ set, elapsedMilliseconds }: UnitsReport): Message {
  const { units, areaSquareMetres } = set.report;
  const area = largeAreaText(areaSquareMetres);
  const time = secondsText(elapsedMilliseconds);
  return {
    zh: `${groupedText(units)} 个地块 · ${area.zh} · ${time.zh}`,
    en: `${plural(units, 'unit')} · ${area.en} · ${time.en}`,
  };
}

/** Length of the borders between units by the class that they follow. */
function borderLines(report: UnitReport, language: keyof Message): string[] {
  const zh = language === 'zh';
  const { borderLengthMetres: total, borderLengthByClass } = report;
  const rows = [...BARRIER_CLASSES, 'none' as const].flatMap((name) => {
    const length = borderLengthByClass[name] ?? 0;
    return length === 0 ? [] : [[CLASS_NAMES[name][language], length] as const];
  });
  const width = 18;
  const line = (label: string, length: number): string =>
    `  ${padEndWidth(label, width)}${padStartWidth(kilometres(length), 10)}  ${padStartWidth(percent(total === 0 ? 0 : length / total), 7)}`;
  const title = zh ? '地块之间的界线' : 'Borders between units';
  const share = percent(report.borderShareOnBarriers);
  return [
    zh
      ? `${title}：${kilometres(total)}，其中 ${share} 沿道路、河流等`
      : `${title}: ${kilometres(total)}, ${share} of it along barriers`,
    ...rows.map(([label, length]) => line(label, length)),
  ];
}

const kilometres = (metres: number): string => `${groupedText(metres / 1000, 2)} km`;
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function countLines({ set, isSupplied }: UnitsReport, language: keyof Message): string[] {
  const { barriers, crumbsAbsorbed, crumbAreaSquareMetres, estatesKeptWhole } = set.report;
  const zh = language === 'zh';
  const used = zh
    ? `道路、河流等：${groupedText(barriers.given)} 条，其中 ${groupedText(barriers.used)} 条成为界线`
    : `Barriers: ${groupedText(barriers.given)} given, ${groupedText(barriers.used)} of the lines bound units`;
  if (isSupplied) return [used];
  const crumbs = largeAreaText(crumbAreaSquareMetres)[language];
  const waters = set.units.filter(({ properties }) => properties?.water === true).length;
  return [
    used,
    ...(waters === 0
      ? []
      : [zh ? `水面：${groupedText(waters)} 个地块` : `Water: ${plural(waters, 'unit')}`]),
    zh
      ? `碎块：${groupedText(crumbsAbsorbed)} 块并入相邻地块（${crumbs}）`
      : `Crumbs: ${groupedText(crumbsAbsorbed)} joined to a neighbour (${crumbs})`,
    zh
      ? `楼盘：${groupedText(estatesKeptWhole)} 处为保持完整合并了地块`
      : `Estates: ${groupedText(estatesKeptWhole)} kept whole by joining blocks`,
  ];
}

/** Notes by kind: how many and how much, and the worst with their places. */
function noteLines(notes: readonly Note[], language: keyof Message): string[] {
  const groups = new Map<Note['kind'], Note[]>();
  for (const note of notes) {
    const group = groups.get(note.kind);
    if (group === undefined) groups.set(note.kind, [note]);
    else group.push(note);
  }
  return [...groups].flatMap(([kind, group]) => {
    const size = (note: Note): number => note.lengthMetres || areaOf(note) || 0;
    const worst = [...group].sort((a, b) => size(b) - size(a)).slice(0, MOST_PLACES);
    const more = group.length - worst.length;
    return [
      `  ${padEndWidth(KIND_NAMES[kind][language], 34)}${padStartWidth(groupedText(group.length), 6)}${amount(group, language)}`,
      ...worst.map((note) => `    ${noteText(note, language)}`),
      ...(more === 0 ? [] : [language === 'zh' ? `    另有 ${more} 处` : `    and ${more} more`]),
    ];
  });
}

const areaOf = (note: Note): number | null =>
  'areaSquareMetres' in note ? note.areaSquareMetres : null;

function amount(group: readonly Note[], language: keyof Message): string {
  const length = group.reduce((sum, { lengthMetres }) => sum + lengthMetres, 0);
  if (length > 0) return `  ${padStartWidth(kilometres(length), 10)}`;
  const area = group.reduce((sum, note) => sum + (areaOf(note) ?? 0), 0);
  return area > 0 ? `  ${padStartWidth(largeAreaText(area)[language], 10)}` : '';
}

function noteText({ message, location }: Note, language: keyof Message): string {
  const place = location === null ? '' : ` · ${placeText(location)}`;
  return `${printable(message[language])}${place}`;
}
