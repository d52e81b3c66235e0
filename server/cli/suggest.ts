import type { CommunityInput, Message } from '#engine/coverage/types.ts';
import { suggest } from '#engine/propose/suggest/suggest.ts';
import type { SuggestInput, SuggestResult } from '#engine/propose/suggest/types.ts';
import { printable } from '../formats/printable.ts';
import { writeSuggestAfter, writeSuggestGeoJson } from '../formats/suggest/suggest-geojson.ts';
import { writeSuggestJson } from '../formats/suggest/suggest-json.ts';
import type { SuggestReport } from '../formats/suggest/suggest-report.ts';
import { writeSuggestText } from '../formats/suggest/suggest-text.ts';
import { writeOutline } from '../formats/units/units-geojson.ts';
import { resolverOf } from '../services/material/resolve-references.ts';
import { type CommandContext, EXIT, UsageError } from './command.ts';
import { inputName } from './read-input.ts';
import { readSuggestFiles } from './suggest-files.ts';
import { SUGGEST_USAGE } from './suggest-options.ts';
import { parseSuggestRequest, type SuggestRequest } from './suggest-request.ts';
import { createProgress, type Progress } from './terminal-progress.ts';
import { canWriteFile, say, writeFileWhole, writeStream } from './write-output.ts';

export const usage: Message = SUGGEST_USAGE;

/**
 * `sizhi suggest`: suggestions of one kind, ranked. Returns the exit code: 0 there are some, 1 none is feasible,
 * 2 bad input. Ctrl-C ends it with nothing written.
 * @throws UsageError
 */
export async function run(args: string[], context: CommandContext): Promise<number> {
  const request = parseSuggestRequest(args);
  for (const path of [request.out, request.after, request.boundaryOut]) {
    if (path === undefined) continue;
    // Before the work, not after it.
    const obstacle = await canWriteFile(path);
    if (obstacle !== null) return cannotWrite(path, obstacle, context);
  }
  const progress = createProgress(context.stderr);
  const input = await readSuggestFiles(request, context, progress);
  if (input === null) return EXIT.usage;
  const targets = resolveTargets(request, input.communities);
  const started = performance.now();
  const result = search(request, input, targets, context, progress);
  progress.clear();
  if (result === null) return EXIT.usage;
  const report: SuggestReport = {
    result,
    kind: request.kind,
    input,
    source: sourceOf(request),
    elapsedMilliseconds: performance.now() - started,
  };
  return deliver(report, request, context);
}

/** @throws UsageError for a target that is none of the communities */
function resolveTargets(
  { targets, communities: path }: SuggestRequest,
  communities: readonly CommunityInput[],
): string[] | undefined {
  if (targets.length === 0) return undefined;
  const idOf = resolverOf(communities);
  const ids = new Set(communities.map(({ id }) => id));
  return targets.map((target) => {
    const id = idOf(target);
    if (ids.has(id)) return id;
    const shown = printable(target);
    const file = path === undefined ? '' : printable(path);
    throw new UsageError(
      {
        zh: `${file === '' ? '' : `${file} `}中没有编号或名称为“${shown}”的社区`,
        en: `${file} has no community with the id or name “${shown}”`,
      },
      'suggest',
    );
  });
}

function search(
  request: SuggestRequest,
  input: SuggestInput,
  targets: string[] | undefined,
  context: CommandContext,
  progress: Progress,
): SuggestResult | null {
  const { kind, alternatives, seed, moves, band, parts, timeLimit, leaveWiderThan } = request;
  const deadline = timeLimit === undefined ? null : Date.now() + 1000 * timeLimit;
  try {
    return suggest(kind, input, {
      alternatives,
      seed,
      ...(targets === undefined ? {} : { targets }),
      ...(moves === undefined ? {} : { moves }),
      ...(band === undefined ? {} : { householdBand: band }),
      ...(parts === undefined ? {} : { parts }),
      ...(leaveWiderThan === undefined ? {} : { leaveWiderThanMetres: leaveWiderThan }),
      ...(deadline === null ? {} : { shouldStop: () => Date.now() > deadline }),
      onProgress: (share, stage) => progress.update(stage[context.language], share),
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    progress.clear();
    say(context, { zh: `输入有误：${error.message}`, en: error.message });
    return null;
  }
}

const sourceOf = ({ communities, units, barriers, boundary }: SuggestRequest) => ({
  communities: communities ?? null,
  units: units ?? null,
  barriers,
  boundary: boundary ?? null,
});

async function deliver(
  report: SuggestReport,
  { format, out, after, boundaryOut }: SuggestRequest,
  context: CommandContext,
): Promise<number> {
  const text =
    format === 'text'
      ? writeSuggestText(report, context.language)
      : format === 'json'
        ? writeSuggestJson(report)
        : writeSuggestGeoJson(report);
  const { suggestions } = report.result;
  const outputs: [string | undefined, () => string][] = [[out, () => text]];
  const [first] = suggestions;
  const outline = first?.outline ?? report.input.jurisdiction?.geometry;
  if (first !== undefined) outputs.push([after, () => writeSuggestAfter(report)]);
  if (first !== undefined && outline !== undefined) {
    outputs.push([boundaryOut, () => writeOutline(outline)]);
  }
  for (const [path, write] of outputs) {
    if (path === undefined) continue;
    const written = await writeFileWhole(path, write());
    if (!written.ok) return cannotWrite(path, written.error, context);
  }
  if (out === undefined) await writeStream(context.stdout, text);
  if (out !== undefined || format !== 'text') {
    const count = suggestions.length;
    say(context, {
      zh: `${count} 个方案${out === undefined ? '' : `；已写入 ${inputName(out, context.language)}`}`,
      en: `${count} ${count === 1 ? 'suggestion' : 'suggestions'}${out === undefined ? '' : `, written to ${inputName(out, context.language)}`}`,
    });
  }
  return suggestions.length > 0 ? EXIT.clean : EXIT.findings;
}

function cannotWrite(path: string, reason: Message, context: CommandContext): number {
  const name = inputName(path, context.language);
  say(context, { zh: `无法写入 ${name}：${reason.zh}`, en: `cannot write ${name}: ${reason.en}` });
  return EXIT.usage;
}
