import { Type } from 'typebox';
import type { CollectionId } from './collections.ts';

export const TILE_MEDIA_TYPE = 'application/vnd.mapbox-vector-tile';

/** Deepest zoom that is served; clients that follow the TileJSON stop at {@link TILEJSON_MAX_ZOOM} and stretch. */
export const MAX_ZOOM = 22;

/** A unit of a tile's grid is about 0.15 m there: nothing is gained below. */
export const TILEJSON_MAX_ZOOM = 16;

/** Most features in a tile; of more, the largest are kept. About 5 × 5 pixels each, if they fill the tile. */
export const MAX_TILE_FEATURES = 10_000;

export type TileField = 'String' | 'Number' | 'Boolean';

const NAMED = { jurisdiction: 'String', code: 'String', name: 'String', nameEn: 'String' } as const;
const FIGURES = { households: 'Number', dwellings: 'Number', population: 'Number' } as const;

/**
 * What the features of a tile say of themselves, besides `id`: what maps are styled and labelled by. The rest is at
 * `/collections/{collection}/items/{id}`.
 */
export const TILE_FIELDS: Record<CollectionId, Readonly<Record<string, TileField>>> = {
  jurisdictions: { code: 'String', name: 'String', nameEn: 'String', kind: 'String' },
  communities: { ...NAMED, kind: 'String', ...FIGURES },
  units: {
    ...{ jurisdiction: 'String', code: 'String', community: 'String' },
    ...FIGURES,
    householdsEstimated: 'Boolean',
  },
  estates: { ...NAMED, houseType: 'String', households: 'Number', dwellings: 'Number' },
  barriers: {
    ...NAMED,
    class: 'String',
    ...{
      area: 'Boolean',
      layer: 'Number',
      bridge: 'Boolean',
      structure: 'String',
      link: 'Boolean',
    },
  },
  facilities: { ...NAMED, kind: 'String', community: 'String', spaceSquareMetres: 'Number' },
  findings: {
    ...{
      jurisdiction: 'String',
      plan: 'String',
      finding: 'String',
      rule: 'String',
      kind: 'String',
    },
    ...{ severity: 'String', areaSquareMetres: 'Number', messageZh: 'String', messageEn: 'String' },
  },
};

/** TileJSON 3.0.0. */
export const TileJsonSchema = Type.Object({
  tilejson: Type.String(),
  name: Type.String(),
  description: Type.String(),
  scheme: Type.Literal('xyz'),
  tiles: Type.Array(Type.String()),
  minzoom: Type.Integer(),
  maxzoom: Type.Integer(),
  bounds: Type.Optional(Type.Array(Type.Number(), { minItems: 4, maxItems: 4 })),
  vector_layers: Type.Array(
    Type.Object({
      id: Type.String(),
      description: Type.String(),
      fields: Type.Record(Type.String(), Type.String()),
    }),
  ),
});
