import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { milliseconds, times, whole } from './figures.ts';
import { goalsSection } from './goals.ts';
import type { Measurement } from './measure.ts';
import { checkSection } from './report-check.ts';
import { type BenchResult, type InputResult, ratio } from './result.ts';

/** Writes the report as Markdown and, with every run, as JSON, under the time of the run. */
export function writeReport(
  result: BenchResult,
  folder: string,
): { markdown: string; files: string[] } {
  mkdirSync(folder, { recursive: true });
  const markdown = toMarkdown(result);
  const stem = join(folder, `report-${result.at.replaceAll(/[:.]/g, '-')}`);
  const files = [`${stem}.md`, `${stem}.json`];
  writeFileSync(`${stem}.md`, markdown);
  writeFileSync(`${stem}.json`, `${JSON.stringify(result, null, 1)}\n`);
  return { markdown, files };
}

function toMarkdown(result: BenchResult): string {
  const { machine, versions, missing } = result;
  return [
    '# Coverage audit and its peers',
    '',
    `${result.at} · median of ${result.runs} runs after those to warm up · ${machine.processor}, ${machine.cores} cores, ${machine.memoryGigabytes} GB, ${machine.platform}, load ${machine.load} at the start`,
    '',
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(' · '),
    '',
    ...missing.map(({ peer, reason }) => `**Missing: ${peer}** (${reason})\n`),
    ...result.inputs.flatMap((input) => inputSection(input)),
    ...goalsSection(result),
    '',
  ].join('\n');
}

function inputSection({ input, measurements, check }: InputResult): string[] {
  const { name, communities, vertices, bytes } = input;
  return [
    `## ${name}`,
    '',
    `${whole(communities)} communities, ${whole(vertices)} vertices, ${(bytes / 1e6).toFixed(1)} MB`,
    '',
    '| | Step | CPU ms | × ours | Wall ms | × ours | Peak MB | Runs | Result |',
    '|---|---|--:|--:|--:|--:|--:|--:|---|',
    ...measurements.map((one) => measurementRow(one, measurements)),
    '',
    ...notesOf(measurements),
    ...(check === null ? [] : checkSection(check, input.sha256)),
  ];
}

function measurementRow(one: Measurement, all: readonly Measurement[]): string {
  const cells = [
    one.peer,
    one.step,
    milliseconds(one.cpuMilliseconds),
    times(ratio('cpuMilliseconds', one, all)),
    milliseconds(one.wallMilliseconds),
    times(ratio('wallMilliseconds', one, all)),
    one.firstPassMegabytes == null
      ? whole(one.peakMegabytes)
      : `${whole(one.peakMegabytes)} (${whole(one.firstPassMegabytes)} after one pass)`,
    one.runs.length === 0 ? '' : String(one.runs.length),
    one.error === undefined ? outcome(one.result) : `**failed: ${one.error}**`,
  ];
  return `| ${cells.join(' | ')} |`;
}

const outcome = (result: Measurement['result']): string =>
  Object.entries(result ?? {})
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

function notesOf(measurements: readonly Measurement[]): string[] {
  const notes = measurements.filter(({ note }) => note !== undefined);
  return notes.length === 0
    ? []
    : [...notes.map(({ peer, step, note }) => `- ${peer}, ${step}: ${note}`), ''];
}
