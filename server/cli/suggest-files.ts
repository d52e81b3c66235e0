import type { Message } from '#engine/coverage/types.ts';
import type { FacilityInput, UnitInput } from '#engine/material/types.ts';
import { linesToMeasure } from '#engine/measure/lines-to-measure.ts';
import { cutGround, type GroundMaterial, groundNotes } from '#engine/propose/suggest/cut-ground.ts';
import { sizeBounds } from '#engine/propose/suggest/size-bounds.ts';
import type { SuggestInput } from '#engine/propose/suggest/types.ts';
import type { Policy } from '#engine/rules/types.ts';
import { allocateHouseholds } from '#engine/units/allocate-households.ts';
import type { HouseholdOptions } from '#engine/units/household-types.ts';
import { matchUnits } from '#engine/units/match-units.ts';
import type { UnitSet } from '#engine/units/types.ts';
import { readFacilities } from '../formats/geojson/read-facilities.ts';
import { printable } from '../formats/printable.ts';
import { matchableBarriers } from '../formats/units/matchable-barriers.ts';
import { resolverOf } from '../services/material/resolve-references.ts';
import type { CommandContext } from './command.ts';
import { readDocument, sayNotes } from './read-document.ts';
import { inputName } from './read-input.ts';
import { readPolicy } from './read-policy.ts';
import { readUnitFiles, type UnitFiles } from './read-unit-files.ts';
import type { SuggestRequest } from './suggest-request.ts';
import type { Progress } from './terminal-progress.ts';
import type { UnitsRequest } from './units-request.ts';
import { say } from './write-output.ts';

/**
 * Reads all files, cuts or matches the units and gives them their households. Null when anything is at fault, which
 * has been said.
 * @throws UsageError for a policy that is not installed
 */
export async function readSuggestFiles(
  request: SuggestRequest,
  context: CommandContext,
  progress: Progress,
): Promise<SuggestInput | null> {
  const policy = await readPolicy(request.policy, 'suggest', context, progress);
  const files = await readUnitFiles(unitsRequest(request), context, progress);
  const facilities = await readFacilityFile(request.facilities, context, progress);
  if (policy === null || files === null || facilities === null) return null;
  const made = makeUnits(request, files, policy, context, progress);
  if (made === null) return null;
  progress.clear();
  return toInput({ files, facilities, policy, made });
}

/** The part of the request that `sizhi units` would take. */
function unitsRequest(request: SuggestRequest): UnitsRequest {
  const { boundary, communities, barriers, estates, buildings, units, idField } = request;
  return {
    boundary,
    communities,
    barriers,
    estates,
    buildings,
    residential: request.residential,
    units,
    osmTags: undefined,
    idField,
    householdsField: request.householdsField,
    populationField: undefined,
    communityField: request.communityField,
    totalHouseholds: request.totalHouseholds,
    levels: request.levels,
    classes: request.classes,
    minAreaSquareMetres: undefined,
    minWidthMetres: undefined,
    closeWithinMetres: undefined,
    mergeWithinMetres: undefined,
    toleranceMetres: undefined,
    borderToleranceMetres: undefined,
    format: 'json',
    out: undefined,
    graph: undefined,
    boundaryOut: undefined,
  };
}

async function readFacilityFile(
  path: string | undefined,
  context: CommandContext,
  progress: Progress,
): Promise<FacilityInput[] | undefined | null> {
  if (path === undefined) return undefined;
  const read = await readDocument(path, context, progress, (document) => readFacilities(document));
  if (read !== null) sayNotes(context, path, read.notes);
  return read?.facilities ?? null;
}

interface Made {
  set: UnitSet;
  notes: readonly Message[];
}

/** Supplied units matched, or units cut; null where they are at fault, which has been said. */
function makeUnits(
  request: SuggestRequest,
  files: UnitFiles,
  policy: Policy,
  context: CommandContext,
  progress: Progress,
): Made | null {
  const zh = context.language === 'zh';
  if (files.units !== undefined) {
    progress.update(zh ? '核对地块' : 'matching units', null);
    const units = withCommunityIds(files.units, files, request.units ?? '', context);
    try {
      const lines = matchableBarriers(files.barriers, request.classes);
      return withHouseholds(request, files, matchUnits(units, lines, HAIRLINES));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return fail(request.units ?? '', error.message, context, progress);
    }
  }
  // Repairs need no units; roads and rivers are what borders are drawn along.
  if (files.barriers.length === 0 || request.kind === 'repair') {
    return { set: matchUnits([], []), notes: [] };
  }
  progress.update(zh ? '划分地块' : 'cutting units', null);
  const { classes, totalHouseholds, levels, band } = request;
  const cut = cutGround(materialOf(files), {
    units: classes === undefined ? {} : { prepare: { classes } },
    households: householdOptions(totalHouseholds, levels),
    mostHouseholds: sizeBounds(policy, band === undefined ? {} : { householdBand: band }).hard.max,
  });
  if (cut.set.units.length > 0) return cut;
  const { notes } = cut.set.report;
  const failed = notes.find(({ kind }) => kind === 'failed' || kind === 'invalid-area');
  const path = request.communities ?? request.boundary ?? '';
  return fail(path, (failed?.message ?? NO_UNITS)[context.language], context, progress);
}

function materialOf(files: UnitFiles): GroundMaterial {
  const { jurisdiction, communities = [], barriers, estates } = files;
  const { buildings, residentialAreas, otherAreas } = files;
  return {
    barriers,
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    ...(communities.length === 0 ? {} : { communities }),
    ...(estates === undefined ? {} : { estates }),
    ...(buildings === undefined ? {} : { buildings }),
    ...(residentialAreas === undefined ? {} : { residentialAreas }),
    ...(otherAreas === undefined ? {} : { otherAreas }),
  };
}

const householdOptions = (
  totalHouseholds: number | undefined,
  defaultLevels: number | undefined,
): HouseholdOptions => ({
  ...(totalHouseholds === undefined ? {} : { totalHouseholds }),
  ...(defaultLevels === undefined ? {} : { defaultLevels }),
});

/** Census blocks differ from their neighbours by a hair; they border on one another all the same. */
const HAIRLINES = { borderToleranceMetres: 0.5 };

const NO_UNITS: Message = { zh: '没有划出任何地块', en: 'no units could be cut' };

function fail(path: string, reason: string, context: CommandContext, progress: Progress): null {
  progress.clear();
  const name = inputName(path, context.language);
  say(context, { zh: `${name}：${reason}`, en: `${name}: ${reason}` });
  return null;
}

/** Units may name their communities by code or name; names that are no community's are told. */
function withCommunityIds(
  units: readonly UnitInput[],
  { communities = [] }: UnitFiles,
  path: string,
  context: CommandContext,
): UnitInput[] {
  const idOf = resolverOf(communities);
  const ids = new Set(communities.map(({ id }) => id));
  const strangers = new Map<string, number>();
  const resolved = units.map((unit) => {
    if (typeof unit.community !== 'string') return unit;
    const id = idOf(unit.community);
    if (ids.has(id)) return { ...unit, community: id };
    strangers.set(unit.community, (strangers.get(unit.community) ?? 0) + 1);
    const { community: _unknown, ...rest } = unit;
    return rest;
  });
  if (strangers.size > 0 && communities.length > 0) {
    const count = [...strangers.values()].reduce((sum, own) => sum + own, 0);
    const named = [...strangers.keys()].slice(0, MOST_NAMED).map((name) => printable(name));
    const more = strangers.size > named.length;
    sayNotes(context, path, [
      {
        zh: `${count} 个地块写明的社区不在社区文件中（${named.join('、')}${more ? '……' : ''}），按所在位置计`,
        en: `${count} ${count === 1 ? 'unit names a community that is' : 'units name communities that are'} not in the file of communities (${named.join(', ')}${more ? ', …' : ''}): counted by where ${count === 1 ? 'it lies' : 'they lie'}`,
      },
    ]);
  }
  return resolved;
}

/** Names of communities that are told one by one. */
const MOST_NAMED = 3;

/** Supplied units without figures get them from estates, communities and buildings, as those that are cut do. */
function withHouseholds(
  { totalHouseholds, levels }: SuggestRequest,
  files: UnitFiles,
  set: UnitSet,
): Made {
  const isAsked =
    files.estates !== undefined || files.buildings !== undefined || totalHouseholds !== undefined;
  if (!isAsked || set.units.every(({ households }) => households !== undefined)) {
    return { set, notes: groundNotes(set.report, []) };
  }
  const { barriers: _cutNothing, jurisdiction: _area, ...sources } = materialOf(files);
  const options = householdOptions(totalHouseholds, levels);
  const { units, report } = allocateHouseholds(set.units, sources, options);
  return { set: { ...set, units }, notes: groundNotes(set.report, report.notes) };
}

function toInput({
  files,
  facilities,
  policy,
  made: { set, notes },
}: {
  files: UnitFiles;
  facilities: FacilityInput[] | undefined;
  policy: Policy;
  made: Made;
}): SuggestInput {
  const { communities = [], barriers, jurisdiction, estates } = files;
  return {
    communities,
    units: set.units,
    borders: set.borders,
    barriers: linesToMeasure(barriers),
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    ...(estates === undefined ? {} : { estates }),
    ...(facilities === undefined ? {} : { facilities }),
    policy,
    ...(notes.length === 0 ? {} : { notes }),
  };
}
