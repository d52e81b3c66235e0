import { type RepairStep, repairPacked } from '#engine/coverage/repair/repair-coverage.ts';
import type { RepairResult } from '#engine/coverage/repair/types.ts';
import type { CommunityInput, JurisdictionInput, Message } from '#engine/coverage/types.ts';
import type { PackedAreas } from '#engine/geometry/packed-areas.ts';
import { listCommunities } from '../formats/geojson/packed/list-communities.ts';
import { readPackedCommunities } from '../formats/geojson/packed/read-packed-communities.ts';
import {
  type FeatureFate,
  writeRepaired,
  writeRepairedDocument,
} from '../formats/geojson/write-repaired.ts';
import type { RepairReport } from '../formats/report/repair-json.ts';
import { type CommandContext, EXIT } from './command.ts';
import { readBytes, readDocument, sayNotes } from './read-document.ts';
import { inputName } from './read-input.ts';
import { parseRepairRequest, REPAIR_USAGE, type RepairRequest } from './repair-request.ts';
import { createProgress, NO_PROGRESS, type Progress } from './terminal-progress.ts';
import { canWriteFile, say, writeFileWhole, writeStream } from './write-output.ts';

export const usage: Message = REPAIR_USAGE;

const HEIGHTS_STAY: Message = {
  zh: '高程（Z）随原有折点保留，新增的折点没有高程',
  en: 'heights (Z) stay with the vertices that have them; new vertices get none',
};

interface RepairFiles {
  /** The file as it came. */
  bytes: Uint8Array;
  communities: CommunityInput[];
  /** The same communities' areas as typed arrays. */
  areas: PackedAreas;
  /** Positions of the file have more than longitude and latitude. */
  mayHaveHeights: boolean;
  boundaryDocument: unknown;
  jurisdiction: JurisdictionInput | null;
  /** The boundary is one feature as it stands in its file. */
  isBoundarySingle: boolean;
}

/**
 * `sizhi repair`: reads, repairs, writes and tells. Returns the exit code: 0 the result is clean, 1 faults
 * were left, 2 bad input.
 * @throws UsageError
 */
export async function run(args: string[], context: CommandContext): Promise<number> {
  const request = parseRepairRequest(args);
  for (const path of outputsOf(request)) {
    // Before the work, not after it.
    const obstacle = await canWriteFile(path);
    if (obstacle !== null) return cannotWrite(path, obstacle, context);
  }
  const progress = request.isQuiet ? NO_PROGRESS : createProgress(context.stderr);
  const files = await readFiles(request, context, progress);
  if (files === null) return EXIT.usage;

  // `performance` would be one more module of Node to load, for a clock that it has anyway.
  const started = process.hrtime.bigint();
  const result = repair(request, files, context, progress);
  const elapsedMilliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  const report: RepairReport = {
    result,
    source: { file: request.file, out: request.out },
    communities: files.communities,
    settings: request.settings,
    elapsedMilliseconds,
  };
  const outputs: [string | undefined, () => string | Uint8Array[] | Promise<string>][] = [
    [
      request.out,
      () => writeRepaired(files.bytes, fatesOf(files.communities, result), files.mayHaveHeights),
    ],
    [request.boundaryOut, () => boundaryText(files, result)],
    [request.report, async () => (await reportAsJson()).writeRepairJson(report)],
  ];
  for (const [path, write] of outputs) {
    if (path === undefined) continue;
    progress.update(inWords(context, { zh: `写入 ${path}`, en: `writing ${path}` }), null);
    const written = await writeFileWhole(path, await write());
    progress.clear();
    if (!written.ok) return cannotWrite(path, written.error, context);
  }
  // Where the result is reported, the audit that the report shows decides.
  const isClean = (request.isQuiet && result.looksClean) || result.isClean;
  const code = isClean ? EXIT.clean : EXIT.findings;
  context.announceExitCode(code);
  if (!request.isQuiet) {
    const { writeRepairText } = await reportInWords();
    await writeStream(context.stdout, writeRepairText(report, context.language));
  } else if (!isClean) say(context, (await reportInWords()).repairVerdict(report));
  if (result.jurisdiction !== files.jurisdiction && request.boundaryOut === undefined) {
    say(context, {
      zh: '辖区边界缺少与社区界线相接的折点；--boundary-out FILE 可写出补好的边界',
      en: 'the boundary lacks vertices where borders end on it; --boundary-out FILE writes one that has them',
    });
  }
  return code;
}

// What a quiet repair has no use for is not loaded for it: together half of the program.
const reportInWords = () => import('../formats/report/repair-text.ts');
const reportAsJson = () => import('../formats/report/repair-json.ts');
const boundaryReader = () => import('../formats/geojson/read-jurisdiction.ts');

const outputsOf = ({ out, boundaryOut, report }: RepairRequest): string[] =>
  [out, boundaryOut, report].filter((path) => path !== undefined);

/** Reads all files and tells the problems of each; null when there was any. */
async function readFiles(
  request: RepairRequest,
  context: CommandContext,
  progress: Progress,
): Promise<RepairFiles | null> {
  let bytes: Uint8Array = new Uint8Array();
  const read = await readBytes(request.file, context, progress, (input) => {
    bytes = input;
    return readPackedCommunities(input, {
      idField: request.idField,
      nameField: request.nameField,
      allowNullGeometry: true,
    });
  });
  let boundaryDocument: unknown;
  const { readJurisdiction } = request.boundary === undefined ? {} : await boundaryReader();
  const boundary =
    request.boundary === undefined || readJurisdiction === undefined
      ? undefined
      : await readDocument(request.boundary, context, progress, (parsed) => {
          boundaryDocument = parsed;
          return readJurisdiction(parsed);
        });
  if (read === null || boundary === null) return null;
  const name = inputName(request.file, context.language);
  if (!request.isQuiet) {
    say(context, {
      zh: `${name}：编号取自${read.idSource.zh}`,
      en: `${name}: ids from ${read.idSource.en}`,
    });
  }
  // The reader leaves heights out of the geometry; the file that is written keeps them.
  const isAboutHeights = (note: Message): boolean => note.en.startsWith('height (Z)');
  const notes = request.isQuiet ? read.notes.filter((note) => !isAboutHeights(note)) : read.notes;
  sayNotes(
    context,
    request.file,
    notes.map((note) => (isAboutHeights(note) ? HEIGHTS_STAY : note)),
  );
  if (request.boundary !== undefined) sayNotes(context, request.boundary, boundary?.notes ?? []);
  const { features } = (boundaryDocument ?? {}) as { features?: unknown[] };
  return {
    bytes,
    communities: listCommunities(read),
    areas: read.areas,
    mayHaveHeights: read.notes.some(isAboutHeights),
    boundaryDocument,
    jurisdiction: boundary?.jurisdiction ?? null,
    isBoundarySingle: features === undefined || features.length === 1,
  };
}

function repair(
  { settings }: RepairRequest,
  { communities, areas, jurisdiction }: RepairFiles,
  context: CommandContext,
  progress: Progress,
): RepairResult {
  const tell = (step: RepairStep): void =>
    progress.update(inWords(context, stepText(step, communities.length)), null);
  const result = repairPacked(communities, areas, jurisdiction, settings, tell);
  progress.clear();
  return result;
}

const inWords = ({ language }: CommandContext, text: Message): string => text[language];

function stepText({ step, pass }: RepairStep, count: number): Message {
  if (step === 'repair') {
    return { zh: `修复（第 ${pass} 遍）`, en: `repairing, pass ${pass}` };
  }
  return pass === 0
    ? { zh: `检查 ${count} 个社区`, en: `checking ${count} communities` }
    : { zh: `检查第 ${pass} 遍的结果`, en: `checking the result of pass ${pass}` };
}

/** What became of each feature of the file. */
function fatesOf(communities: readonly CommunityInput[], result: RepairResult): FeatureFate[] {
  const fates: FeatureFate[] = communities.map(() => 'dropped');
  result.origins.forEach((origin, i) => {
    const community = result.communities[i]!;
    // What did not change is not even looked at: reading a geometry makes it.
    const geometry = community === communities[origin] ? null : community.geometry;
    fates[origin] = geometry === null ? 'same' : { geometry };
  });
  return fates;
}

/** The boundary as it was read, with the vertices added. */
function boundaryText(files: RepairFiles, { jurisdiction }: RepairResult): string {
  const { geometry } = jurisdiction!;
  const isSame = jurisdiction === files.jurisdiction;
  if (files.isBoundarySingle) {
    return writeRepairedDocument(files.boundaryDocument, [isSame ? 'same' : { geometry }]);
  }
  const feature = { type: 'Feature', properties: {}, geometry };
  const document = { type: 'FeatureCollection', features: [feature] };
  return writeRepairedDocument(document, ['same']);
}

function cannotWrite(path: string, reason: Message, context: CommandContext): number {
  const name = inputName(path, context.language);
  say(context, { zh: `无法写入 ${name}：${reason.zh}`, en: `cannot write ${name}: ${reason.en}` });
  return EXIT.usage;
}
