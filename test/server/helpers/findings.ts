import type { Knex } from 'knex';
import { ENGINE_VERSION } from '#engine/version.ts';

/** A plan of a jurisdiction with findings, straight into the tables. @returns the id of the plan */
export async function insertFindings(
  knex: Knex,
  jurisdictionCode: string,
  findings: readonly {
    id: string;
    severity: 'error' | 'warning' | 'info';
    communities: string[];
    areaSquareMetres: number | null;
    location: [number, number] | null;
  }[],
): Promise<string> {
  const { rows } = await knex.raw(
    `insert into plan (jurisdiction_id, name, policy, base_recorded, base_day, created_by, updated_by)
     select jurisdiction_id, '方案', 'generic', now(), current_date, 'test', 'test'
     from jurisdiction where code = ? returning jurisdiction_id, id`,
    [jurisdictionCode],
  );
  const [plan] = rows;
  for (const { id, severity, communities, areaSquareMetres, location } of findings) {
    const kind = id.split('-')[0];
    const body = {
      ...{ id, kind, severity, communities, areaSquareMetres, location },
      widthMetres: null,
      message: { zh: '重叠', en: 'They overlap' },
    };
    await knex.raw(
      `insert into finding (jurisdiction_id, plan_id, id, scope, plan_version, engine_version,
         rule, kind, severity, communities, body, geom)
       values (?, ?, ?, 'coverage', 1, ?, ?, ?, ?, ?, ?,
         ST_SetSRID(ST_MakePoint(cast(? as double precision), cast(? as double precision)), 4326))`,
      [
        ...[plan.jurisdiction_id, plan.id, id, ENGINE_VERSION, `coverage.${kind}`, kind, severity],
        ...[JSON.stringify(communities), JSON.stringify(body)],
        ...[location?.[0] ?? null, location?.[1] ?? null],
      ],
    );
  }
  return plan.id;
}
