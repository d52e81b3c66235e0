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
  'findings',
] as const;
export type CollectionId = (typeof COLLECTION_IDS)[number];

export const DEFAULT_LIMIT = 100;
/** A larger `limit` is lowered to this, never refused: GDAL asks for what it likes. */
export const MAX_LIMIT = 10_000;

/**
 * How a property is compared: texts and truth values for equality; figures and days also with an interval
 * `a/b`, `a/..`, `../b`, both ends included; a member has to be in a list.
 */
export type FilterType = 'text' | 'figure' | 'truth' | 'day' | 'member';

/** What the API says of a collection. */
export interface CollectionDefinition {
  title: Message;
  description: Message;
  geometryType: 'polygon' | 'linestring' | 'point' | 'any';
  /** The declared properties: items may be filtered by each. */
  filters: Readonly<Record<string, FilterType>>;
  /** Has a history: `datetime` and `recorded` choose a moment of it. */
  temporal?: true;
}

const say = (zh: string, en: string): Message => ({ zh, en });

const NAMED = { code: 'text', name: 'text', nameEn: 'text' } as const;

/** The collections of OGC API – Features, in the order in which they are listed. */
export const COLLECTIONS: Record<CollectionId, CollectionDefinition> = {
  jurisdictions: {
    title: say('辖区', 'Jurisdictions'),
    description: say(
      '镇街辖区：社区应恰好覆盖的范围。',
      'Towns and sub-districts: the areas that their communities must cover exactly.',
    ),
    geometryType: 'polygon',
    filters: { ...NAMED, kind: 'text', defaultPolicy: 'text' },
  },
  communities: {
    title: say('社区', 'Communities'),
    description: say(
      '社区边界登记册。不给 datetime 时为今日有效的边界。',
      'The register of community boundaries. Without datetime: those in force today.',
    ),
    geometryType: 'polygon',
    filters: {
      jurisdiction: 'text',
      ...NAMED,
      kind: 'text',
      ...{ households: 'figure', dwellings: 'figure', population: 'figure', revision: 'figure' },
      ...{ validFrom: 'day', validTo: 'day' },
    },
    temporal: true,
  },
  units: {
    title: say('地块', 'Units'),
    description: say('道路与河流之间的街坊。', 'Blocks between roads and rivers.'),
    geometryType: 'polygon',
    filters: {
      ...{ jurisdiction: 'text', code: 'text', community: 'text' },
      ...{ households: 'figure', householdsEstimated: 'truth' },
      ...{ dwellings: 'figure', population: 'figure' },
    },
  },
  estates: {
    title: say('楼盘', 'Estates'),
    description: say(
      '不应被边界切开的居住小区。',
      'Residential compounds, never to be cut in two.',
    ),
    geometryType: 'polygon',
    filters: {
      jurisdiction: 'text',
      ...NAMED,
      houseType: 'text',
      ...{ households: 'figure', dwellings: 'figure', occupancy: 'figure' },
    },
  },
  barriers: {
    title: say('道路、河流、山脉', 'Barriers'),
    description: say('边界可循的线状地物。', 'Lines that a boundary may follow.'),
    geometryType: 'linestring',
    filters: { jurisdiction: 'text', ...NAMED, class: 'text' },
  },
  facilities: {
    title: say('社区用房', 'Facilities'),
    description: say('社区服务中心等用房。', 'Service centres and other premises.'),
    geometryType: 'point',
    filters: {
      jurisdiction: 'text',
      ...NAMED,
      ...{ kind: 'text', community: 'text', spaceSquareMetres: 'figure' },
    },
  },
  findings: {
    title: say('问题', 'Findings'),
    description: say(
      '方案最近一次检查发现的问题，位置为其代表点；完整几何见 /plans/{planId}/audit。',
      'What the last audit of each plan found, each at a place inside it; its whole geometry is in /plans/{planId}/audit.',
    ),
    geometryType: 'point',
    filters: {
      jurisdiction: 'text',
      ...{ plan: 'text', finding: 'text', scope: 'text', rule: 'text', kind: 'text' },
      ...{ severity: 'text', community: 'member' },
      ...{ areaSquareMetres: 'figure', widthMetres: 'figure' },
    },
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
        Type.Object({
          interval: Type.Array(Type.Array(Type.Union([Type.String(), Type.Null()]))),
          trs: Type.String(),
        }),
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
