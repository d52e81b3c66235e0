import type { Barrier, BarrierSource } from '#engine/barriers/types.ts';
import type { CommunityInput, JurisdictionInput } from '#engine/coverage/types.ts';
import { linesToName } from '#engine/describe/lines-to-name.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { listCommunities } from '../formats/geojson/packed/list-communities.ts';
import { readJurisdiction } from '../formats/geojson/read-jurisdiction.ts';
import { readUnits } from '../formats/geojson/read-units.ts';
import { loadTagTable } from '../services/import/load-tag-table.ts';
import type { CommandContext } from './command.ts';
import type { DescribeRequest } from './describe-request.ts';
import { readBarrierFiles } from './read-barrier-files.ts';
import { readCommunityFile, readDocument, sayNotes } from './read-document.ts';
import { inputName } from './read-input.ts';
import type { Progress } from './terminal-progress.ts';
import { say } from './write-output.ts';

/** What `sizhi describe` works on. */
export interface DescribeFiles {
  communities: CommunityInput[];
  after: CommunityInput[] | undefined;
  barriers: Barrier[];
  jurisdiction: JurisdictionInput | undefined;
  units: UnitInput[] | undefined;
}

/** Reads all files and tells the problems of each; null when there was any. */
export async function readDescribeFiles(
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
  const units =
    request.units === undefined
      ? undefined
      : await readDocument(request.units, context, progress, (document) => readUnits(document));
  const sources = await readSources(request.barriers, context, progress);
  if (communities === null || after === null || boundary === null) return null;
  if (sources === null || units === null) return null;
  if (request.boundary !== undefined) sayNotes(context, request.boundary, boundary?.notes ?? []);
  if (request.units !== undefined) sayNotes(context, request.units, units?.notes ?? []);
  if (sources.length === 0) {
    say(context, {
      zh: '没有给出 --barriers：只能以相邻社区、辖区界和坐标描述界线',
      en: 'no --barriers given: neighbours, the outline and coordinates are all there is to tell',
    });
  }
  return {
    communities,
    after,
    barriers: linesToName(sources),
    jurisdiction: boundary?.jurisdiction,
    units: units?.units,
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

/** Nothing is read where nothing is given. */
async function readSources(
  paths: readonly string[],
  context: CommandContext,
  progress: Progress,
): Promise<BarrierSource[] | null> {
  if (paths.length === 0) return [];
  const read = await readBarrierFiles(paths, loadTagTable(), context, progress);
  return read?.barriers ?? null;
}
