import type { Barrier } from '#engine/barriers/types.ts';
import type { CommunityInput, JurisdictionInput, Message } from '#engine/coverage/types.ts';
import type { PackedAreas } from '#engine/geometry/packed-areas.ts';
import { linesToMeasure } from '#engine/measure/lines-to-measure.ts';
import { FIELDS } from '#engine/rules/fields.ts';
import type { Policy } from '#engine/rules/types.ts';
import { listCommunities } from '../formats/geojson/packed/list-communities.ts';
import type { PackedCommunities } from '../formats/geojson/packed/packed-communities.ts';
import { readEstates } from '../formats/geojson/read-estates.ts';
import { readFacilities } from '../formats/geojson/read-facilities.ts';
import { readJurisdiction } from '../formats/geojson/read-jurisdiction.ts';
import { readUnits } from '../formats/geojson/read-units.ts';
import type { AuditInput } from '../services/audit/run-audit.ts';
import { loadTagTable } from '../services/import/load-tag-table.ts';
import type { AuditRequest } from './audit-request.ts';
import type { CommandContext } from './command.ts';
import { readBarrierFiles } from './read-barrier-files.ts';
import { readCommunityFile, readDocument, sayNotes } from './read-document.ts';
import { inputName } from './read-input.ts';
import { readPolicy } from './read-policy.ts';
import { selectOnly } from './select-only.ts';
import type { Progress } from './terminal-progress.ts';
import { say } from './write-output.ts';

/** What the rules look at besides the communities; left out where no file was given. */
type Material = Pick<AuditInput, 'estates' | 'facilities' | 'barriers' | 'units'>;

/** What an audit is made of, read. */
export interface AuditFiles extends Material {
  communities: CommunityInput[];
  /** The same communities' areas as typed arrays. */
  areas: PackedAreas;
  /** Indexes of the communities to audit; undefined for all. */
  only: ReadonlySet<number> | undefined;
  jurisdiction: JurisdictionInput | undefined;
  policy: Policy | undefined;
}

/**
 * Reads all files and tells the problems of each; null when there was any.
 * @throws UsageError for a policy that is not installed
 */
export async function readAuditFiles(
  request: AuditRequest,
  context: CommandContext,
  progress: Progress,
): Promise<AuditFiles | null> {
  const { boundary: boundaryPath } = request;
  const policy =
    request.policy === undefined
      ? undefined
      : await readPolicy(request.policy, 'audit', context, progress);
  const communities = await readCommunityFile(request.file, context, progress, {
    idField: request.idField,
    nameField: request.nameField,
    allowNullGeometry: true,
  });
  const boundary =
    boundaryPath === undefined
      ? undefined
      : await readDocument(boundaryPath, context, progress, (document) =>
          readJurisdiction(document),
        );
  const material = await readMaterial(request, context, progress);
  if (communities === null || boundary === null || policy === null || material === null)
    return null;
  const name = inputName(request.file, context.language);
  const { idSource } = communities;
  say(context, { zh: `${name}：编号取自${idSource.zh}`, en: `${name}: ids from ${idSource.en}` });
  sayNotes(context, request.file, communities.notes);
  if (boundaryPath !== undefined) sayNotes(context, boundaryPath, boundary?.notes ?? []);
  sayAll(context, material.notes);
  const chosen = chooseCommunities(request, communities, name, context);
  if (chosen === null) return null;
  return {
    ...chosen,
    areas: communities.areas,
    jurisdiction: boundary?.jurisdiction,
    ...material.read,
    policy,
  };
}

interface ReadMaterial {
  read: Material;
  notes: { path: string; notes: readonly Message[] }[];
}

async function readMaterial(
  request: AuditRequest,
  context: CommandContext,
  progress: Progress,
): Promise<ReadMaterial | null> {
  const notes: ReadMaterial['notes'] = [];
  const read = async <T extends { notes: readonly Message[] }>(
    path: string | undefined,
    reader: Parameters<typeof readDocument<T>>[3],
  ): Promise<T | null | undefined> => {
    if (path === undefined) return undefined;
    const found = await readDocument(path, context, progress, reader);
    if (found !== null) notes.push({ path, notes: found.notes });
    return found;
  };
  const estates = await read(request.estates, (document) => readEstates(document));
  const facilities = await read(request.facilities, (document) => readFacilities(document));
  const units = await read(request.units, (document) => readUnits(document));
  const barriers = await readBarriers(request.barriers, context, progress);
  if (estates === null || facilities === null || units === null || barriers === null) return null;
  return {
    read: {
      ...(estates === undefined ? {} : { estates: estates.estates }),
      ...(facilities === undefined ? {} : { facilities: facilities.facilities }),
      ...(units === undefined ? {} : { units: units.units }),
      ...(barriers === undefined ? {} : { barriers }),
    },
    notes,
  };
}

async function readBarriers(
  paths: readonly string[],
  context: CommandContext,
  progress: Progress,
): Promise<Barrier[] | null | undefined> {
  if (paths.length === 0) return undefined;
  const read = await readBarrierFiles(paths, loadTagTable(), context, progress);
  return read && linesToMeasure(read.barriers);
}

function sayAll(context: CommandContext, notes: ReadMaterial['notes']): void {
  for (const { path, notes: ofFile } of notes) sayNotes(context, path, ofFile);
}

/** The communities with the figures that the rules read, and which of them are audited. */
function chooseCommunities(
  request: AuditRequest,
  packed: PackedCommunities,
  name: string,
  context: CommandContext,
): Pick<AuditFiles, 'communities' | 'only'> | null {
  const communities = withHouseholds(listCommunities(packed), request.householdsField);
  if (communities === null) {
    say(context, {
      zh: `${name}：没有社区含有户数字段“${request.householdsField}”`,
      en: `${name}: no community has the household field “${request.householdsField}”`,
    });
    return null;
  }
  const only = request.only === undefined ? undefined : selectOnly(communities, request.only);
  if (only?.ok === false) {
    say(context, { zh: `${name}：${only.error.zh}`, en: `${name}: ${only.error.en}` });
    return null;
  }
  return { communities, only: only?.value };
}

/** The figures of one column under the name that the rules read; null when there is no such column. */
function withHouseholds(
  communities: CommunityInput[],
  field: string | undefined,
): CommunityInput[] | null {
  if (field === undefined) return communities;
  const has = ({ properties = {} }: CommunityInput): boolean => Object.hasOwn(properties, field);
  if (!communities.some(has)) return null;
  return communities.map((community) => {
    const properties = {
      ...community.properties,
      [FIELDS.households]: community.properties?.[field],
    };
    // Keeps the getters of the rest.
    return Object.defineProperty(community, 'properties', { value: properties, enumerable: true });
  });
}
