import type { Knex } from 'knex';
import type { MaterialChanges, MaterialKind } from '#contract/imports.ts';
import { countRevision } from './revision-repository.ts';

interface MaterialTable {
  table: string;
  geometry: 'MultiPolygon' | 'MultiLineString' | 'Point';
  /** Column → type, besides `code`, `attributes` and `geom`. */
  columns: Readonly<Record<string, string>>;
  /** SQL for columns that a row may leave out. */
  defaults?: Readonly<Record<string, string>>;
}

const TABLES: Record<MaterialKind, MaterialTable> = {
  units: {
    table: 'unit',
    geometry: 'MultiPolygon',
    columns: {
      community_code: 'text',
      households: 'double precision',
      households_estimated: 'boolean',
      population: 'integer',
      dwellings: 'integer',
    },
    defaults: { households_estimated: 'coalesce(households_estimated, false)' },
  },
  barriers: {
    table: 'barrier',
    geometry: 'MultiLineString',
    columns: { class: 'text', name: 'text', name_en: 'text' },
  },
  estates: {
    table: 'estate',
    geometry: 'MultiPolygon',
    columns: {
      name: 'text',
      name_en: 'text',
      house_type: 'text',
      dwellings: 'integer',
      households: 'double precision',
      occupancy: 'double precision',
    },
  },
  facilities: {
    table: 'facility',
    geometry: 'Point',
    columns: {
      kind: 'text',
      name: 'text',
      name_en: 'text',
      space_square_metres: 'double precision',
      community_code: 'text',
    },
  },
};

/**
 * Makes a jurisdiction's units, barriers, estates or facilities those of the batches, known by their
 * codes: what is not among them is removed, what differs is updated in place.
 */
export async function replaceMaterial(
  trx: Knex.Transaction,
  kind: MaterialKind,
  jurisdictionId: string,
  batches: readonly string[],
): Promise<MaterialChanges> {
  const { table, geometry, columns, defaults = {} } = TABLES[kind];
  const names = [...Object.keys(columns), 'attributes'];
  const stage = `staged_${table}`;
  await trx.raw(
    `create temporary table ${stage} on commit drop as
     select code, ${names.join(', ')}, geom from ${table} with no data`,
  );
  const definitions = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
  const force = geometry === 'MultiPolygon' ? 'ST_ForcePolygonCCW' : '';
  for (const batch of batches) {
    await trx.raw(
      `insert into ${stage} (code, ${names.join(', ')}, geom)
       select code, ${names.map((name) => defaults[name] ?? name).join(', ')},
         ${force}(ST_SetSRID(ST_GeomFromGeoJSON(cast(geometry as text)), 4326))
       from json_to_recordset(cast(? as json))
         as f(code text, ${definitions.join(', ')}, attributes jsonb, geometry json)`,
      [batch],
    );
  }
  await trx.raw(`analyze ${stage}`);

  const removed = await trx.raw(
    `delete from ${table} t where t.jurisdiction_id = ?
       and not exists (select from ${stage} s where s.code = t.code)`,
    [jurisdictionId],
  );
  const of = (alias: string) => names.map((name) => `${alias}.${name}`).join(', ');
  const changed = await trx.raw(
    `update ${table} t set ${[...names, 'geom'].map((name) => `${name} = s.${name}`).join(', ')}
     from ${stage} s where t.jurisdiction_id = ? and s.code = t.code
       and ((${of('t')}) is distinct from (${of('s')}) or ST_AsBinary(t.geom) <> ST_AsBinary(s.geom))`,
    [jurisdictionId],
  );
  const created = await trx.raw(
    `insert into ${table} (jurisdiction_id, code, ${names.join(', ')}, geom)
     select cast(? as uuid), s.code, ${of('s')}, s.geom from ${stage} s
     where not exists (select from ${table} t where t.jurisdiction_id = ? and t.code = s.code)`,
    [jurisdictionId, jurisdictionId],
  );
  if (removed.rowCount + changed.rowCount + created.rowCount > 0) {
    await countRevision(trx, jurisdictionId, kind);
  }
  const { rows } = await trx.raw(`select cast(count(*) as integer) as total from ${stage}`);
  const total: number = rows[0].total;
  return {
    created: created.rowCount,
    changed: changed.rowCount,
    removed: removed.rowCount,
    unchanged: total - created.rowCount - changed.rowCount,
  };
}
