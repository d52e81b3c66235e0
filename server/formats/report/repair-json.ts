import type { RepairSettings } from '#engine/coverage/repair/settings.ts';
import type { RepairResult } from '#engine/coverage/repair/types.ts';
import type { AuditResult, CommunityInput } from '#engine/coverage/types.ts';

/** What a report on a repair is made of. */
export interface RepairReport {
  result: RepairResult;
  source: { file: string; out: string };
  /** As they were read, for their names. */
  communities: readonly CommunityInput[];
  settings: RepairSettings;
  elapsedMilliseconds: number;
}

/** Changes, what was left and the audit before and after, as JSON for programs. */
export function writeRepairJson({
  result,
  source,
  settings,
  elapsedMilliseconds,
}: RepairReport): string {
  const { changed, changes, left, before, audit, isClean, area } = result;
  const { leaveWiderThanMetres } = settings;
  return `${JSON.stringify(
    {
      version: audit.version,
      source,
      // JSON has no infinity.
      settings: {
        ...settings,
        leaveWiderThanMetres: Number.isFinite(leaveWiderThanMetres) ? leaveWiderThanMetres : null,
      },
      elapsedMilliseconds,
      isClean,
      area,
      before: summaryOf(before),
      after: { ...summaryOf(audit), findings: audit.findings },
      changed,
      changes,
      left,
    },
    null,
    2,
  )}\n`;
}

function summaryOf({ summary }: AuditResult): {
  summary: Omit<AuditResult['summary'], 'elapsedMilliseconds'>;
} {
  const { elapsedMilliseconds: _elapsed, ...rest } = summary;
  return { summary: rest };
}
