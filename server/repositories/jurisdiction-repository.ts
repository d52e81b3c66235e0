import type { Knex } from 'knex';
import { isUuid } from './feature-repository.ts';
import { countRevision } from './revision-repository.ts';

export interface JurisdictionRow {
  jurisdiction_id: string;
  code: string;
  name: string;
  default_policy: string;
}

/** Finds a jurisdiction by its id or code. */
export async function findJurisdiction(
  knex: Knex,
  reference: string,
): Promise<JurisdictionRow | undefined> {
  return knex<JurisdictionRow>('jurisdiction')
    .select('jurisdiction_id', 'code', 'name', 'default_policy')
    .where(isUuid(reference) ? 'jurisdiction_id' : 'code', reference)
    .first();
}

/** Finds a jurisdiction by its code alone: a code may look like an id. */
export async function findJurisdictionByCode(
  knex: Knex,
  code: string,
): Promise<JurisdictionRow | undefined> {
  return knex<JurisdictionRow>('jurisdiction')
    .select('jurisdiction_id', 'code', 'name', 'default_policy')
    .where('code', code)
    .first();
}

/** Names of all jurisdictions, by code. */
export async function namesOfJurisdictions(
  knex: Knex,
): Promise<Record<string, { name: string; nameEn: string | null }>> {
  const rows: { code: string; name: string; nameEn: string | null }[] = await knex(
    'jurisdiction',
  ).select('code', 'name', { nameEn: 'name_en' });
  return Object.fromEntries(rows.map(({ code, name, nameEn }) => [code, { name, nameEn }]));
}

export async function hasJurisdictions(knex: Knex): Promise<boolean> {
  return (await knex('jurisdiction').select('jurisdiction_id').first()) !== undefined;
}

/** Values to write; undefined ones leave a known jurisdiction as it is. */
export interface JurisdictionValues {
  code: string;
  name?: string | undefined;
  nameEn?: string | undefined;
  kind?: string | undefined;
  policy?: string | undefined;
  attributes?: Record<string, unknown> | undefined;
  /** GeoJSON MultiPolygon as text. */
  geometry?: string | undefined;
}

const NEW_KIND = 'town';

/** Makes a jurisdiction that does not exist yet. Its name defaults to its code. */
export async function insertJurisdiction(
  knex: Knex,
  values: JurisdictionValues,
): Promise<JurisdictionRow> {
  const { rows } = await knex.raw(
    `insert into jurisdiction (code, name, name_en, kind, default_policy, attributes, geom)
     values (:code, :name, :nameEn, :kind, coalesce(:policy, 'yuhang-2020'),
       cast(:attributes as jsonb), ST_ForcePolygonCCW(ST_SetSRID(ST_GeomFromGeoJSON(cast(:geometry as text)), 4326)))
     returning jurisdiction_id, code, name, default_policy`,
    bindings({ ...values, name: values.name ?? values.code, kind: values.kind ?? NEW_KIND }, '{}'),
  );
  await countRevision(knex, rows[0].jurisdiction_id, 'jurisdictions');
  return rows[0];
}

/**
 * Writes what is given and differs.
 * @returns whether anything did
 */
export async function updateJurisdiction(
  knex: Knex,
  jurisdictionId: string,
  values: JurisdictionValues,
): Promise<boolean> {
  const { rowCount } = await knex.raw(
    `update jurisdiction as t
     set name = n.name, name_en = n.name_en, kind = n.kind, default_policy = n.default_policy,
       attributes = n.attributes, geom = n.geom, updated_at = now()
     from (
       select coalesce(:name, name) as name, coalesce(:nameEn, name_en) as name_en,
         coalesce(:kind, kind) as kind, coalesce(:policy, default_policy) as default_policy,
         coalesce(cast(:attributes as jsonb), attributes) as attributes,
         coalesce(ST_ForcePolygonCCW(ST_SetSRID(ST_GeomFromGeoJSON(cast(:geometry as text)), 4326)), geom) as geom
       from jurisdiction where jurisdiction_id = :jurisdictionId
     ) as n
     where t.jurisdiction_id = :jurisdictionId
       and ((n.name, n.name_en, n.kind, n.default_policy, n.attributes)
           is distinct from (t.name, t.name_en, t.kind, t.default_policy, t.attributes)
         or ST_AsBinary(n.geom) is distinct from ST_AsBinary(t.geom))`,
    { ...bindings(values, null), jurisdictionId },
  );
  if (rowCount > 0) await countRevision(knex, jurisdictionId, 'jurisdictions');
  return rowCount > 0;
}

function bindings(values: JurisdictionValues, noAttributes: string | null) {
  return {
    code: values.code,
    name: values.name ?? null,
    nameEn: values.nameEn ?? null,
    kind: values.kind ?? null,
    policy: values.policy ?? null,
    attributes: values.attributes ? JSON.stringify(values.attributes) : noAttributes,
    geometry: values.geometry ?? null,
  };
}
