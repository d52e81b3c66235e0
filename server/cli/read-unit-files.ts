import type { BarrierSource } from '#engine/barriers/types.ts';
import type {
  AreaGeometry,
  CommunityInput,
  JurisdictionInput,
  Message,
} from '#engine/coverage/types.ts';
import type { BuildingInput, EstateInput, UnitInput } from '#engine/material/types.ts';
import { err, ok } from '#engine/result.ts';
import { parseGeoJson } from '../formats/geojson/parse-geojson.ts';
import { readBuildings } from '../formats/geojson/read-buildings.ts';
import { readCommunities } from '../formats/geojson/read-communities.ts';
import { readEstates } from '../formats/geojson/read-estates.ts';
import { readFeatures } from '../formats/geojson/read-features.ts';
import { readJurisdiction } from '../formats/geojson/read-jurisdiction.ts';
import { readUnits } from '../formats/geojson/read-units.ts';
import { isOverpass } from '../formats/osm/open-overpass.ts';
import { type BarrierFile, readBarrierFile, recognise } from '../formats/osm/read-barrier-file.ts';
import { parseTagTable, type TagTable } from '../formats/osm/tag-table.ts';
import { loadTagTable } from '../services/import/load-tag-table.ts';
import type { CommandContext } from './command.ts';
import { readBarrierFiles } from './read-barrier-files.ts';
import { readBytes, readDocument, sayNotes } from './read-document.ts';
import { inputName } from './read-input.ts';
import type { Progress } from './terminal-progress.ts';
import type { UnitsRequest } from './units-request.ts';
import { say } from './write-output.ts';

/** The files of `sizhi units`, read. What was not given is undefined. */
export interface UnitFiles {
  jurisdiction: JurisdictionInput | undefined;
  communities: CommunityInput[] | undefined;
  barriers: BarrierSource[];
  estates: EstateInput[] | undefined;
  buildings: BuildingInput[] | undefined;
  residentialAreas: AreaGeometry[] | undefined;
  /** Ground in other uses; undefined: not known. */
  otherAreas: AreaGeometry[] | undefined;
  units: UnitInput[] | undefined;
}

interface Reader {
  context: CommandContext;
  progress: Progress;
}

/** Reads all files and tells the problems of each; null when there was any. */
export async function readUnitFiles(
  request: UnitsRequest,
  context: CommandContext,
  progress: Progress,
): Promise<UnitFiles | null> {
  const reader = { context, progress };
  const table = await optional(request.osmTags, (path) =>
    readDocument(path, context, progress, parseTagTable),
  );
  if (table === null) return null;
  const tags = table ?? loadTagTable();
  const jurisdiction = await optional(request.boundary, (path) => readBoundary(path, reader));
  const communities = await optional(request.communities, (path) =>
    readCommunityDocument(path, request, reader),
  );
  const found = await readBarrierFiles(request.barriers, tags, context, progress);
  const estates = await optional(request.estates, async (path) => {
    const read = await readDocument(path, context, progress, (document) => readEstates(document));
    if (read !== null) sayNotes(context, path, read.notes);
    return read?.estates ?? null;
  });
  const shared = request.buildings === undefined ? undefined : found?.files.get(request.buildings);
  const built = await optional(request.buildings, (path) =>
    shared === undefined || shared.format === 'geojson'
      ? readBuildingFile(path, tags, reader)
      : Promise.resolve(shared),
  );
  const residential = await optional(request.residential, (path) => readResidential(path, reader));
  const units = await optional(request.units, (path) => readUnitDocument(path, request, reader));
  const parts = [jurisdiction, communities, found, estates, built, residential, units];
  if (parts.includes(null) || found === null) return null;
  const { barriers, files } = found;
  if (request.buildings === undefined) hintAtBuildings(files, context);
  if (barriers.length === 0 && request.barriers.length > 0) {
    say(context, {
      zh: '所给文件中没有可用的道路、河流等',
      en: 'the files hold no barriers that could be used',
    });
    return null;
  }
  return {
    jurisdiction: jurisdiction ?? undefined,
    communities: communities ?? undefined,
    barriers,
    estates: estates ?? undefined,
    buildings: built?.buildings,
    ...landUse(residential ?? built ?? {}),
    units: units ?? undefined,
  };
}

type LandUse = Partial<Pick<BarrierFile, 'residentialAreas' | 'otherAreas'>>;

/** No residential ground in a file says nothing where it does not tell other uses either. */
const landUse = ({ residentialAreas, otherAreas }: LandUse) => ({
  residentialAreas:
    residentialAreas?.length === 0 && otherAreas === undefined ? undefined : residentialAreas,
  otherAreas,
});

const optional = async <T>(
  path: string | undefined,
  read: (path: string) => Promise<T | null>,
): Promise<T | null | undefined> => (path === undefined ? undefined : read(path));

async function readBoundary(path: string, { context, progress }: Reader) {
  const read = await readDocument(path, context, progress, (document) =>
    readJurisdiction(document),
  );
  if (read !== null) sayNotes(context, path, read.notes);
  return read?.jurisdiction ?? null;
}

async function readCommunityDocument(
  path: string,
  { idField, units, householdsField, populationField }: UnitsRequest,
  { context, progress }: Reader,
): Promise<CommunityInput[] | null> {
  const read = await readDocument(path, context, progress, (document) =>
    readCommunities(document, {
      // With units of one's own the field is theirs.
      idField: units === undefined ? idField : undefined,
      allowNullGeometry: true,
    }),
  );
  if (read === null) return null;
  const name = inputName(path, context.language);
  say(context, {
    zh: `${name}：编号取自${read.idSource.zh}`,
    en: `${name}: ids from ${read.idSource.en}`,
  });
  sayNotes(context, path, read.notes);
  if (units !== undefined) return read.communities;
  return withFigures(
    read.communities,
    { households: householdsField, population: populationField },
    (field) =>
      say(context, {
        zh: `${name}：没有社区含有字段 “${field}”`,
        en: `${name}: no community has a field “${field}”`,
      }),
  );
}

/** The figures of other columns under the names that households are read from; null when there is no such column. */
function withFigures(
  communities: CommunityInput[],
  fields: Readonly<Record<'households' | 'population', string | undefined>>,
  refuse: (field: string) => void,
): CommunityInput[] | null {
  let changed = communities;
  for (const [name, field] of Object.entries(fields)) {
    if (field === undefined) continue;
    if (!communities.some(({ properties }) => Object.hasOwn(properties ?? {}, field))) {
      refuse(field);
      return null;
    }
    changed = changed.map((community, i) => ({
      ...community,
      properties: { ...community.properties, [name]: communities[i]!.properties?.[field] },
    }));
  }
  return changed;
}

async function readUnitDocument(
  path: string,
  { idField, householdsField, populationField, communityField }: UnitsRequest,
  { context, progress }: Reader,
): Promise<UnitInput[] | null> {
  const read = await readDocument(path, context, progress, (document) =>
    readUnits(document, { idField, householdsField, populationField, communityField }),
  );
  if (read === null) return null;
  const name = inputName(path, context.language);
  say(context, {
    zh: `${name}：编号取自${read.idSource.zh}`,
    en: `${name}: ids from ${read.idSource.en}`,
  });
  sayNotes(context, path, read.notes);
  return read.units;
}

type Built = Pick<BarrierFile, 'buildings' | 'residentialAreas' | 'otherAreas'>;

/** Of OpenStreetMap, or GeoJSON. */
async function readBuildingFile(
  path: string,
  table: TagTable,
  { context, progress }: Reader,
): Promise<Built | null> {
  let notes: Message[] = [];
  const read = await readBytes<Built>(path, context, progress, (bytes) => {
    const isOsm = recognise(bytes) !== null;
    const parsed = isOsm ? null : parseGeoJson(bytes);
    if (parsed !== null && !parsed.ok) return parsed;
    if (parsed === null || isOverpass(parsed.value.document)) return readBarrierFile(bytes, table);
    const buildings = readBuildings(parsed.value.document);
    if (!buildings.ok) return err(buildings.error);
    notes = buildings.value.notes;
    return ok({ buildings: buildings.value.buildings, residentialAreas: [] });
  });
  if (read !== null) sayNotes(context, path, notes);
  return read;
}

/** Areas whose land use is residential, and the others; all are residential where the file does not tell. */
async function readResidential(
  path: string,
  { context, progress }: Reader,
): Promise<LandUse | null> {
  const read = await readDocument(path, context, progress, (document) =>
    readFeatures(document, ['Polygon', 'MultiPolygon'], { allowNullGeometry: true }),
  );
  if (read === null) return null;
  const useOf = (properties: Readonly<Record<string, unknown>>): string | undefined => {
    const use = properties.landuse ?? properties.landUse ?? properties.class;
    return typeof use === 'string' ? use.replace(/^landuse=/, '') : undefined;
  };
  const { features } = read;
  const isTold = features.some(({ properties }) => useOf(properties) !== undefined);
  sayNotes(context, path, read.notes);
  const areasOf = (isWanted: (use: string | undefined) => boolean): AreaGeometry[] =>
    features.flatMap(({ geometry, properties }) =>
      geometry !== null && isWanted(useOf(properties)) ? [geometry] : [],
    );
  if (!isTold) return { residentialAreas: areasOf(() => true) };
  return {
    residentialAreas: areasOf((use) => use === 'residential'),
    otherAreas: areasOf((use) => use !== undefined && use !== 'residential'),
  };
}

/** A file of OpenStreetMap often holds the buildings too. */
function hintAtBuildings(files: ReadonlyMap<string, BarrierFile>, context: CommandContext): void {
  for (const [path, { buildings }] of files) {
    if (buildings.length === 0 || path === '-') continue;
    const name = inputName(path, context.language);
    say(context, {
      zh: `${name}：另有 ${buildings.length} 栋建筑；加 --buildings ${name} 可据以估算户数`,
      en: `${name}: holds ${buildings.length} buildings too; --buildings ${name} estimates households from them`,
    });
  }
}
