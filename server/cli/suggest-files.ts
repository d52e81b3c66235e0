import type { Message } from '#engine/coverage/types.ts';
import type { FacilityInput, UnitInput } from '#engine/material/types.ts';
import { linesToMeasure } from '#engine/measure/lines-to-measure.ts';
import type { SuggestInput } from '#engine/propose/suggest/types.ts';
import type { Policy } from '#engine/rules/types.ts';
import { allocateHouseholds } from '#engine/units/allocate-households.ts';
import { buildUnits } from '#engine/units/build-units.ts';
import { matchUnits } from '#engine/units/match-units.ts';
import type { UnitSet } from '#engine/units/types.ts';
import { readFacilities } from '../formats/geojson/read-facilities.ts';
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
  const set = makeUnits(request, files, context, progress);
  if (set === null) return null;
  progress.clear();
  return toInput({ files, facilities, policy, set });
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
    residential: undefined,
    units,
    osmTags: undefined,
    idField,
    householdsField: request.householdsField,
    populationField: undefined,
    communityField: request.communityField,
    totalHouseholds: request.totalHouseholds,
    levels: undefined,
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

/** Supplied units matched, or units cut; null where they are at fault, which has been said. */
function makeUnits(
  request: SuggestRequest,
  files: UnitFiles,
  context: CommandContext,
  progress: Progress,
): UnitSet | null {
  const { communities = [] } = files;
  if (files.units !== undefined) {
    progress.update(context.language === 'zh' ? '核对地块' : 'matching units', null);
    const units = withCommunityIds(files.units, files);
    try {
      return matchUnits(units, matchableBarriers(files.barriers, request.classes), HAIRLINES);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return fail(request.units ?? '', error.message, context, progress);
    }
  }
  if (files.barriers.length === 0) return { ...matchUnits([], []) };
  progress.update(context.language === 'zh' ? '划分地块' : 'cutting units', null);
  const { jurisdiction, barriers, estates } = files;
  const set = buildUnits(
    {
      barriers,
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      ...(communities.length === 0 ? {} : { communities }),
      ...(estates === undefined ? {} : { estates }),
    },
    request.classes === undefined ? {} : { prepare: { classes: request.classes } },
  );
  const failed = set.report.notes.find(({ kind }) => kind === 'failed' || kind === 'invalid-area');
  if (set.units.length === 0) {
    const path = request.communities ?? request.boundary ?? '';
    return fail(path, (failed?.message ?? NO_UNITS)[context.language], context, progress);
  }
  return withHouseholds(request, files, set);
}

/** Census blocks differ from their neighbours by a hair; they border on one another all the same. */
const HAIRLINES = { borderToleranceMetres: 0.5 };

const NO_UNITS: Message = { zh: '没有划出任何地块', en: 'no units could be cut' };

function fail(path: string, reason: string, context: CommandContext, progress: Progress): null {
  progress.clear();
  const name = inputName(path, context.language);
  say(context, { zh: `${name}：${reason}`, en: `${name}: ${reason}` });
  return null;
}

/** Units may name their communities by code or name. */
function withCommunityIds(
  units: readonly UnitInput[],
  { communities = [] }: UnitFiles,
): UnitInput[] {
  const idOf = resolverOf(communities);
  const ids = new Set(communities.map(({ id }) => id));
  return units.map((unit) => {
    if (typeof unit.community !== 'string') return unit;
    const id = idOf(unit.community);
    if (ids.has(id)) return { ...unit, community: id };
    const { community: _unknown, ...rest } = unit;
    return rest;
  });
}

function withHouseholds(
  { totalHouseholds }: SuggestRequest,
  { communities, estates, buildings, residentialAreas }: UnitFiles,
  set: UnitSet,
): UnitSet {
  const { units } = allocateHouseholds(
    set.units,
    {
      ...(communities === undefined ? {} : { communities }),
      ...(estates === undefined ? {} : { estates }),
      ...(buildings === undefined ? {} : { buildings }),
      ...(residentialAreas === undefined ? {} : { residentialAreas }),
    },
    totalHouseholds === undefined ? {} : { totalHouseholds },
  );
  return { ...set, units };
}

function toInput({
  files,
  facilities,
  policy,
  set,
}: {
  files: UnitFiles;
  facilities: FacilityInput[] | undefined;
  policy: Policy;
  set: UnitSet;
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
  };
}
