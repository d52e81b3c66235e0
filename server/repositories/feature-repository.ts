import type { Knex } from 'knex';
import type { CollectionId } from '#contract/collections.ts';
import { COLLECTION_TABLES, conditionSql, keySql, propertiesSql } from './collection-tables.ts';

/** West, south, east, north in degrees; west > east crosses the 180° meridian. */
export type BoundingBox = [west: number, south: number, east: number, north: number];

/** A closed ring of longitude and latitude. */
export type Outline = readonly (readonly [lon: number, lat: number])[];

/** Both ends included; null is open. */
export interface ValueRange {
  from: string | number | null;
  to: string | number | null;
}

/** Days, both ends included; null is open. */
export interface DayRange {
  from: string | null;
  to: string | null;
}

/** What a property is to be. */
export type Condition = { equals: string | boolean } | { contains: string } | ValueRange;

/** Where a page ends and the next begins. */
export interface ItemKey {
  jurisdictionId: string;
  id: string;
}

export interface ItemFilter {
  /** Id or code. */
  jurisdiction?: string;
  /** Id of a jurisdiction whose items are left out. */
  notOfJurisdiction?: string;
  /** Property → what it is to be; only those that the collection declares. */
  conditions?: Readonly<Record<string, Condition>>;
  bbox?: BoundingBox;
  /** Meets this area. */
  outline?: Outline;
  /** Of communities: in force on one of these days; the latest version counts. */
  days?: DayRange;
  /** With `days`: as the database knew it at this instant; by default now. */
  recorded?: string;
  id?: string;
}

/** A feature whose parts are JSON texts as the database wrote them. */
export interface StoredItem extends ItemKey {
  properties: string;
  /** `null` as text when there is none. */
  geometry: string;
}

export interface ItemPage {
  items: StoredItem[];
  /** There are more after the last. */
  hasMore: boolean;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isUuid = (text: string): boolean => UUID.test(text);

/** Whether a text can be the id of a feature of a collection. */
export const isItemId = (collection: CollectionId, text: string): boolean =>
  (COLLECTION_TABLES[collection].key?.pattern ?? UUID).test(text);

/**
 * Reads a page of a collection, in the order of its keys.
 * @param digits of the coordinates: 8 is a millimetre
 */
export async function readItems(
  knex: Knex,
  collection: CollectionId,
  filter: ItemFilter,
  page: { limit: number; after?: ItemKey | undefined; digits?: number },
): Promise<ItemPage> {
  const table = COLLECTION_TABLES[collection];
  const key = keySql(table);
  const query = itemQuery(knex, collection, filter)
    .select({ jurisdictionId: 't.jurisdiction_id', id: knex.raw(key) })
    .select(knex.raw(`(${propertiesSql(table)})::text as properties`))
    // Option 0: no `crs` and no `bbox` member, which GDAL stumbles over.
    .select(
      knex.raw(`coalesce(ST_AsGeoJSON(t.geom, ?, 0), 'null') as geometry`, [page.digits ?? 8]),
    )
    .orderByRaw(`t.jurisdiction_id, ${key}`)
    .limit(page.limit + 1);
  if (page.after) {
    query.whereRaw(`(t.jurisdiction_id, ${key}) > (?, ?)`, [
      page.after.jurisdictionId,
      page.after.id,
    ]);
  }
  const items: StoredItem[] = await query;
  return { items: items.slice(0, page.limit), hasMore: items.length > page.limit };
}

/** How many items a filter leaves. */
export async function countItems(
  knex: Knex,
  collection: CollectionId,
  filter: ItemFilter,
): Promise<number> {
  const row = await itemQuery(knex, collection, filter)
    .count<{ count: string }[]>({ count: '*' })
    .first();
  return Number(row?.count ?? 0);
}

/** West, south, east, north of a collection; null while it is empty. */
export async function collectionExtent(
  knex: Knex,
  collection: CollectionId,
): Promise<BoundingBox | null> {
  const { rows } = await knex.raw(
    `select ST_XMin(e) as west, ST_YMin(e) as south, ST_XMax(e) as east, ST_YMax(e) as north
     from (select ST_Extent(geom) as e from ??) as box`,
    [COLLECTION_TABLES[collection].table],
  );
  const { west, south, east, north } = rows[0];
  return west === null ? null : [west, south, east, north];
}

/**
 * From when to when the register knows what was in law, both days included; null is an open end. Null while it
 * is empty.
 */
export async function registerInterval(knex: Knex): Promise<[string | null, string | null] | null> {
  const { rows } = await knex.raw(
    `select count(*) > 0 as filled,
       case when not bool_or(lower_inf(valid)) then min(lower(valid)) end as first,
       case when not bool_or(upper_inf(valid)) then max(upper(valid)) - 1 end as last
     from community where upper_inf(recorded)`,
  );
  const { filled, first, last } = rows[0];
  return filled ? [first, last] : null;
}

/** West, south, east, north of what a filter leaves; null when that has no geometry. */
export async function extentOfItems(
  knex: Knex,
  collection: CollectionId,
  filter: ItemFilter,
): Promise<BoundingBox | null> {
  const extent = itemQuery(knex, collection, filter).select(knex.raw('ST_Extent(t.geom) as e'));
  const row = await knex
    .select<{ west: number | null; south: number; east: number; north: number }[]>(
      knex.raw('ST_XMin(e) as west, ST_YMin(e) as south, ST_XMax(e) as east, ST_YMax(e) as north'),
    )
    .from(extent.as('box'))
    .first();
  if (row === undefined || row.west === null) return null;
  return [row.west, row.south, row.east, row.north];
}

/**
 * What a filter leaves of a collection, nothing selected yet: `t` is its table, `j` its jurisdiction.
 * @throws Error for a condition on a property that the collection does not declare
 */
export function itemQuery(
  knex: Knex,
  collection: CollectionId,
  filter: ItemFilter,
): Knex.QueryBuilder {
  const table = COLLECTION_TABLES[collection];
  const query = knex({ t: table.table });
  if (collection !== 'jurisdictions') {
    query.join({ j: 'jurisdiction' }, 'j.jurisdiction_id', 't.jurisdiction_id');
  }
  if (filter.jurisdiction !== undefined) {
    const column = isUuid(filter.jurisdiction) ? 'j.jurisdiction_id' : 'j.code';
    query.where(column, filter.jurisdiction);
  }
  if (filter.notOfJurisdiction !== undefined) {
    query.whereNot('t.jurisdiction_id', filter.notOfJurisdiction);
  }
  for (const [name, condition] of Object.entries(filter.conditions ?? {})) {
    const sql = conditionSql(table, name);
    if (sql === undefined) throw new Error(`${collection} has no column for ${name}`);
    whereCondition(query, sql, condition);
  }
  if (filter.id !== undefined) query.whereRaw(`${keySql(table)} = ?`, [filter.id]);
  if (filter.bbox) whereInBox(query, filter.bbox);
  if (filter.outline) whereInOutline(query, filter.outline);
  if (collection === 'communities' && filter.days) {
    whereInForce(query, filter.days, filter.recorded);
  }
  return query;
}

/** Keeps rows whose `sql` is as a condition wants it. */
export function whereCondition(query: Knex.QueryBuilder, sql: string, condition: Condition): void {
  if ('equals' in condition) {
    query.whereRaw(`${sql} = ?`, [condition.equals]);
    return;
  }
  if ('contains' in condition) {
    query.whereRaw(`${sql} @> to_jsonb(cast(? as text))`, [condition.contains]);
    return;
  }
  const { from, to } = condition;
  const type = typeof (from ?? to) === 'number' ? 'double precision' : 'date';
  if (from === null && to === null) query.whereRaw(`${sql} is not null`);
  if (from !== null) query.whereRaw(`${sql} >= cast(? as ${type})`, [from]);
  if (to !== null) query.whereRaw(`${sql} <= cast(? as ${type})`, [to]);
}

/** Keeps rows of `t` that meet an area. */
export function whereInOutline(query: Knex.QueryBuilder, outline: Outline): void {
  const ring = outline.map(([lon, lat]) => `${lon} ${lat}`).join(', ');
  query.whereRaw(`ST_Intersects(t.geom, ST_GeomFromText(?, 4326))`, [`POLYGON((${ring}))`]);
}

/** Keeps rows of `t` that meet a box. */
export function whereInBox(
  query: Knex.QueryBuilder,
  [west, south, east, north]: BoundingBox,
): void {
  const boxes =
    west <= east
      ? [[west, east]]
      : [
          [west, 180],
          [-180, east],
        ];
  const sql = boxes.map(() => `ST_Intersects(t.geom, ST_MakeEnvelope(?, ?, ?, ?, 4326))`);
  const values = boxes.flatMap(([from = 0, to = 0]) => [from, south, to, north]);
  query.whereRaw(`(${sql.join(' or ')})`, values);
}

/** The version that holds as the database knows it, now or at a moment; of several in the range the latest. */
function whereInForce(
  query: Knex.QueryBuilder,
  { from, to }: DayRange,
  recorded: string | undefined,
): void {
  const range = `daterange(cast(? as date), cast(? as date), '[]')`;
  const moment = recorded === undefined ? [] : [recorded];
  const known = (row: string) =>
    recorded === undefined
      ? `upper_inf(${row}.recorded)`
      : `${row}.recorded @> cast(? as timestamptz)`;
  query.whereRaw(known('t'), moment).whereRaw(`t.valid && ${range}`, [from, to]);
  // On one day there is one version at most (constraint community_one_version): nothing to choose from.
  if (from !== null && from === to) return;
  query.whereRaw(
    `not exists (select from community later where later.jurisdiction_id = t.jurisdiction_id
       and later.id = t.id and ${known('later')}
       and later.valid && ${range} and later.valid >> t.valid)`,
    [...moment, from, to],
  );
}
