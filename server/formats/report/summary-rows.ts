import { areaText } from '#engine/coverage/format-figures.ts';
import type { CoverageKind, Message } from '#engine/coverage/types.ts';
import { groupedText, largeAreaText, plural } from './figures.ts';
import type { ReportInput } from './report-input.ts';
import { kindName, unitRule } from './rule-help.ts';

/** One line of the summary table. */
export interface SummaryRow {
  /** Stable word of the line; a coverage kind, a policy rule or `left-out`. */
  key: string;
  label: Message;
  /** Null where it could not be counted. */
  count: number | null;
  area: Message | null;
  remark: Message | null;
}

/** The summary as a table, the same in the text and the HTML report. */
export function summaryRows({ result, settings, jurisdiction, policy }: ReportInput): SummaryRow[] {
  const { summary } = result;
  const areas: Partial<Record<CoverageKind, number>> = {
    overlap: summary.overlapAreaSquareMetres,
    gap: summary.gapAreaSquareMetres,
    outside: summary.outsideAreaSquareMetres,
  };
  const kinds: CoverageKind[] = [
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
  const rows = kinds.map((kind): SummaryRow => {
    const count = summary.counts[kind];
    const area = areas[kind];
    const unknown = kind === 'outside' && jurisdiction === undefined;
    return {
      key: kind,
      label: kindName(kind),
      count: unknown ? null : count,
      area: area !== undefined && count > 0 ? largeAreaText(area) : null,
      remark: unknown ? { zh: '未提供辖区边界', en: 'no boundary given' } : null,
    };
  });
  rows.push(sliverRow(summary.counts.sliver, settings.sliverWidthMetres));
  for (const [rule, count] of Object.entries(summary.rules ?? {})) {
    const title =
      policy?.rules.find((candidate) => candidate.rule === rule)?.title ?? unitRule(rule);
    rows.push({ key: rule, label: { zh: rule, en: rule }, count, area: null, remark: title });
  }
  const { leftOut } = summary;
  const left = leftOut.overlap + leftOut.gap + leftOut.outside + leftOut.parts;
  if (left > 0) {
    const limit = settings.minAreaSquareMetres;
    rows.push({
      key: 'left-out',
      label: { zh: '未计入', en: 'left out' },
      count: left,
      area: areaText(leftOut.areaSquareMetres),
      remark: {
        zh: `小于 ${limit} 平方米：重叠 ${leftOut.overlap}，空白 ${leftOut.gap}，超出 ${leftOut.outside}，零碎部分 ${leftOut.parts}`,
        en: `smaller than ${limit} m²: ${plural(leftOut.overlap, 'overlap')}, ${plural(leftOut.gap, 'gap')}, ${leftOut.outside} outside, ${plural(leftOut.parts, 'part')}`,
      },
    });
  }
  return rows;
}

function sliverRow(count: number, widthMetres: number): SummaryRow {
  return {
    key: 'sliver',
    label: { zh: '其中碎缝', en: 'of these, slivers' },
    count,
    area: null,
    remark: { zh: `宽度小于 ${widthMetres} 米`, en: `narrower than ${widthMetres} m` },
  };
}

/** `45 communities · 2,337 vertices · 27.84 km²`. */
export function headline({ result: { summary } }: ReportInput): Message {
  const area = largeAreaText(summary.areaSquareMetres);
  const around = summary.communitiesBeyond;
  const zh = around === undefined ? '' : `（连同周围 ${groupedText(around)} 个）`;
  const en = around === undefined ? '' : ` (with ${groupedText(around)} around)`;
  return {
    zh: `${groupedText(summary.communities)} 个社区${zh} · ${groupedText(summary.vertices)} 个顶点 · ${area.zh}`,
    en: `${summary.communities === 1 ? '1 community' : `${groupedText(summary.communities)} communities`}${en} · ${summary.vertices === 1 ? '1 vertex' : `${groupedText(summary.vertices)} vertices`} · ${area.en}`,
  };
}

/** `1 connected area · 79 pairs of neighbours`. */
export function structureLine({ result: { summary } }: ReportInput): Message {
  return {
    zh: `连成 ${groupedText(summary.components)} 片 · ${groupedText(summary.rookPairs)} 对相邻社区`,
    en: `${plural(summary.components, 'connected area')} · ${summary.rookPairs === 1 ? '1 pair' : `${groupedText(summary.rookPairs)} pairs`} of neighbours`,
  };
}
