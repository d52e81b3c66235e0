import { InconsistentCoverageError } from '#engine/coverage/label-faces.ts';
import { TooTangledError } from '#engine/coverage/node-edges.ts';
import type { CommunityInput, Message } from '#engine/coverage/types.ts';
import { describeAdjustment } from '#engine/describe/describe-adjustment.ts';
import { BoundaryDescriber, NoBoundaryError } from '#engine/describe/describe-boundary.ts';
import type { DescribeReport } from '../formats/describe/describe-report.ts';
import { writeDescribeJson } from '../formats/describe/json.ts';
import { writeDescribeText } from '../formats/describe/text.ts';
import { printable } from '../formats/printable.ts';
import { resolverOf } from '../services/material/resolve-references.ts';
import { type CommandContext, EXIT } from './command.ts';
import { type DescribeFiles, readDescribeFiles } from './describe-files.ts';
import { DESCRIBE_USAGE, type DescribeRequest, parseDescribeRequest } from './describe-request.ts';
import { inputName } from './read-input.ts';
import { createProgress, type Progress } from './terminal-progress.ts';
import { canWriteFile, say, writeFileWhole, writeStream } from './write-output.ts';

export const usage: Message = DESCRIBE_USAGE;

/**
 * `sizhi describe`: reads, describes and writes. Returns the exit code: 0 done, 2 bad input, or a community
 * that has no boundary.
 * @throws UsageError
 */
export async function run(args: string[], context: CommandContext): Promise<number> {
  const request = parseDescribeRequest(args);
  if (request.out !== undefined) {
    const obstacle = await canWriteFile(request.out);
    if (obstacle !== null) return cannotWrite(request.out, obstacle, context);
  }
  const progress = createProgress(context.stderr);
  const files = await readDescribeFiles(request, context, progress);
  if (files === null) return EXIT.usage;
  const described =
    files.after === undefined
      ? describeAll(request, files, context, progress)
      : describeChange(request, files, files.after, context);
  if (described === null) return EXIT.usage;
  const { report, code } = described;
  const text =
    request.format === 'json'
      ? writeDescribeJson(report)
      : writeDescribeText(report, context.language);
  if (request.out === undefined) {
    context.announceExitCode(code);
    await writeStream(context.stdout, text);
    return code;
  }
  const written = await writeFileWhole(request.out, text);
  if (!written.ok) return cannotWrite(request.out, written.error, context);
  const name = inputName(request.out, context.language);
  say(context, { zh: `已写入 ${name}`, en: `written to ${name}` });
  return code;
}

function describeAll(
  request: DescribeRequest,
  files: DescribeFiles,
  context: CommandContext,
  progress: Progress,
): { report: DescribeReport; code: number } | null {
  const { communities, barriers, jurisdiction } = files;
  const { community: named } = request;
  const only = named === undefined ? undefined : resolverOf(communities)(named);
  const wanted = communities.filter(({ id }) => only === undefined || id === only);
  if (wanted.length === 0 && named !== undefined) {
    say(context, noSuchCommunity(named, communities));
    return null;
  }
  const describer = new BoundaryDescriber(
    { communities, barriers, ...(jurisdiction === undefined ? {} : { jurisdiction }) },
    toleranceOf(request),
  );
  const failures: Message[] = [];
  const descriptions = wanted.flatMap((community, i) => {
    progress.update(context.language === 'zh' ? '描述界线' : 'describing', i / wanted.length);
    try {
      return [describer.describe(community)];
    } catch (error) {
      if (!(error instanceof NoBoundaryError)) throw error;
      failures.push(error.text);
      return [];
    }
  });
  progress.clear();
  for (const failure of failures) say(context, failure);
  if (descriptions.length === 0) return null;
  const code = failures.length === 0 ? EXIT.clean : EXIT.usage;
  return { report: { kind: 'boundaries', descriptions }, code };
}

function describeChange(
  request: DescribeRequest,
  { communities, barriers, jurisdiction, units }: DescribeFiles,
  after: readonly CommunityInput[],
  context: CommandContext,
): { report: DescribeReport; code: number } | null {
  try {
    const adjustment = describeAdjustment(
      communities,
      after,
      {
        barriers,
        ...(jurisdiction === undefined ? {} : { jurisdiction }),
        ...(units === undefined ? {} : { units }),
      },
      toleranceOf(request),
    );
    return { report: { kind: 'adjustment', adjustment }, code: EXIT.clean };
  } catch (error) {
    const isTangled =
      error instanceof TooTangledError || error instanceof InconsistentCoverageError;
    if (!isTangled) throw error;
    say(context, {
      zh: '两个文件的界线交叉过多，无法比较；请先用 sizhi audit 检查',
      en: 'the borders of the two files cross too often to be compared; look at them with sizhi audit first',
    });
    return null;
  }
}

const toleranceOf = ({ toleranceMetres }: DescribeRequest) =>
  toleranceMetres === undefined ? {} : { toleranceMetres };

/** Communities listed in an error at most. */
const LISTED = 10;

function noSuchCommunity(named: string, communities: readonly CommunityInput[]): Message {
  const ids = communities.slice(0, LISTED).map(({ id }) => printable(id));
  const more = communities.length > ids.length ? ', …' : '';
  return {
    zh: `--community：没有编号或名称为 “${printable(named)}” 的社区（或有多个同名）；现有编号：${ids.join(', ')}${more}`,
    en: `--community: no community has the id or name “${printable(named)}”, or several share the name; ids are: ${ids.join(', ')}${more}`,
  };
}

function cannotWrite(path: string, reason: Message, context: CommandContext): number {
  const name = inputName(path, context.language);
  say(context, {
    zh: `无法写入 ${name}：${reason.zh}`,
    en: `cannot write ${name}: ${reason.en}`,
  });
  return EXIT.usage;
}
