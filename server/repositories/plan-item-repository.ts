import type { Knex } from 'knex';
import { type CollectionTable, conditionSql, propertiesSql } from './collection-tables.ts';
import {
  type BoundingBox,
  type ItemFilter,
  type StoredItem,
  whereCondition,
  whereInBox,
  whereInOutline,
} from './feature-repository.ts';

/** What may be asked of the communities of a plan. */
export type PlanItemFilter = Pick<ItemFilter, 'conditions' | 'bbox' | 'outline'> & {
  code?: string;
};

/** `t` is {@link HEAD_ROWS}; a community goes by its code. */
const TABLE: CollectionTable = {
  table: 'plan_head',
  id: 'code',
  properties: {
    jurisdiction: 'j.code',
    code: 't.code',
    name: 't.name',
    nameEn: 't.name_en',
    kind: 't.kind',
    planChange: 't.plan_change',
  },
  figures: ['households', 'dwellings', 'population'],
};

/**
 * The communities of a plan's head: those of its base that it leaves alone, and those that it has different. One statement,
 * so that base and head are of one moment. Takes the plan's id twice.
 */
const HEAD_ROWS = `(
  select c.jurisdiction_id, c.code, c.name, c.name_en, c.kind, c.attributes, c.geom,
    cast(null as text) as plan_change
  from plan p join community c on c.jurisdiction_id = p.jurisdiction_id
    and c.recorded @> p.base_recorded and c.valid @> p.base_day
  where p.id = ? and not exists (select from plan_community h
    where h.jurisdiction_id = p.jurisdiction_id and h.plan_id = p.id and h.code = c.code)
  union all
  select h.jurisdiction_id, h.code, h.name, h.name_en, h.attributes ->> 'kind',
    cast(h.attributes as jsonb), h.geom,
    case when exists (select from community c where c.jurisdiction_id = p.jurisdiction_id
      and c.code = h.code and c.recorded @> p.base_recorded and c.valid @> p.base_day)
      then 'changed' else 'created' end
  from plan p join plan_community h on h.jurisdiction_id = p.jurisdiction_id and h.plan_id = p.id
  where p.id = ? and not h.removed)`;

function itemQuery(knex: Knex, planId: string, filter: PlanItemFilter): Knex.QueryBuilder {
  const query = knex
    .from(knex.raw(`${HEAD_ROWS} as t`, [planId, planId]))
    .join({ j: 'jurisdiction' }, 'j.jurisdiction_id', 't.jurisdiction_id');
  for (const [name, condition] of Object.entries(filter.conditions ?? {})) {
    const sql = conditionSql(TABLE, name);
    if (sql === undefined) throw new Error(`communities of a plan have no column for ${name}`);
    whereCondition(query, sql, condition);
  }
  if (filter.code !== undefined) query.where('t.code', filter.code);
  if (filter.bbox) whereInBox(query, filter.bbox);
  if (filter.outline) whereInOutline(query, filter.outline);
  return query;
}

/**
 * Reads a page of the communities of a plan, in the order of their codes.
 * @param page digits: of the coordinates; after: the code that the page before ended with
 */
export async function readPlanItems(
  knex: Knex,
  planId: string,
  filter: PlanItemFilter,
  { limit, digits, after }: { limit: number; digits: number; after?: string | undefined },
): Promise<{ items: StoredItem[]; hasMore: boolean }> {
  const query = itemQuery(knex, planId, filter)
    .select({ jurisdictionId: 't.jurisdiction_id', id: 't.code' })
    .select(knex.raw(`cast(${propertiesSql(TABLE)} as text) as properties`))
    // A plan keeps the type that an operation gave; in a collection all are MultiPolygons.
    .select(knex.raw('ST_AsGeoJSON(ST_Multi(t.geom), ?, 0) as geometry', [digits]))
    .orderByRaw('t.code collate "C"')
    .limit(limit + 1);
  if (after !== undefined) query.whereRaw('t.code collate "C" > ?', [after]);
  const items: StoredItem[] = await query;
  return { items: items.slice(0, limit), hasMore: items.length > limit };
}

/** How many communities of a plan a filter leaves. */
export async function countPlanItems(
  knex: Knex,
  planId: string,
  filter: PlanItemFilter,
): Promise<number> {
  const row = await itemQuery(knex, planId, filter)
    .count<{ count: string }[]>({ count: '*' })
    .first();
  return Number(row?.count ?? 0);
}

/** West, south, east, north of a plan's communities; null when there are none. */
export async function planItemsExtent(knex: Knex, planId: string): Promise<BoundingBox | null> {
  const extent = itemQuery(knex, planId, {}).select(knex.raw('ST_Extent(t.geom) as e'));
  const row = await knex
    .select<{ west: number | null; south: number; east: number; north: number }[]>(
      knex.raw('ST_XMin(e) as west, ST_YMin(e) as south, ST_XMax(e) as east, ST_YMax(e) as north'),
    )
    .from(extent.as('box'))
    .first();
  return row === undefined || row.west === null ? null : [row.west, row.south, row.east, row.north];
}
