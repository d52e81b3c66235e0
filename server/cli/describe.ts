import type { Barrier, BarrierSource } from '#engine/barriers/types.ts';
import { InconsistentCoverageError } from '#engine/coverage/label-faces.ts';
import { TooTangledError } from '#engine/coverage/node-edges.ts';
import type { CommunityInput, JurisdictionInput, Message } from '#engine/coverage/types.ts';
import { barrierLines } from '#engine/describe/barrier-lines.ts';
import { describeAdjustment } from '#engine/describe/describe-adjustment.ts';
import { BoundaryDescriber, NoBoundaryError } from '#engine/describe/describe-boundary.ts';
import type { DescribeReport } from '../formats/describe/describe-report.ts';
import { writeDescribeJson } from '../formats/describe/json.ts';
import { writeDescribeText } from '../formats/describe/text.ts';
import { listCommunities } from '../formats/geojson/packed/list-communities.ts';
import { readJurisdiction } from '../formats/geojson/read-jurisdiction.ts';
import { readBarrierFile } from '../formats/osm/read-barrier-file.ts';
import { printable } from '../formats/printable.ts';
import { loadTagTable } from '../services/import/load-tag-table.ts';
import { type CommandContext, EXIT } from './command.ts';
import { DESCRIBE_USAGE, type DescribeRequest, parseDescribeRequest } from './describe-request.ts';
import { readBytes, readCommunityFile, readDocument, sayNotes } from './read-document.ts';
import { inputName } from './read-input.ts';
import { createProgress, type Progress } from './terminal-progress.ts';
import { canWriteFile, say, writeFileWhole, writeStream } from './write-output.ts';

export const usage: Message = DESCRIBE_USAGE;

interface DescribeFiles {
  communities: CommunityInput[];
  after: CommunityInput[] | undefined;
  barriers: Barrier[];
  jurisdiction: JurisdictionInput | undefined;
}

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
  const files = await readFiles(request, context, progress);
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

/** Reads all files and tells the problems of each; null when there was any. */
async function readFiles(
  request: DescribeRequest,
  context: CommandContext,
  progress: Progress,
): Promise<DescribeFiles | null> {
  const communities = await readCommunities(request.file, request, context, progress);
  const after =
    request.after === undefined
      ? undefined
      : await readCommunities(request.after, request, context, progress);
  const boundary =
    request.boundary === undefined
      ? undefined
      : await readDocument(request.boundary, context, progress, (document) =>
          readJurisdiction(document),
        );
  const sources = await readSources(request.barriers, context, progress);
  if (communities === null || after === null || boundary === null || sources === null) return null;
  if (request.boundary !== undefined) sayNotes(context, request.boundary, boundary?.notes ?? []);
  if (sources.length === 0) {
    say(context, {
      zh: '没有给出 --barriers：只能以相邻社区、辖区界和坐标描述界线',
      en: 'no --barriers given: neighbours, the outline and coordinates are all there is to tell',
    });
  }
  return {
    communities,
    after,
    barriers: barrierLines(sources),
    jurisdiction: boundary?.jurisdiction,
  };
}

async function readCommunities(
  path: string,
  { idField, nameField }: DescribeRequest,
  context: CommandContext,
  progress: Progress,
): Promise<CommunityInput[] | null> {
  const read = await readCommunityFile(path, context, progress, {
    idField,
    nameField,
    allowNullGeometry: true,
  });
  if (read === null) return null;
  const name = inputName(path, context.language);
  const { idSource } = read;
  say(context, { zh: `${name}：编号取自${idSource.zh}`, en: `${name}: ids from ${idSource.en}` });
  sayNotes(context, path, read.notes);
  return listCommunities(read);
}

/** Barriers of all files; ids are told apart by their file where there are several. */
async function readSources(
  paths: readonly string[],
  context: CommandContext,
  progress: Progress,
): Promise<BarrierSource[] | null> {
  const table = paths.length === 0 ? null : loadTagTable();
  const sources: BarrierSource[] = [];
  let isComplete = true;
  for (const [i, path] of paths.entries()) {
    const read = await readBytes(path, context, progress, (bytes) =>
      readBarrierFile(bytes, table!),
    );
    if (read === null) {
      isComplete = false;
      continue;
    }
    sayNotes(context, path, read.notes);
    for (const source of read.barriers) {
      sources.push(paths.length === 1 ? source : { ...source, id: `${i + 1}:${source.id}` });
    }
  }
  return isComplete ? sources : null;
}

function describeAll(
  request: DescribeRequest,
  files: DescribeFiles,
  context: CommandContext,
  progress: Progress,
): { report: DescribeReport; code: number } | null {
  const { communities, barriers, jurisdiction } = files;
  const { community: only } = request;
  const wanted = communities.filter(({ id }) => only === undefined || id === only);
  if (wanted.length === 0 && only !== undefined) {
    say(context, noSuchCommunity(only, communities));
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
  { communities, barriers, jurisdiction }: DescribeFiles,
  after: readonly CommunityInput[],
  context: CommandContext,
): { report: DescribeReport; code: number } | null {
  try {
    const adjustment = describeAdjustment(
      communities,
      after,
      { barriers, ...(jurisdiction === undefined ? {} : { jurisdiction }) },
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

function noSuchCommunity(id: string, communities: readonly CommunityInput[]): Message {
  const ids = communities.slice(0, 10).map((community) => printable(community.id));
  const more = communities.length > ids.length ? ', …' : '';
  return {
    zh: `--community：没有编号为 “${printable(id)}” 的社区；现有编号：${ids.join(', ')}${more}`,
    en: `--community: no community has the id “${printable(id)}”; there are: ${ids.join(', ')}${more}`,
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
