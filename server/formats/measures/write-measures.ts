import { writeMeasureCsv } from './csv.ts';
import { writeMeasureJson } from './json.ts';
import type { MeasureFormat, MeasureReport } from './measure-report.ts';
import { writeMeasureText } from './text.ts';

const WRITERS: Readonly<Record<MeasureFormat, (report: MeasureReport) => string>> = {
  text: writeMeasureText,
  json: writeMeasureJson,
  csv: writeMeasureCsv,
};

/** Measures in one of the formats. */
export const writeMeasures = (report: MeasureReport, format: MeasureFormat): string =>
  WRITERS[format](report);
