import type { ImportRequest } from '#contract/imports.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { joinAreas, joinedNote } from '../../formats/geojson/join-areas.ts';
import { JURISDICTION_COLUMNS } from './column-rules.ts';
import { toMulti } from './feature-rows.ts';
import type { JurisdictionDraft } from './import-draft.ts';
import { readColumns } from './read-columns.ts';
import { AREA_TYPES, type Reading } from './reading.ts';

/** What an import says of its jurisdiction. */
export interface Outline {
  jurisdiction: JurisdictionDraft;
  area: AreaGeometry | null;
}

/** Reads the jurisdiction: its outline and properties from GeoJSON, overruled by the members of the body. */
export function readOutline(request: ImportRequest, reading: Reading): Outline {
  const document = request.jurisdiction;
  const earlier = reading.problems.length;
  const features =
    document === undefined ? [] : reading.features(document, 'jurisdiction', AREA_TYPES, {});
  const isSound = reading.problems.length === earlier;
  const first = features.length === 1 ? features[0] : undefined;
  const pointer = reading.placeOf('jurisdiction', document, 0);
  const read = readColumns(first?.properties ?? {}, JURISDICTION_COLUMNS, { pointer, id: '' });
  reading.problems.push(...read.problems.map(({ id: _, ...problem }) => problem));
  const own = (column: string): string | undefined => {
    const value = read.columns[column];
    return typeof value === 'string' ? value : undefined;
  };
  const code = request.code?.trim() ?? own('code') ?? namedId(first);
  const area = features.length === 0 ? null : joinAreas(features.map(({ geometry }) => geometry));
  if (area !== null && features.length > 1) {
    reading.notes.push(joinedNote(features.length));
    // What is wrong with a feature has been said at its place.
    if (isSound) reading.checkValidity(area, '/jurisdiction');
  }
  if (
    code === undefined &&
    !reading.problems.some(({ pointer: at }) => at.startsWith('/jurisdiction'))
  ) {
    reading.problems.push(MISSING_JURISDICTION_CODE);
  }
  const optional = {
    name: request.name?.trim() ?? own('name') ?? first?.name,
    nameEn: request.nameEn?.trim() ?? own('name_en'),
    kind: request.kind?.trim() ?? own('kind'),
    policy: request.policy,
    attributes: first === undefined ? undefined : read.attributes,
    geometry: area === null ? undefined : JSON.stringify(toMulti(area)),
  };
  return { jurisdiction: { code: code ?? '', ...defined(optional) }, area };
}

const MISSING_JURISDICTION_CODE: InputProblem = {
  code: 'missing-jurisdiction-code',
  pointer: '/code',
  message: {
    zh: '不知是哪个辖区；请在 jurisdiction 要素的属性中给出 code，或在请求体中给出 code（命令行 --code）',
    en: 'which jurisdiction is this? Give the outline a property `code`, or the body a `code` (--code)',
  },
};

/** The id of an outline that has one of its own. */
function namedId(feature: { id: string } | undefined): string | undefined {
  return feature === undefined || feature.id === '#1' ? undefined : feature.id;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out the members that are undefined. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, member]) => member !== undefined),
  ) as Defined<T>;
}
