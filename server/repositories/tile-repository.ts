import type { Knex } from 'knex';
import { COLLECTIONS, type CollectionId } from '#contract/collections.ts';
import { TILE_FIELDS } from '#contract/tiles.ts';
import { COLLECTION_TABLES, keySql } from './collection-tables.ts';
import { type ItemFilter, itemQuery } from './feature-repository.ts';

/** Where in the world, and in which units, a tile's features are wanted. */
export interface TileWindow {
  /** Degrees. */
  west: number;
  south: number;
  east: number;
  north: number;
  /** Local units per degree, and where they are zero. */
  scaleX: number;
  scaleY: number;
  originLon: number;
  originLat: number;
  /** Leave out what is narrower and lower than this, in local units; 0: nothing. */
  smallest: number;
  /** Vertices may move by so much, in local units. */
  tolerance: number;
  /** At most so many; of more, the largest. */
  limit: number;
}

export interface TileRow {
  id: string;
  /** JSON text of an object. */
  properties: string;
  /** JSON text of a GeoJSON geometry in local units, or null when nothing is left of it. */
  geometry: string | null;
}

/**
 * Reads what a tile shows. Nothing but the box of a feature, which the database keeps beside it, decides whether it
 * is wanted; only then is its geometry clipped, scaled and simplified.
 * @returns at most `limit` + 1 rows: the last tells that there are more
 */
export async function readTileRows(
  knex: Knex,
  collection: CollectionId,
  filter: ItemFilter,
  window: TileWindow,
): Promise<TileRow[]> {
  const table = COLLECTION_TABLES[collection];
  const { west, south, east, north, scaleX, scaleY, originLon, originLat } = window;
  const hasSize = !SIZELESS.has(COLLECTIONS[collection].geometryType);
  const chosen = itemQuery(knex, collection, filter)
    .select('t.*')
    .whereRaw('t.geom && ST_MakeEnvelope(?, ?, ?, ?, 4326)', [west, south, east, north])
    .limit(window.limit + 1);
  if (collection !== 'jurisdictions') chosen.select({ jurisdiction_code: 'j.code' });
  if (hasSize) {
    if (window.smallest > 0) {
      chosen.whereRaw(`(${WIDTH} >= ? or ${HEIGHT} >= ?)`, [
        window.smallest / scaleX,
        window.smallest / scaleY,
      ]);
    }
    chosen.orderByRaw(`greatest(${WIDTH}, ${HEIGHT}) desc`);
  }
  chosen.orderByRaw(keySql(table));
  const clipped = `case when t.geom @ ST_MakeEnvelope(:west, :south, :east, :north, 4326) then t.geom
    else ST_ClipByBox2D(t.geom, ST_MakeBox2D(ST_Point(:west, :south), ST_Point(:east, :north))) end`;
  const scaled = `ST_Affine(${clipped}, :scaleX, 0, 0, :scaleY, :offsetX, :offsetY)`;
  const simplified = hasSize ? `ST_Simplify(${scaled}, :tolerance)` : scaled;
  // Nothing is computed of a feature before it is chosen, or PostgreSQL would do so for all that were looked at.
  const rows = knex.from(chosen.as('t'));
  if (collection !== 'jurisdictions') {
    rows.joinRaw('cross join lateral (select t.jurisdiction_code as code) as j');
  }
  return rows
    .select({ id: knex.raw(`cast(${keySql(table)} as text)`) })
    .select(knex.raw(`cast(${tilePropertiesSql(collection)} as text) as properties`))
    .select(
      knex.raw(`ST_AsGeoJSON(${simplified}, 1, 0) as geometry`, {
        ...{ west, south, east, north, scaleX, scaleY },
        offsetX: -originLon * scaleX,
        offsetY: -originLat * scaleY,
        tolerance: window.tolerance,
      }),
    );
}

/** Geometry types whose features are all of one size: none. */
const SIZELESS: ReadonlySet<string> = new Set(['point']);

/** Degrees, to seven digits: the box that is stored in front of a geometry, which need not be unpacked for it. */
const WIDTH = '(ST_XMax(box2d(t.geom)) - ST_XMin(box2d(t.geom)))';
const HEIGHT = '(ST_YMax(box2d(t.geom)) - ST_YMin(box2d(t.geom)))';

function tilePropertiesSql(collection: CollectionId): string {
  const { properties } = COLLECTION_TABLES[collection];
  const pairs = Object.keys(TILE_FIELDS[collection]).map(
    (name) => `'${name}', ${properties[name] ?? `t.attributes -> '${name}'`}`,
  );
  // Half the time of jsonb; what is null is left to the encoder to leave out.
  return `json_build_object(${pairs.join(', ')})`;
}
