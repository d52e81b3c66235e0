import { Type } from 'typebox';
import type { Message } from '#engine/coverage/types.ts';
import { featureSchema, GeometrySchema, LinkSchema } from './geojson.ts';

export const COLLECTION_IDS = [
  'jurisdictions',
  'communities',
  'units',
  'estates',
  'barriers',
  'facilities',
] as const;
export type CollectionId = (typeof COLLECTION_IDS)[number];

/** The one reference system of the API: longitude, latitude in WGS 84 degrees. */
export const CRS84 = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';

export const DEFAULT_LIMIT = 100;
/** A larger `limit` is lowered to this, never refused: GDAL asks for what it likes. */
export const MAX_LIMIT = 10_000;

/** What the API says of a collection. */
export interface CollectionDefinition {
  title: Message;
  description: Message;
  geometryType: 'polygon' | 'linestring' | 'point';
  /** Properties that items may be filtered by, by equality. */
  filters: readonly string[];
  /** Has a history: takes `datetime`. */
  temporal?: true;
}

const say = (zh: string, en: string): Message => ({ zh, en });

/** The collections of OGC API – Features, in the order in which they are listed. */
export const COLLECTIONS: Record<CollectionId, CollectionDefinition> = {
  jurisdictions: {
    title: say('辖区', 'Jurisdictions'),
    description: say(
      '镇街辖区：社区应恰好覆盖的范围。',
      'Towns and sub-districts: the areas that their communities must cover exactly.',
    ),
    geometryType: 'polygon',
    filters: ['code', 'name', 'kind'],
  },
  communities: {
    title: say('社区', 'Communities'),
    description: say(
      '社区边界登记册。不给 datetime 时为今日有效的边界。',
      'The register of community boundaries. Without datetime: those in force today.',
    ),
    geometryType: 'polygon',
    filters: ['jurisdiction', 'code', 'name', 'kind'],
    temporal: true,
  },
  units: {
    title: say('地块', 'Units'),
    description: say('道路与河流之间的街坊。', 'Blocks between roads and rivers.'),
    geometryType: 'polygon',
    filters: ['jurisdiction', 'code', 'community'],
  },
  estates: {
    title: say('楼盘', 'Estates'),
    description: say(
      '不应被边界切开的居住小区。',
      'Residential compounds, never to be cut in two.',
    ),
    geometryType: 'polygon',
    filters: ['jurisdiction', 'code', 'name', 'houseType'],
  },
  barriers: {
    title: say('道路、河流、山脉', 'Barriers'),
    description: say('边界可循的线状地物。', 'Lines that a boundary may follow.'),
    geometryType: 'linestring',
    filters: ['jurisdiction', 'code', 'name', 'class'],
  },
  facilities: {
    title: say('社区用房', 'Facilities'),
    description: say('社区服务中心等用房。', 'Service centres and other premises.'),
    geometryType: 'point',
    filters: ['jurisdiction', 'code', 'name', 'kind', 'community'],
  },
};

export const CollectionSchema = Type.Object({
  id: Type.String(),
  title: Type.String(),
  description: Type.String(),
  itemType: Type.Literal('feature'),
  extent: Type.Optional(
    Type.Object({
      spatial: Type.Optional(
        Type.Object({ bbox: Type.Array(Type.Array(Type.Number())), crs: Type.String() }),
      ),
      temporal: Type.Optional(
        Type.Object({ interval: Type.Array(Type.Array(Type.Union([Type.String(), Type.Null()]))) }),
      ),
    }),
  ),
  crs: Type.Array(Type.String()),
  storageCrs: Type.String(),
  links: Type.Array(LinkSchema),
});

export const CollectionsSchema = Type.Object({
  collections: Type.Array(CollectionSchema),
  links: Type.Array(LinkSchema),
});

export const LandingSchema = Type.Object({
  title: Type.String(),
  description: Type.String(),
  links: Type.Array(LinkSchema),
});

export const ConformanceSchema = Type.Object({ conformsTo: Type.Array(Type.String()) });

const Item = featureSchema(Type.Union([GeometrySchema, Type.Null()]));

export const ItemSchema = Type.Intersect([Item, Type.Object({ links: Type.Array(LinkSchema) })]);

export const ItemsSchema = Type.Object({
  type: Type.Literal('FeatureCollection'),
  features: Type.Array(Item),
  links: Type.Array(LinkSchema),
  timeStamp: Type.String({ format: 'date-time' }),
  numberMatched: Type.Integer({ minimum: 0 }),
  numberReturned: Type.Integer({ minimum: 0 }),
});

const text = (description: string) =>
  Type.Optional(Type.String({ description, minLength: 1, maxLength: 200 }));

/** The query of `/collections/{id}/items`, for the documentation; the service checks it. */
export function itemsQuerySchema(id: CollectionId) {
  const { filters, temporal } = COLLECTIONS[id];
  return Type.Object(
    {
      bbox: Type.Optional(
        Type.Array(Type.Number(), {
          minItems: 4,
          maxItems: 6,
          style: 'form',
          explode: false,
          description: 'west,south,east,north in CRS84; west > east crosses the 180° meridian',
        }),
      ),
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT }),
      ),
      cursor: text('Where the next page begins; taken from a `next` link'),
      crs: text(`Only ${CRS84}`),
      'bbox-crs': text(`Only ${CRS84}`),
      f: text('json or geojson'),
      ...(temporal ? { datetime: text('A day, an instant or an interval a/b, a/.., ../b') } : {}),
      ...Object.fromEntries(filters.map((name) => [name, text(filterMeaning(name))])),
    },
    { additionalProperties: false },
  );
}

const filterMeaning = (name: string): string =>
  name === 'jurisdiction' ? 'Code or id of the jurisdiction' : `Equal to the property ${name}`;
