import type { ReportInput } from './report-input.ts';

export const REPORT_FORMATS = ['text', 'json', 'geojson', 'html', 'sarif'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What a writer may be told beyond its input; only the text report has colours. */
export interface ReportOptions {
  colour?: boolean;
}

type Writer = (input: ReportInput, options?: ReportOptions) => string;

/** Only the writer that is asked for is loaded. */
export async function loadReportWriter(format: ReportFormat): Promise<Writer> {
  switch (format) {
    case 'text':
      return (await import('./text.ts')).writeTextReport;
    case 'json':
      return (await import('./json.ts')).writeJsonReport;
    case 'geojson':
      return (await import('./geojson.ts')).writeGeoJsonReport;
    case 'html':
      return (await import('./html.ts')).writeHtmlReport;
    case 'sarif':
      return (await import('./sarif.ts')).writeSarifReport;
  }
}
