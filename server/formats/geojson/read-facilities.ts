import type { AreaGeometry, Message, Position } from '#engine/coverage/types.ts';
import type { FacilityInput } from '#engine/material/types.ts';
import { ok, type Result } from '#engine/result.ts';
import { placeInside } from '#engine/rules/place-inside.ts';
import { readFigure, readText } from '#engine/rules/read-figure.ts';
import type { GeoJsonProblem } from './problem-collector.ts';
import { type FeatureWith, type ReadOptions, readFeatures } from './read-features.ts';

export interface ReadFacilities {
  facilities: FacilityInput[];
  /** Where the ids come from, for the reader of a message. */
  idSource: Message;
  vertices: number;
  /** What the reader had to assume or leave out. */
  notes: Message[];
}

/** Kinds of facility that the program knows, and the words for them in files. */
export const FACILITY_WORDS: Readonly<Record<string, readonly string[]>> = {
  'service-centre': ['社区服务中心', '党群服务中心', '社区党群服务中心', '服务中心'],
  'service-station': ['社区服务站', '服务站'],
  office: ['办公用房', '社区办公用房'],
  'elderly-care': ['居家养老', '居家养老服务用房', '居家养老服务照料中心', '养老服务用房'],
  'elderly-room': ['老年活动室', '老年人活动室'],
  'culture-sports': ['文体活动室', '文化体育活动室'],
  nursery: ['托儿所', '幼儿园', '托幼'],
  'car-park': ['停车场', '停车库'],
};

/** Word of a file → the kind that it stands for. */
export const KIND_BY_WORD: ReadonlyMap<string, string> = new Map(
  Object.entries(FACILITY_WORDS).flatMap(([kind, words]) =>
    [kind, ...words].map((word) => [word, kind] as const),
  ),
);

const SPACE_FIELDS = ['spaceSquareMetres', 'space_square_metres'];
const COMMUNITY_FIELDS = ['community', 'communityCode', 'community_code'];

/**
 * Reads facilities (service centres, homes for the care of the elderly, …) from GeoJSON: points, or areas, whose
 * inner point is taken. Their `kind` is one of {@link FACILITY_WORDS}, or another word that stays as it is;
 * what has none is left out and told. `community` is the id of the one it serves.
 */
export function readFacilities(
  document: unknown,
  options: Pick<ReadOptions, 'maxVertices' | 'pointer'> = {},
): Result<ReadFacilities, GeoJsonProblem[]> {
  const read = readFeatures(document, ['Point', 'Polygon', 'MultiPolygon'], options);
  if (!read.ok) return read;
  const { features, idSource, vertices, notes } = read.value;
  const facilities: FacilityInput[] = [];
  const withoutKind: string[] = [];
  const unreadable: string[] = [];
  for (const feature of features) {
    const word = readText(feature.properties, 'kind');
    if (word === null || feature.geometry === null) {
      withoutKind.push(feature.id);
      continue;
    }
    const space = spaceOf(feature.properties);
    if (space === 'unreadable') unreadable.push(feature.id);
    facilities.push({
      ...named(feature),
      kind: KIND_BY_WORD.get(word) ?? word,
      ...communityOf(feature.properties),
      ...(typeof space === 'number' ? { spaceSquareMetres: space } : {}),
      position: positionOf(feature.geometry),
      properties: feature.properties,
    });
  }
  return ok({
    facilities,
    idSource,
    vertices,
    notes: [
      ...notes,
      ...tell(withoutKind, {
        zh: (who) => `${who}没有种类（属性 kind），未采用`,
        en: (who) => `${who} left out: no kind (property “kind”)`,
      }),
      ...tell(unreadable, {
        zh: (who) => `${who}的面积不是有效数字，按未知处理；请只用数字填写`,
        en: (who) => `${who}: the space is not a number and is taken as unknown; write digits only`,
      }),
    ],
  });
}

const named = ({ id, name, nameEn }: FeatureWith<unknown>): Pick<FacilityInput, 'id' | 'name'> => ({
  id,
  ...(name === undefined ? {} : { name }),
  ...(nameEn === undefined ? {} : { nameEn }),
});

type Properties = Readonly<Record<string, unknown>>;

function spaceOf(properties: Properties): number | 'unreadable' | null {
  for (const field of SPACE_FIELDS) {
    const figure = readFigure(properties, field);
    if (figure.state === 'known') return figure.value;
    if (figure.state === 'unreadable') return 'unreadable';
  }
  return null;
}

/** Codes are written as numbers, too. */
function communityOf(properties: Properties): Pick<FacilityInput, 'community'> {
  for (const field of COMMUNITY_FIELDS) {
    const given = properties[field];
    const text = typeof given === 'number' ? String(given) : readText(properties, field);
    if (text !== null) return { community: text };
  }
  return {};
}

const positionOf = (geometry: { type: 'Point'; coordinates: Position } | AreaGeometry): Position =>
  geometry.type === 'Point' ? geometry.coordinates : placeInside(geometry);

const LISTED = 5;

function tell(
  ids: readonly string[],
  words: { zh: (who: string) => string; en: (who: string) => string },
): Message[] {
  if (ids.length === 0) return [];
  const rest = ids.length - LISTED;
  const list = ids.slice(0, LISTED).join(', ');
  return [
    {
      zh: words.zh(`${ids.length} 个设施（${list}${rest > 0 ? ' 等' : ''}）`),
      en: words.en(
        `${ids.length} ${ids.length === 1 ? 'facility' : 'facilities'} (${list}${rest > 0 ? ` and ${rest} more` : ''})`,
      ),
    },
  ];
}
