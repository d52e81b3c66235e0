import type { Knex } from 'knex';
import { COLLECTION_TABLES, propertiesSql } from './collection-tables.ts';
import type { PlanBase, PlanRow } from './plan-repository.ts';

/** A community as the database keeps it: the geometry as hexadecimal EWKB, the attributes as JSON text. */
export interface CommunityText {
  code: string;
  name: string | null;
  nameEn: string | null;
  kind?: string | null;
  attributes: string;
  geom: string;
}

/** Of a plan's head: a community that is another one than in the base, or that is no more. */
export type HeadCommunity = CommunityText | { code: string; removed: true };

/** One on its way into the head: its geometry as EWKB. */
export type NewHeadCommunity =
  | (Omit<CommunityText, 'geom' | 'kind'> & { shape: Uint8Array<ArrayBuffer> })
  | { code: string; removed: true };

/** What a write changes about the head: communities that differ from the base, and those that no longer do. */
export interface HeadChange {
  put: readonly NewHeadCommunity[];
  /** Codes whose community is that of the base again. */
  same: readonly string[];
  units: readonly { unit: string; community: string | null }[];
  /** Units whose community is that of the material again. */
  sameUnits: readonly string[];
}

/** Communities with a thousand vertices each: some megabytes. */
const PAGE_SIZE = 100;
const UNITS_AT_ONCE = 5000;

const ofPlan = ({ jurisdictionId, id }: Pick<PlanRow, 'jurisdictionId' | 'id'>) => ({
  jurisdiction_id: jurisdictionId,
  plan_id: id,
});

/** The communities of the register as the database knew them at a moment, on a day in law; in pages, by code. */
export async function* readRegisterAt(
  knex: Knex,
  jurisdictionId: string,
  base: PlanBase,
): AsyncGenerator<CommunityText[]> {
  let after = '';
  for (;;) {
    const { rows } = await knex.raw(
      `select code, name, name_en as "nameEn", kind, cast(attributes as text) as attributes, geom
       from community
       where jurisdiction_id = ? and recorded @> cast(? as timestamptz) and valid @> cast(? as date)
         and code collate "C" > ?
       order by code collate "C" limit ?`,
      [jurisdictionId, base.recorded, base.day, after, PAGE_SIZE],
    );
    yield rows;
    if (rows.length < PAGE_SIZE) return;
    after = rows.at(-1).code;
  }
}

/** What a plan's head has different from its base, in pages. */
export async function* readHead(knex: Knex, plan: PlanRow): AsyncGenerator<HeadCommunity[]> {
  let after = '';
  for (;;) {
    const { rows } = await knex.raw(
      `select code, name, name_en as "nameEn", cast(attributes as text) as attributes, geom, removed
       from plan_community where jurisdiction_id = ? and plan_id = ? and code collate "C" > ?
       order by code collate "C" limit ?`,
      [plan.jurisdictionId, plan.id, after, PAGE_SIZE],
    );
    yield rows.map(({ removed, ...row }: CommunityText & { removed: boolean }) =>
      removed ? { code: row.code, removed } : row,
    );
    if (rows.length < PAGE_SIZE) return;
    after = rows.at(-1).code;
  }
}

/** Units whose community is another one in the plan than in the material. */
export async function readHeadUnits(
  knex: Knex,
  plan: PlanRow,
): Promise<{ unit: string; community: string | null }[]> {
  return knex('plan_unit')
    .select({ unit: 'unit_code', community: 'community_code' })
    .where(ofPlan(plan))
    .orderBy('unit_code');
}

/** Writes what an operation did to the head. */
export async function writeHead(
  trx: Knex.Transaction,
  plan: PlanRow,
  change: HeadChange,
): Promise<void> {
  const rows = change.put.map((community) => ({
    ...ofPlan(plan),
    code: community.code,
    ...('removed' in community
      ? { name: null, name_en: null, attributes: '{}', geom: null, removed: true }
      : {
          name: community.name,
          name_en: community.nameEn,
          attributes: community.attributes,
          geom: Buffer.from(community.shape).toString('hex'),
          removed: false,
        }),
  }));
  for (let from = 0; from < rows.length; from += PAGE_SIZE) {
    await trx('plan_community')
      .insert(rows.slice(from, from + PAGE_SIZE))
      .onConflict(['jurisdiction_id', 'plan_id', 'code'])
      .merge();
  }
  if (change.same.length > 0) {
    await trx('plan_community')
      .where(ofPlan(plan))
      .whereIn('code', [...change.same])
      .delete();
  }
  await writeUnits(trx, plan, change);
}

async function writeUnits(
  trx: Knex.Transaction,
  plan: PlanRow,
  { units, sameUnits }: HeadChange,
): Promise<void> {
  for (let from = 0; from < units.length; from += UNITS_AT_ONCE) {
    await trx.raw(
      `insert into plan_unit (jurisdiction_id, plan_id, unit_code, community_code)
       select cast(? as uuid), cast(? as uuid), unit, community
       from json_to_recordset(cast(? as json)) as u(unit text, community text)
       on conflict (jurisdiction_id, plan_id, unit_code)
         do update set community_code = excluded.community_code`,
      [plan.jurisdictionId, plan.id, JSON.stringify(units.slice(from, from + UNITS_AT_ONCE))],
    );
  }
  for (let from = 0; from < sameUnits.length; from += UNITS_AT_ONCE) {
    await trx.raw(
      `delete from plan_unit where jurisdiction_id = ? and plan_id = ? and unit_code in
         (select value from json_array_elements_text(cast(? as json)))`,
      [plan.jurisdictionId, plan.id, JSON.stringify(sameUnits.slice(from, from + UNITS_AT_ONCE))],
    );
  }
}

/** Takes the head of a plan for that of another, which has none yet. */
export async function copyHead(trx: Knex.Transaction, from: PlanRow, toId: string): Promise<void> {
  await trx.raw(
    `insert into plan_community (jurisdiction_id, plan_id, code, name, name_en, attributes, geom, removed)
     select jurisdiction_id, cast(? as uuid), code, name, name_en, attributes, geom, removed
     from plan_community where jurisdiction_id = ? and plan_id = ?`,
    [toId, from.jurisdictionId, from.id],
  );
  await trx.raw(
    `insert into plan_unit (jurisdiction_id, plan_id, unit_code, community_code)
     select jurisdiction_id, cast(? as uuid), unit_code, community_code
     from plan_unit where jurisdiction_id = ? and plan_id = ?`,
    [toId, from.jurisdictionId, from.id],
  );
}

/** Forgets what the head has different: a rebase writes it anew. */
export async function clearHead(trx: Knex.Transaction, plan: PlanRow): Promise<void> {
  await trx('plan_community').where(ofPlan(plan)).delete();
  await trx('plan_unit').where(ofPlan(plan)).delete();
}

/** A row of a jurisdiction's material: properties as JSON text, the geometry as hexadecimal EWKB. */
export interface MaterialText {
  id: string;
  properties: string;
  geom: string | null;
}

export const PLAN_MATERIAL = ['units', 'barriers', 'estates', 'facilities'] as const;
export type PlanMaterial = (typeof PLAN_MATERIAL)[number];

const MATERIAL_PAGE = 1000;

/**
 * A set of material, in pages, in the order of the codes. The order is asked for once: no index has it, so that pages
 * that each go on after the last code would put the whole table in order a hundred times for a town of 100,000 units.
 */
export async function* readMaterialTexts(
  knex: Knex,
  set: PlanMaterial | 'jurisdictions',
  jurisdictionId: string,
): AsyncGenerator<MaterialText[]> {
  const table = COLLECTION_TABLES[set];
  const ids: string[] = await knex({ t: table.table })
    .where('t.jurisdiction_id', jurisdictionId)
    .orderByRaw(`coalesce(t.code, '') collate "C", t.${table.id}`)
    .pluck(`t.${table.id}`);
  for (let from = 0; from < ids.length; from += MATERIAL_PAGE) {
    const page = ids.slice(from, from + MATERIAL_PAGE);
    const query = knex({ t: table.table })
      .select({ id: `t.${table.id}`, geom: 't.geom' })
      .select(knex.raw(`cast(${propertiesSql(table)} as text) as properties`))
      .where('t.jurisdiction_id', jurisdictionId)
      .whereRaw(`t.${table.id} = any(cast(? as uuid[]))`, [page]);
    if (set !== 'jurisdictions') {
      query.join({ j: 'jurisdiction' }, 'j.jurisdiction_id', 't.jurisdiction_id');
    }
    const rows: MaterialText[] = await query;
    const byId = new Map(rows.map((row) => [row.id, row]));
    // One that was taken away meanwhile is not there any more.
    yield page.flatMap((id) => byId.get(id) ?? []);
  }
}
