import { Type } from 'typebox';
import {
  COLLECTIONS,
  type CollectionDefinition,
  type CollectionId,
  DEFAULT_LIMIT,
  type FilterType,
  MAX_LIMIT,
} from './collections.ts';
import { CRS84, REFERENCE_SYSTEM_URIS } from './reference-systems.ts';

const text = (description: string) =>
  Type.Optional(Type.String({ description, minLength: 1, maxLength: 200 }));

const crs = (description: string) =>
  Type.Optional(
    Type.String({
      description: `${description}: a URI of the collection's \`crs\`, ${CRS84} by default`,
      examples: REFERENCE_SYSTEM_URIS.slice(0, 4),
      format: 'uri',
    }),
  );

const FORMAT = { f: text('json or geojson') };
const CRS = { crs: crs('Reference system of the answer') };
const RECORDED = {
  recorded: Type.Optional(
    Type.String({
      format: 'date-time',
      description: 'As the database knew it at this instant (RFC 3339); by default now',
    }),
  ),
};

/** `datetime` is part of the core of OGC API – Features: every collection takes it. */
const datetime = ({ temporal }: CollectionDefinition) =>
  text(
    temporal
      ? 'A day, an instant or an interval a/b, a/.., ../b: as it was in law; by default today'
      : 'Taken for the sake of the standard: this collection has no history, any datetime selects all of it',
  );

/** The query of `/collections/{id}/items`, for the documentation; the service checks it. */
export function itemsQuerySchema(id: CollectionId) {
  const definition = COLLECTIONS[id];
  return Type.Object(
    {
      bbox: Type.Optional(
        Type.Array(Type.Number(), {
          minItems: 4,
          maxItems: 6,
          style: 'form',
          explode: false,
          description:
            'Lower corner, upper corner, in the axis order of bbox-crs; in CRS84 west,south,east,north, and west > east crosses the 180° meridian',
        }),
      ),
      limit: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: MAX_LIMIT,
          default: DEFAULT_LIMIT,
          description: 'A larger one is lowered to the maximum',
        }),
      ),
      cursor: text('Where the next page begins; taken from a `next` link'),
      ...CRS,
      'bbox-crs': crs('Reference system of bbox'),
      ...FORMAT,
      datetime: datetime(definition),
      ...(definition.temporal ? RECORDED : {}),
      ...filterSchemas(definition),
    },
    { additionalProperties: false },
  );
}

/** The query of one item. */
export function itemQuerySchema(id: CollectionId) {
  const definition = COLLECTIONS[id];
  return Type.Object(
    {
      ...CRS,
      ...FORMAT,
      ...(definition.temporal ? { datetime: datetime(definition), ...RECORDED } : {}),
    },
    { additionalProperties: false },
  );
}

const tileFilters = (definition: CollectionDefinition) => ({
  ...(definition.temporal ? { datetime: datetime(definition), ...RECORDED } : {}),
  ...filterSchemas(definition),
});

/** The query of a TileJSON: the filters of the items, for its tiles. */
export function tileJsonQuerySchema(id: CollectionId) {
  return Type.Object(tileFilters(COLLECTIONS[id]), { additionalProperties: false });
}

/** The query of a tile. */
export function tileQuerySchema(id: CollectionId) {
  const v = text('Revision of the TileJSON: with the current one, the tile may be kept for ever');
  return Type.Object({ ...tileFilters(COLLECTIONS[id]), v }, { additionalProperties: false });
}

function filterSchemas({ filters }: CollectionDefinition) {
  return Object.fromEntries(
    Object.entries(filters).map(([name, type]) => [name, text(filterMeaning(name, type))]),
  );
}

function filterMeaning(name: string, type: FilterType): string {
  if (name === 'jurisdiction') return 'Code or id of the jurisdiction';
  if (type === 'member') return `One of the list ${name}`;
  if (type === 'text') return `Equal to the property ${name}`;
  if (type === 'truth') return `Equal to the property ${name}: true or false`;
  const what = type === 'day' ? 'A day' : 'A number';
  return `${what}, or an interval a/b, a/.., ../b of the property ${name}, both ends included`;
}

const JSON_TYPES: Record<FilterType, object> = {
  text: { type: 'string' },
  member: { type: 'string' },
  figure: { type: 'number' },
  truth: { type: 'boolean' },
  day: { type: 'string', format: 'date' },
};

const GEOMETRY_FORMATS: Record<CollectionDefinition['geometryType'], string> = {
  polygon: 'geometry-multipolygon',
  linestring: 'geometry-multilinestring',
  point: 'geometry-point',
  any: 'geometry-any',
};

/** What the items of a collection may be filtered by, as JSON Schema (OGC API – Features part 3). */
export function queryablesOf(id: CollectionId, url: string): Record<string, unknown> {
  const { title, geometryType, filters } = COLLECTIONS[id];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: url,
    type: 'object',
    title: `${title.zh} ${title.en}`,
    properties: {
      geometry: { format: GEOMETRY_FORMATS[geometryType], 'x-ogc-role': 'primary-geometry' },
      ...Object.fromEntries(
        Object.entries(filters).map(([name, type]) => [
          name,
          { ...JSON_TYPES[type], description: filterMeaning(name, type) },
        ]),
      ),
    },
    additionalProperties: false,
  };
}

export const QueryablesSchema = Type.Record(Type.String(), Type.Unknown(), {
  description: 'A JSON Schema of what items may be filtered by',
});
