import { type MeasureReport, measuresOf } from './measure-report.ts';

/**
 * Measures as JSON, one measure and one community a line:
 * `{version, measures: [{id, version, unit, name}], communities: [{id, name?, nameEn?, measures}]}`.
 */
export function writeMeasureJson(report: MeasureReport): string {
  const { measurement, communities } = report;
  const definitions = measuresOf(report).map(({ id, version, unit, name }) => ({
    id,
    version,
    unit,
    name,
  }));
  const rows = measurement.communities.map(({ id, measures }, i) => {
    const { name, nameEn } = communities[i] ?? {};
    return {
      id,
      ...(name === undefined ? {} : { name }),
      ...(nameEn === undefined ? {} : { nameEn }),
      measures,
    };
  });
  return `{
  "version": ${JSON.stringify(measurement.version)},
  "measures": ${list(definitions)},
  "communities": ${list(rows)}
}
`;
}

function list(items: readonly unknown[]): string {
  if (items.length === 0) return '[]';
  return `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
}
