import { type ImportRequest, MATERIAL_KINDS, type MaterialKind } from '#contract/imports.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import type { AreaGeometry, CommunityInput, Message } from '#engine/coverage/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import { communityRow, isNumbered, ownCodeField } from './feature-rows.ts';
import type { ImportDraft, RowBatches } from './import-draft.ts';
import { readMaterial } from './read-material.ts';
import { readOutline } from './read-outline.ts';
import { AREA_TYPES, Reading } from './reading.ts';
import { toRowBatches } from './row-batches.ts';

export interface ReadImportOptions {
  /** Over all sets together. */
  maxVertices: number;
}

const MOST_PROBLEMS = 500;

/** The draft, and the communities as the audit takes them. */
export interface ReadImport {
  draft: ImportDraft;
  communities: CommunityInput[];
  outline?: AreaGeometry;
}

/**
 * Reads the body of an import into rows for the database. Checks the structure of every set, the
 * values that go into columns, that codes are given and do not repeat, and that each area is valid;
 * collects every problem with its place. Overlaps and gaps between communities are no problem here.
 *
 * @param request whose envelope has been checked; its GeoJSON members have not
 */
export function readImport(
  request: ImportRequest,
  options: ReadImportOptions,
): Result<ReadImport, InputProblem[]> {
  const reading = new Reading(options.maxVertices);
  const outline = readOutline(request, reading);
  const communities = reading.features(request.communities, 'communities', AREA_TYPES, {
    idField: request.fields?.id ?? ownCodeField(request.communities),
    nameField: request.fields?.name,
  });
  const communityRows = communities.map((feature, index) =>
    communityRow(feature, reading.placeOf('communities', request.communities, index), reading),
  );
  if (isNumbered(communities)) reading.problems.push(MISSING_CODES);
  const materials: Partial<Record<MaterialKind, RowBatches>> = {};
  for (const kind of MATERIAL_KINDS) {
    const document = request[kind];
    if (document !== undefined) materials[kind] = readMaterial(kind, document, reading);
  }
  if (reading.problems.length > 0) return err(capped(reading.problems));

  return ok({
    draft: {
      jurisdiction: outline.jurisdiction,
      communities: toRowBatches(communityRows),
      materials,
      ...(request.effective === undefined ? {} : { effective: request.effective }),
      notes: distinct(reading.notes),
    },
    communities: communities.map(({ id, name, geometry, properties }) => ({
      id,
      ...(name === undefined ? {} : { name }),
      geometry,
      properties,
    })),
    ...(outline.area === null ? {} : { outline: outline.area }),
  });
}

/** A file that is wrong throughout gives a report that can be read, not one of 500 MB. */
function capped(problems: readonly InputProblem[]): InputProblem[] {
  const more = problems.length - MOST_PROBLEMS;
  if (more <= 0) return [...problems];
  const message = { zh: `另有 ${more} 处问题未列出`, en: `and ${more} more not listed` };
  return [...problems.slice(0, MOST_PROBLEMS), { code: 'more-problems', pointer: '', message }];
}

/** The reader notes the same thing once for each set. */
function distinct(notes: readonly Message[]): Message[] {
  return notes.filter((note, index) => notes.findIndex(({ en }) => en === note.en) === index);
}

const MISSING_CODES: InputProblem = {
  code: 'missing-codes',
  pointer: '/communities',
  message: {
    zh: '社区没有可用作编码的属性；请为每个社区加上 code，或用 fields.id（命令行 --id-field）指明',
    en: 'nothing tells the communities apart; give each a property `code`, or name the one to use in `fields.id` (--id-field)',
  },
};
