import type { Knex } from 'knex';
import type { PlanBase, PlanRow } from './plan-repository.ts';
import { countRevision } from './revision-repository.ts';

/**
 * Communities whose rows in force on a day, as the database knows them now, are not those of the plan's base; and those
 * that are on record to change later than that day, which a registration would overwrite.
 * @returns codes, the first hundred of each
 */
export async function registerDifferences(
  trx: Knex.Transaction,
  plan: PlanRow,
  effective: string,
): Promise<{ moved: string[]; later: string[] }> {
  const bindings = { jurisdictionId: plan.jurisdictionId, ...baseBindings(plan.base), effective };
  const moved = await trx.raw(
    `select distinct coalesce(b.code, n.code) as code
     from (select id, revision, code from community where jurisdiction_id = :jurisdictionId
             and recorded @> cast(:recorded as timestamptz) and valid @> cast(:day as date)) b
     full join (select id, revision, code from community where jurisdiction_id = :jurisdictionId
             and upper_inf(recorded) and valid @> cast(:effective as date)) n
       on n.id = b.id and n.revision = b.revision
     where b.id is null or n.id is null
     order by 1 limit 100`,
    bindings,
  );
  const later = await trx.raw(
    `select distinct code from community
     where jurisdiction_id = :jurisdictionId and upper_inf(recorded)
       and (lower(valid) > cast(:effective as date)
         or (valid @> cast(:effective as date) and not upper_inf(valid)))
     order by 1 limit 100`,
    { jurisdictionId: plan.jurisdictionId, effective },
  );
  const codes = (rows: { code: string }[]) => rows.map(({ code }) => code);
  return { moved: codes(moved.rows), later: codes(later.rows) };
}

const baseBindings = ({ recorded, day }: PlanBase) => ({ recorded, day });

const KINDS = `('urban', 'village', 'converted', 'park')`;

/**
 * Brings the communities of a plan's head into the table `staged` of {@link stageCommunities}: those that it leaves alone as
 * they stand in the register, bit for bit. What a plan notes of its own operation (`planOperation`) stays behind.
 */
export async function stageHead(trx: Knex.Transaction, plan: PlanRow): Promise<void> {
  await trx.raw(
    `insert into staged (code, name, name_en, kind, attributes, geom)
     select c.code, c.name, c.name_en, c.kind, c.attributes, c.geom
     from community c
     where c.jurisdiction_id = :jurisdictionId and c.recorded @> cast(:recorded as timestamptz)
       and c.valid @> cast(:day as date)
       and not exists (select from plan_community p where p.jurisdiction_id = c.jurisdiction_id
         and p.plan_id = :planId and p.code = c.code)`,
    { jurisdictionId: plan.jurisdictionId, planId: plan.id, ...baseBindings(plan.base) },
  );
  await trx.raw(
    `insert into staged (code, name, name_en, kind, attributes, geom)
     select code, coalesce(name, code), name_en,
       case when attributes ->> 'kind' in ${KINDS} then attributes ->> 'kind' end,
       cast(attributes as jsonb) - 'planOperation'
         - case when attributes ->> 'kind' in ${KINDS} then 'kind' else '' end,
       ST_Multi(ST_ForcePolygonCCW(geom))
     from plan_community where jurisdiction_id = ? and plan_id = ? and not removed`,
    [plan.jurisdictionId, plan.id],
  );
  await trx.raw('analyze staged');
}

/** Gives the units of the register the communities that the plan gave them. @returns how many changed */
export async function registerUnits(trx: Knex.Transaction, plan: PlanRow): Promise<number> {
  const { rowCount } = await trx.raw(
    `update unit u set community_code = p.community_code
     from plan_unit p
     where p.jurisdiction_id = ? and p.plan_id = ? and u.jurisdiction_id = p.jurisdiction_id
       and u.code = p.unit_code and u.community_code is distinct from p.community_code`,
    [plan.jurisdictionId, plan.id],
  );
  if (rowCount > 0) await countRevision(trx, plan.jurisdictionId, 'units');
  return rowCount;
}
