import type { AuditResult, CommunityInput, Message } from '#engine/coverage/types.ts';
import type { Policy } from '#engine/rules/types.ts';
import { countSeverities, severitiesText } from '../formats/report/figures.ts';
import { loadReportWriter } from '../formats/report/report-formats.ts';
import type { ReportInput, ReportPolicy } from '../formats/report/report-input.ts';
import { runAudit } from '../services/audit/run-audit.ts';
import { AUDIT_USAGE, type AuditRequest, parseAuditRequest } from './audit-request.ts';
import { type CommandContext, EXIT } from './command.ts';
import { type AuditFiles, readAuditFiles } from './read-audit-files.ts';
import { inputName } from './read-input.ts';
import { createProgress, type Progress } from './terminal-progress.ts';
import { canWriteFile, say, writeFileWhole, writeStream } from './write-output.ts';

export const usage: Message = AUDIT_USAGE;

/**
 * `sizhi audit`: reads, checks and reports. Returns the exit code: 0 no errors, 1 errors found, 2 bad
 * input.
 * @throws UsageError
 */
export async function run(args: string[], context: CommandContext): Promise<number> {
  const request = parseAuditRequest(args);
  if (request.out !== undefined) {
    // Before the work, not after it: an audit of a province takes a while.
    const obstacle = await canWriteFile(request.out);
    if (obstacle !== null) return cannotWrite(request.out, obstacle, context);
  }
  const progress = createProgress(context.stderr);
  const files = await readAuditFiles(request, context, progress);
  if (files === null) return EXIT.usage;

  const result = check(request, files, context, progress);
  const write = await loadReportWriter(request.format);
  const report = write(reportInput(request, files, result, context), {
    colour: wantsColour(request, context),
  });
  return deliver(report, result, request, context);
}

function check(
  { settings, adjacency, queen }: AuditRequest,
  { communities, areas, only, jurisdiction, policy, ...material }: AuditFiles,
  context: CommandContext,
  progress: Progress,
): AuditResult {
  const count = only?.size ?? communities.length;
  progress.update(
    context.language === 'zh' ? `检查 ${count} 个社区` : `checking ${count} communities`,
    null,
  );
  const result = runAudit({
    communities,
    areas,
    ...(only === undefined ? {} : { isOwn: (index: number) => only.has(index) }),
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    ...material,
    ...(policy === undefined ? {} : { policy }),
    options: { ...settings, adjacency, queen },
  });
  progress.clear();
  return result;
}

function reportInput(
  request: AuditRequest,
  { communities, only, jurisdiction, policy }: AuditFiles,
  result: AuditResult,
  { language }: CommandContext,
): ReportInput {
  const { file, boundary, settings } = request;
  return {
    result,
    source: { file, ...(boundary === undefined ? {} : { boundary }) },
    language,
    communities: only === undefined ? communities : concerned(communities, only, result),
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    settings,
    ...(policy === undefined ? {} : { policy: reportPolicy(policy) }),
    generatedAt: localTime(new Date()),
  };
}

/** The communities audited, and those around them that a finding names. */
function concerned(
  communities: readonly CommunityInput[],
  only: ReadonlySet<number>,
  { findings }: AuditResult,
): CommunityInput[] {
  const named = new Set(findings.flatMap(({ communitiesBeyond = [] }) => communitiesBeyond));
  return communities.filter(({ id }, index) => only.has(index) || named.has(id));
}

const reportPolicy = ({ id, name, rules }: Policy): ReportPolicy => ({
  id,
  title: name,
  rules: rules.map(({ id: rule, text, clause }) => ({ rule, title: text, clause })),
});

/** https://no-color.org: any value that is not empty turns colours off. */
function wantsColour({ format, out }: AuditRequest, { stdout, env }: CommandContext): boolean {
  const terminal = stdout.isTTY === true && out === undefined && env.TERM !== 'dumb';
  return terminal && format === 'text' && (env.NO_COLOR ?? '') === '';
}

async function deliver(
  report: string,
  result: AuditResult,
  { out, format }: AuditRequest,
  context: CommandContext,
): Promise<number> {
  const counts = countSeverities(result.findings);
  const verdict = severitiesText(counts);
  const code = counts.error > 0 ? EXIT.findings : EXIT.clean;
  if (out !== undefined) {
    const written = await writeFileWhole(out, report);
    if (!written.ok) return cannotWrite(out, written.error, context);
    const name = inputName(out, context.language);
    say(context, {
      zh: `${verdict.zh}；报告已写入 ${name}`,
      en: `${verdict.en}; report written to ${name}`,
    });
    return code;
  }
  context.announceExitCode(code);
  await writeStream(context.stdout, report);
  // The text report ends with the verdict; the others are read by programs.
  if (format !== 'text') say(context, verdict);
  return code;
}

function cannotWrite(path: string, reason: Message, context: CommandContext): number {
  const name = inputName(path, context.language);
  say(context, {
    zh: `无法写入 ${name}：${reason.zh}`,
    en: `cannot write ${name}: ${reason.en}`,
  });
  return EXIT.usage;
}

/** `2024-05-01 09:30` in the zone of this machine. */
function localTime(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
