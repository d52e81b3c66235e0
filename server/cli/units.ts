import { basename } from 'node:path';
import type { Message } from '#engine/coverage/types.ts';
import { buildDualGraph } from '#engine/graph/dual-graph.ts';
import { allocateHouseholds } from '#engine/units/allocate-households.ts';
import { buildUnits } from '#engine/units/build-units.ts';
import type { HouseholdReport } from '#engine/units/household-types.ts';
import { matchUnits } from '#engine/units/match-units.ts';
import type { UnitSet } from '#engine/units/types.ts';
import type { UnitOptions, UnitStage } from '#engine/units/unit-options.ts';
import { weightOf, writeGraphJson } from '../formats/units/graph-json.ts';
import { matchableBarriers } from '../formats/units/matchable-barriers.ts';
import { writeOutline, writeUnitsGeoJson } from '../formats/units/units-geojson.ts';
import { writeUnitsJson } from '../formats/units/units-json.ts';
import type { UnitsReport } from '../formats/units/units-report.ts';
import { writeUnitsText } from '../formats/units/units-text.ts';
import { type CommandContext, EXIT } from './command.ts';
import { inputName } from './read-input.ts';
import { readUnitFiles, type UnitFiles } from './read-unit-files.ts';
import { createProgress, type Progress } from './terminal-progress.ts';
import { UNITS_USAGE } from './units-options.ts';
import { parseUnitsRequest, type UnitsFormat, type UnitsRequest } from './units-request.ts';
import { canWriteFile, say, writeFileWhole, writeStream } from './write-output.ts';

export const usage: Message = UNITS_USAGE;

/**
 * `sizhi units`: cuts units, or matches supplied ones, and gives them their households. Returns the exit
 * code: 0 done, 2 bad input. Ctrl-C ends it with nothing written.
 * @throws UsageError
 */
export async function run(args: string[], context: CommandContext): Promise<number> {
  const request = parseUnitsRequest(args);
  for (const path of [request.out, request.graph, request.boundaryOut]) {
    if (path === undefined) continue;
    // Before the work, not after it.
    const obstacle = await canWriteFile(path);
    if (obstacle !== null) return cannotWrite(path, obstacle, context);
  }
  const progress = createProgress(context.stderr);
  const files = await readUnitFiles(request, context, progress);
  if (files === null) return EXIT.usage;

  const started = performance.now();
  const made = makeUnits(request, files, context, progress);
  if (made === null) return EXIT.usage;
  const { set, households } = withHouseholds(request, files, made);
  progress.clear();
  if (set.units.length === 0) return tellNoUnits(set, context);
  const report: UnitsReport = {
    set,
    households,
    isSupplied: files.units !== undefined,
    source: { area: areaFile(request), barriers: request.barriers },
    elapsedMilliseconds: performance.now() - started,
  };
  return deliver(report, request, context);
}

const STAGES: Readonly<Record<UnitStage, Message>> = {
  prepare: { zh: '整理道路、河流', en: 'preparing barriers' },
  node: { zh: '求交点', en: 'noding' },
  trace: { zh: '围成街坊', en: 'tracing blocks' },
  estates: { zh: '保持楼盘完整', en: 'keeping estates whole' },
  crumbs: { zh: '归并碎块', en: 'joining crumbs' },
  borders: { zh: '标注界线', en: 'naming borders' },
};

/** Null where the supplied units are at fault, which has been said. */
function makeUnits(
  request: UnitsRequest,
  files: UnitFiles,
  context: CommandContext,
  progress: Progress,
): UnitSet | null {
  const { language } = context;
  const { toleranceMetres, borderToleranceMetres } = request;
  if (files.units !== undefined) {
    progress.update(language === 'zh' ? '核对界线' : 'matching borders', null);
    const barriers = matchableBarriers(files.barriers, request.classes);
    return readingFaults(request, context, progress, () =>
      matchUnits(files.units ?? [], barriers, given({ toleranceMetres, borderToleranceMetres })),
    );
  }
  const options = unitOptions(request);
  options.onProgress = (share, stage) => progress.update(STAGES[stage][language], share);
  const { jurisdiction, communities, barriers, estates } = files;
  return buildUnits(
    {
      barriers,
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      ...(communities === undefined ? {} : { communities }),
      ...(estates === undefined ? {} : { estates }),
    },
    options,
  );
}

function unitOptions(request: UnitsRequest): UnitOptions {
  const { classes, closeWithinMetres, mergeWithinMetres } = request;
  const prepare = given({
    classes,
    closeWithinMetres,
    mergeCarriagewaysWithinMetres: mergeWithinMetres,
  });
  const { minAreaSquareMetres, minWidthMetres, toleranceMetres } = request;
  return { ...given({ minAreaSquareMetres, minWidthMetres, toleranceMetres }), prepare };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out the members that are undefined. */
function given<T extends object>(value: T): Given<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Given<T>;
}

/** Ids that repeat and units without an area are told by the engine as a RangeError. */
function readingFaults(
  { units }: UnitsRequest,
  context: CommandContext,
  progress: Progress,
  match: () => UnitSet,
): UnitSet | null {
  try {
    return match();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    progress.clear();
    const name = inputName(units ?? '', context.language);
    say(context, {
      zh: `${name}：地块有误：${error.message}`,
      en: `${name}: ${error.message}`,
    });
    return null;
  }
}

/** Households where anything is known that they could come from. */
function withHouseholds(
  { totalHouseholds, levels }: UnitsRequest,
  files: UnitFiles,
  set: UnitSet,
): { set: UnitSet; households: HouseholdReport | null } {
  const { communities, estates, buildings, residentialAreas, otherAreas } = files;
  const isKnown =
    estates !== undefined ||
    buildings !== undefined ||
    totalHouseholds !== undefined ||
    set.units.some(hasPeople) ||
    communities?.some(({ properties }) => hasPeople(properties ?? {}));
  if (!isKnown || set.units.length === 0) return { set, households: null };
  const { units, report } = allocateHouseholds(
    set.units,
    given({ communities, estates, buildings, residentialAreas, otherAreas }),
    given({ totalHouseholds, defaultLevels: levels }),
  );
  return { set: { ...set, units }, households: report };
}

const hasPeople = (of: { households?: unknown; population?: unknown }): boolean =>
  of.households !== undefined || of.population !== undefined;

const areaFile = ({ units, boundary, communities }: UnitsRequest): string =>
  units ?? boundary ?? communities ?? '';

/** Why there are none stands in the notes. */
function tellNoUnits({ report }: UnitSet, context: CommandContext): number {
  say(context, { zh: '没有得到任何地块：', en: 'there are no units:' });
  for (const { message } of report.notes) {
    say(context, { zh: `  ${message.zh}`, en: `  ${message.en}` });
  }
  return EXIT.usage;
}

const WRITERS: Readonly<Record<Exclude<UnitsFormat, 'text'>, (report: UnitsReport) => string>> = {
  json: writeUnitsJson,
  geojson: ({ set }) => writeUnitsGeoJson(set),
};

async function deliver(
  report: UnitsReport,
  request: UnitsRequest,
  context: CommandContext,
): Promise<number> {
  const { format, out, graph, boundaryOut } = request;
  const { language } = context;
  const result = (): string =>
    format === 'text' ? writeUnitsText(report, language) : WRITERS[format](report);
  const { outline } = report.set;
  const outputs: [string | undefined, () => string][] = [
    [out, result],
    [graph, () => graphText(report, request, context)],
  ];
  if (outline !== undefined) outputs.push([boundaryOut, () => writeOutline(outline)]);
  for (const [path, write] of outputs) {
    if (path === undefined) continue;
    const written = await writeFileWhole(path, write());
    if (!written.ok) return cannotWrite(path, written.error, context);
  }
  if (out === undefined) await writeStream(context.stdout, result());
  // The report goes where the units do not.
  else if (format !== 'text') await writeStream(context.stdout, writeUnitsText(report, language));
  if (out === undefined && format !== 'text') {
    const count = report.set.units.length;
    say(context, { zh: `${count} 个地块`, en: `${count} ${count === 1 ? 'unit' : 'units'}` });
  }
  return EXIT.clean;
}

function graphText({ set }: UnitsReport, request: UnitsRequest, context: CommandContext): string {
  const weight = weightOf(set.units);
  const unknown = set.units.filter((unit) => unit[weight] === undefined).length;
  const what =
    weight === 'households' ? { zh: '户数', en: 'households' } : { zh: '人口', en: 'people' };
  if (unknown > 0) {
    say(context, {
      zh: `邻接图：${unknown} 个地块的${what.zh}未知，按 0 计`,
      en: `the graph counts 0 ${what.en} for ${unknown} ${unknown === 1 ? 'unit' : 'units'} where they are not known`,
    });
  }
  const name = basename(areaFile(request)).replace(/\.[^.]+$/, '');
  return writeGraphJson(name, set.units, buildDualGraph(set));
}

function cannotWrite(path: string, reason: Message, context: CommandContext): number {
  const name = inputName(path, context.language);
  say(context, { zh: `无法写入 ${name}：${reason.zh}`, en: `cannot write ${name}: ${reason.en}` });
  return EXIT.usage;
}
