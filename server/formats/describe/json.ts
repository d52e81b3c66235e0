import { ENGINE_VERSION } from '#engine/version.ts';
import type { DescribeReport } from './describe-report.ts';

/**
 * The structure with its texts in both languages: `{version, descriptions: […]}`, one community a line, or
 * `{version, adjustment: {…}}`.
 */
export function writeDescribeJson(report: DescribeReport): string {
  const version = JSON.stringify(ENGINE_VERSION);
  if (report.kind === 'adjustment') {
    const body = JSON.stringify(report.adjustment, null, 2).replaceAll('\n', '\n  ');
    return `{\n  "version": ${version},\n  "adjustment": ${body}\n}\n`;
  }
  const items = report.descriptions.map((description) => `    ${JSON.stringify(description)}`);
  const list = items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n  ]`;
  return `{\n  "version": ${version},\n  "descriptions": ${list}\n}\n`;
}
