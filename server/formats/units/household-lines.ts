import type { Message } from '#engine/coverage/types.ts';
import type { HouseholdReport, QuantityReport } from '#engine/units/household-types.ts';
import { printable } from '../printable.ts';
import { groupedText } from '../report/figures.ts';

/** Where the households of units come from, in a few lines. Estimates carry a `*`. */
export function householdLines(report: HouseholdReport, language: keyof Message): string[] {
  const zh = language === 'zh';
  const lines = [quantityLine(zh ? '常住户数' : 'Households', report.households, language)];
  const { population } = report;
  if (population.allocated > 0 || population.given !== null) {
    lines.push(quantityLine(zh ? '常住人口' : 'Population', population, language));
  }
  lines.push(...noteLines(report.notes, language));
  return lines;
}

/** One line for each kind of note, with its first case: a town says the same of each community. */
function noteLines(notes: HouseholdReport['notes'], language: keyof Message): string[] {
  const zh = language === 'zh';
  const kinds = new Set(notes.map(({ kind }) => kind));
  return [...kinds].flatMap((kind) => {
    const group = notes.filter((note) => note.kind === kind);
    const [first] = group;
    if (first === undefined) return [];
    const mark = first.severity === 'conflict' ? (zh ? '矛盾：' : 'conflict: ') : '';
    const more = group.length - 1;
    const others =
      more === 0 ? '' : zh ? `（同类另有 ${more} 条）` : ` (and ${more} more of the kind)`;
    return [`  ${mark}${printable(first.message[language])}${others}`];
  });
}

function quantityLine(label: string, quantity: QuantityReport, language: keyof Message): string {
  const zh = language === 'zh';
  const { allocated, counted, estimated, given, unitsUnknown } = quantity;
  if (allocated === 0 && given === null && unitsUnknown > 0) {
    return zh ? `${label}：未知` : `${label}: not known`;
  }
  const parts = [
    zh ? `据实 ${figure(counted)}` : `${figure(counted)} on record`,
    zh ? `估算 ${figure(estimated)}*` : `${figure(estimated)}* estimated`,
  ];
  if (given !== null && given !== allocated) {
    parts.push(zh ? `总数应为 ${figure(given)}` : `the total given is ${figure(given)}`);
  }
  if (unitsUnknown > 0) {
    parts.push(
      zh
        ? `${groupedText(unitsUnknown)} 个地块未知`
        : `unknown in ${groupedText(unitsUnknown)} units`,
    );
  }
  return zh
    ? `${label}：${figure(allocated)}（${parts.join('，')}）`
    : `${label}: ${figure(allocated)} (${parts.join(', ')})`;
}

/** Halves are possible. */
const figure = (value: number): string => groupedText(value, Number.isInteger(value) ? 0 : 1);
