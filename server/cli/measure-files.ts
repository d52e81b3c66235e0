import type { CommunityInput, Message } from '#engine/coverage/types.ts';
import type { FacilityInput, UnitInput } from '#engine/material/types.ts';
import { strayFacilities } from '#engine/measure/facilities-of.ts';
import { linesToMeasure } from '#engine/measure/lines-to-measure.ts';
import type { MeasureContext } from '#engine/measure/types.ts';
import { listCommunities } from '../formats/geojson/packed/list-communities.ts';
import { readEstates } from '../formats/geojson/read-estates.ts';
import { readFacilities } from '../formats/geojson/read-facilities.ts';
import { readUnits } from '../formats/geojson/read-units.ts';
import { printable } from '../formats/printable.ts';
import { loadTagTable } from '../services/import/load-tag-table.ts';
import { resolverOf } from '../services/material/resolve-references.ts';
import type { CommandContext } from './command.ts';
import type { MeasureRequest } from './measure-request.ts';
import { readBarrierFiles } from './read-barrier-files.ts';
import { readCommunityFile, readDocument, sayNotes } from './read-document.ts';
import { inputName } from './read-input.ts';
import type { Progress } from './terminal-progress.ts';
import { say } from './write-output.ts';

/** Reads all files of a request and tells the problems of each; null when there was any. */
export async function readMeasureFiles(
  request: MeasureRequest,
  context: CommandContext,
  progress: Progress,
): Promise<MeasureContext | null> {
  const optional = async <T extends { notes: readonly Message[] }>(
    path: string | undefined,
    read: Parameters<typeof readDocument<T>>[3],
  ): Promise<T | null | undefined> => {
    if (path === undefined) return undefined;
    const found = await readDocument(path, context, progress, read);
    if (found !== null) sayNotes(context, path, found.notes);
    return found;
  };
  const packed = await readCommunityFile(request.file, context, progress, {
    idField: request.idField,
    nameField: request.nameField,
    allowNullGeometry: true,
  });
  const facilities = await optional(request.facilities, (document) => readFacilities(document));
  const estates = await optional(request.estates, (document) => readEstates(document));
  const units = await optional(request.units, (document) => readUnits(document));
  const before = await optional(request.before, (document) => readUnits(document));
  const table = loadTagTable();
  const sources = await readBarrierFiles(request.barriers, table, context, progress);
  if (packed === null || facilities === null || estates === null) return null;
  if (units === null || before === null || sources === null) return null;

  const name = inputName(request.file, context.language);
  const { idSource } = packed;
  say(context, { zh: `${name}：编号取自${idSource.zh}`, en: `${name}: ids from ${idSource.en}` });
  sayNotes(context, request.file, packed.notes);
  const communities = listCommunities(packed);
  const resolve = communityResolver(communities);
  const named = (items: readonly (FacilityInput | UnitInput)[], path: string): void =>
    tellUnknown(items, resolve, path, context);
  if (facilities !== undefined) named(facilities.facilities, request.facilities!);
  if (units !== undefined) named(units.units, request.units!);
  const { band, toleranceMetres } = request;
  const measured: MeasureContext = {
    communities,
    ...(request.barriers.length === 0 ? {} : { barriers: linesToMeasure(sources.barriers) }),
    ...(facilities === undefined
      ? {}
      : { facilities: facilities.facilities.map((item) => resolved(item, resolve)) }),
    ...(estates === undefined ? {} : { estates: estates.estates }),
    ...(units === undefined ? {} : { units: units.units.map((item) => resolved(item, resolve)) }),
    ...(before === undefined ? {} : { unitsBefore: assignmentOf(before.units, resolve) }),
    ...(band === undefined ? {} : { householdBand: band }),
    ...(toleranceMetres === undefined ? {} : { barrierToleranceMetres: toleranceMetres }),
  };
  if (request.facilities !== undefined) {
    tellStrays(strayFacilities(measured), request.facilities, context);
  }
  return measured;
}

/** The id of a community that is named by its id, its code or its name; null for one that is not there. */
type Resolve = (named: string) => string | null;

function communityResolver(communities: readonly CommunityInput[]): Resolve {
  const idOf = resolverOf(communities);
  const ids = new Set(communities.map(({ id }) => id));
  return (named) => {
    const id = idOf(named);
    return ids.has(id) ? id : null;
  };
}

function resolved<T extends FacilityInput | UnitInput>(item: T, resolve: Resolve): T {
  if (typeof item.community !== 'string') return item;
  return { ...item, community: resolve(item.community) ?? item.community };
}

/** Communities of the other plan may have other ids: one that is not there keeps its own. */
const assignmentOf = (
  units: readonly UnitInput[],
  resolve: Resolve,
): NonNullable<MeasureContext['unitsBefore']> =>
  new Map(
    units.flatMap(({ id, community }): [string, string | null][] => {
      if (community === undefined) return [];
      return [[id, community === null ? null : (resolve(community) ?? community)]];
    }),
  );

const LISTED = 5;

/** “A, B, …” */
const listed = (names: readonly string[]): string =>
  names.slice(0, LISTED).map(printable).join(', ') + (names.length > LISTED ? ', …' : '');

function tellStrays(strays: readonly FacilityInput[], path: string, context: CommandContext): void {
  const count = strays.length;
  if (count === 0) return;
  const list = listed(strays.map(({ id }) => id));
  sayNotes(context, path, [
    {
      zh: `${count} 个设施没有指明社区，也不在任何社区之内，未计入：${list}`,
      en: `${count} ${count === 1 ? 'facility names no community and lies in none, and is' : 'facilities name no community and lie in none, and are'} not counted: ${list}`,
    },
  ]);
}

/** Who serves or makes up a community that is not in the file counts for nobody, which is worth knowing. */
function tellUnknown(
  items: readonly (FacilityInput | UnitInput)[],
  resolve: Resolve,
  path: string,
  context: CommandContext,
): void {
  const strangers = items.filter(
    ({ community }) => typeof community === 'string' && resolve(community) === null,
  );
  if (strangers.length === 0) return;
  const list = listed([...new Set(strangers.map(({ community }) => String(community)))]);
  const count = strangers.length;
  sayNotes(context, path, [
    {
      zh: `${count} 个要素所属的社区不在文件中，未计入：${list}`,
      en: `${count} ${count === 1 ? 'feature names a community that is' : 'features name communities that are'} not in the file, and ${count === 1 ? 'is' : 'are'} not counted: ${list}`,
    },
  ]);
}
