import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  loadReportWriter,
  REPORT_FORMATS,
} from '../../../../server/formats/report/report-formats.ts';
import type { ReportInput } from '../../../../server/formats/report/report-input.ts';

// `name.input.json` → `name.output.<extension>`, one for each format.
// UPDATE=1 writes the outputs anew: read the difference before you keep it.
const directory = new URL('../../../fixtures/reports/', import.meta.url);
const names = readdirSync(directory)
  .filter((file) => file.endsWith('.input.json'))
  .map((file) => file.slice(0, -'.input.json'.length));

describe.each(names)('the report of %s', (name) => {
  const input = JSON.parse(
    readFileSync(new URL(`${name}.input.json`, directory), 'utf8'),
  ) as ReportInput;

  test.each(REPORT_FORMATS)('as %s', async (format) => {
    const write = await loadReportWriter(format);
    const actual = write(input);
    const file = new URL(`${name}.output.${format === 'text' ? 'txt' : format}`, directory);
    if (process.env.UPDATE === '1') writeFileSync(file, actual);
    expect(existsSync(file), `${file.pathname} is missing: run with UPDATE=1`).toBe(true);
    expect(actual).toBe(readFileSync(file, 'utf8'));
  });
});

test('there are pairs', () => {
  expect(names).toEqual(expect.arrayContaining(['clean-town', 'dirty-town']));
});
