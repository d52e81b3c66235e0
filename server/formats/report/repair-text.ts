import { areaText, lengthText } from '#engine/coverage/format-figures.ts';
import { isRepairable } from '#engine/coverage/repair/repair-coverage.ts';
import type { LeftFault, RepairChange } from '#engine/coverage/repair/types.ts';
import type { CoverageKind, Message } from '#engine/coverage/types.ts';
import { printable } from '../printable.ts';
import { displayWidth, padEndWidth, padStartWidth } from './display-width.ts';
import { groupedText, largeAreaText, placeText, plural, secondsText } from './figures.ts';
import type { RepairReport } from './repair-json.ts';
import { communityLabel, namesById } from './report-input.ts';
import { kindName } from './rule-help.ts';

const KINDS: readonly CoverageKind[] = [
  'overlap',
  'gap',
  'outside',
  'non-contiguous',
  'enclave',
  'mismatch',
  'invalid',
  'duplicate',
  'unchecked',
];

/** What the stable words are called in Chinese. */
const ZH_KINDS: Readonly<Record<RepairChange['kind'] | LeftFault['kind'], string>> = {
  'fill-gap': '填补空白',
  'resolve-overlap': '消除重叠',
  'snap-border': '并为一线',
  'join-crumb': '归并碎块',
  'add-vertices': '补折点',
  clip: '裁去',
  'mend-invalid': '改正图形',
  'drop-duplicate': '删除重复',
  'follow-duplicate': '随重复者改动',
  gap: '管理空白',
  overlap: '交叉重叠',
  outside: '超出辖区',
  invalid: '图形无效',
  mismatch: '界线不吻合',
  duplicate: '重复',
  unchecked: '未能检查',
};

/** The report for people at a terminal: before and after, every change, what was left, verdict. */
export function writeRepairText(report: RepairReport, language: keyof Message): string {
  const { result, source } = report;
  const zh = language === 'zh';
  const file = source.file === '-' ? (zh ? '标准输入' : 'standard input') : printable(source.file);
  const out = printable(source.out);
  const lines = [
    zh ? `边界修复：${file} → ${out}` : `Repair of ${file} → ${out}`,
    `${headline(report)[language]} · ${secondsText(report.elapsedMilliseconds)[language]}`,
    '',
    ...beforeAndAfter(report, language),
    '',
    ...areaLines(report, language),
  ];
  const names = namesById(report.communities);
  for (const [title, items] of [
    [zh ? '改动' : 'Changes', result.changes],
    [zh ? '保留' : 'Left as it is', result.left],
  ] as const) {
    if (items.length === 0) continue;
    lines.push('', title);
    items.forEach((item, i) => {
      lines.push('', ...itemLines(item, i + 1, language, names));
    });
  }
  lines.push('', `${zh ? '结果：' : 'Result: '}${repairVerdict(report)[language]}`);
  return `${lines.join('\n')}\n`;
}

function headline({ result, communities }: RepairReport): Message {
  const changed = result.changed.length;
  const count = communities.length;
  return {
    zh: `${groupedText(count)} 个社区中 ${groupedText(changed)} 个有改动 · ${groupedText(result.changes.length)} 处改动`,
    en: `${groupedText(changed)} of ${count === 1 ? '1 community' : `${groupedText(count)} communities`} changed · ${plural(result.changes.length, 'change')}`,
  };
}

function beforeAndAfter({ result }: RepairReport, language: keyof Message): string[] {
  const head = language === 'zh' ? ['', '修复前', '修复后'] : ['', 'before', 'after'];
  const rows = [
    head,
    ...KINDS.map((kind) => [
      kindName(kind)[language],
      groupedText(result.before.summary.counts[kind]),
      groupedText(result.audit.summary.counts[kind]),
    ]),
  ];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => displayWidth(row[column]!))),
  );
  return rows.map(
    ([name, before, after]) =>
      `  ${padEndWidth(name!, widths[0]!)}  ${padStartWidth(before!, widths[1]!)}  ${padStartWidth(after!, widths[2]!)}`,
  );
}

function areaLines({ result: { area } }: RepairReport, language: keyof Message): string[] {
  const figures: [Message, number][] = [
    [{ zh: '填补空白', en: 'gaps filled' }, area.filledSquareMetres],
    [{ zh: '消除重叠', en: 'overlaps resolved' }, area.resolvedSquareMetres],
    [{ zh: '裁去', en: 'cut off' }, area.clippedSquareMetres],
  ];
  const parts = figures
    .filter(([, value]) => value > 0)
    .map(([label, value]) => `${label[language]} ${largeAreaText(value)[language]}`);
  // What did not change hands is told where it shows in the sum.
  const asides: [Message, number][] = [
    [{ zh: '重复社区随之增减', en: 'duplicates that followed' }, area.followedSquareMetres],
    [{ zh: '因补折点而弯动', en: 'bent by added vertices' }, area.bentSquareMetres],
  ];
  for (const [label, value] of asides) {
    if (Math.abs(value) < 1) continue;
    const size = largeAreaText(Math.abs(value))[language];
    parts.push(`${label[language]} ${value < 0 ? '−' : '+'}${size}`);
  }
  const total = `${largeAreaText(area.beforeSquareMetres)[language]} → ${largeAreaText(area.afterSquareMetres)[language]}`;
  const sum = language === 'zh' ? `面积合计 ${total}` : `Sum of areas ${total}`;
  return [[sum, ...parts].join(' · ')];
}

function itemLines(
  item: RepairChange | LeftFault,
  number: number,
  language: keyof Message,
  names: ReadonlyMap<string, string>,
): string[] {
  const indent = '     ';
  const { areaSquareMetres, widthMetres, location, id, communities, kind } = item;
  const width = widthMetres === null ? null : lengthText(widthMetres);
  const facts = [
    areaSquareMetres === null ? '' : areaText(areaSquareMetres)[language],
    width === null ? '' : language === 'zh' ? `宽 ${width.zh}` : `${width.en} wide`,
    location === null ? '' : placeText(location),
    printable(id),
  ].filter((fact) => fact !== '');
  const who = communities.map((one) => printable(communityLabel(one, names))).join(' | ');
  const what = language === 'zh' ? ZH_KINDS[kind] : kind;
  return [
    `${`${number}.`.padEnd(4)} ${[what, who].filter((part) => part !== '').join('  ')}`,
    `${indent}${printable(item.message[language])}`,
    `${indent}${facts.join(' · ')}`,
  ];
}

/** What a repair came to, in one line. */
export function repairVerdict({
  result: { isClean, left, audit },
}: Pick<RepairReport, 'result'>): Message {
  const others = audit.findings.filter((finding) => !isRepairable(finding)).length;
  const beside =
    others === 0
      ? { zh: '', en: '' }
      : {
          zh: `；另有 ${others} 处须由人决定（不接壤、被包围）`,
          en: `; ${plural(others, 'finding')} about parts and enclaves for people to decide`,
        };
  if (isClean) return { zh: `没有遗留问题${beside.zh}`, en: `clean${beside.en}` };
  const rest = audit.findings.length - others;
  return {
    zh: `保留 ${left.length} 处，检查仍发现 ${rest} 处${beside.zh}`,
    en: `${plural(left.length, 'fault')} left, the audit still finds ${rest}${beside.en}`,
  };
}
