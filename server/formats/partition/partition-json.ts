import { ENGINE_VERSION } from '#engine/version.ts';
import type { PartitionReport } from './partition-report.ts';

/**
 * The report as `sizhi partition` writes it, on one line for each member: `assignment` first, as the shared scorer reads
 * it.
 */
export function writePartitionJson(report: PartitionReport): string {
  const { assignment, ...rest } = report;
  const members = { version: ENGINE_VERSION, assignment, ...rest };
  const lines = Object.entries({
    ...members,
    elapsedMilliseconds: Math.round(report.elapsedMilliseconds),
  }).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}
