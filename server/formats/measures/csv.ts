import { communitiesOf, type MeasureReport, measuresOf, partsOfMeasure } from './measure-report.ts';

/** Without it, spreadsheets on Chinese Windows take UTF-8 for GBK. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Measures as CSV (RFC 4180, UTF-8 with a byte order mark): a row a community, a column a measure with its unit in
 * the head; where a measure has parts, a column for each (`barrier-share:river`). What is missing is an empty
 * cell, and the last column says why; the last but one names what is an estimate.
 */
export function writeMeasureCsv(report: MeasureReport): string {
  const communities = communitiesOf(report);
  const { language } = report;
  const columns = measuresOf(report).map((measure) => ({
    measure,
    parts: partsOfMeasure(communities, measure.id),
  }));
  const head = [
    'id',
    'name',
    ...columns.flatMap(({ measure: { id, unit }, parts }) => [
      unit === 'ratio' ? id : `${id} (${unit})`,
      ...parts.map((part) => `${id}:${part}`),
    ]),
    'estimated',
    'missing',
  ];
  const rows = communities.map(({ id, name, results }) => {
    const cells: Cell[] = [id, name[language]];
    const estimated: string[] = [];
    const missing: string[] = [];
    for (const { measure, parts } of columns) {
      const result = results[measure.id];
      if (result?.state === 'known') {
        cells.push(result.value, ...parts.map((part) => result.parts?.[part] ?? 0));
        if (result.estimated === true) estimated.push(measure.id);
      } else {
        cells.push(null, ...parts.map(() => null));
        if (result !== undefined) missing.push(`${measure.id}: ${result.message[language]}`);
      }
    }
    return [...cells, estimated.join('; '), missing.join(' ')];
  });
  const lines = [head, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`);
  return BYTE_ORDER_MARK + lines.join('');
}

type Cell = string | number | null;

/** Spreadsheets take a text that begins so for a formula, and would run it. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** A number, rounded to a millionth, or a text that no spreadsheet takes for a formula (DESIGN §9). */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(Number(value.toFixed(6)));
  const text = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
