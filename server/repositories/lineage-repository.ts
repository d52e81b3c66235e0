import type { Knex } from 'knex';
import type { LineageLink } from '#engine/plan/types.ts';
import type { PlanRow } from './plan-repository.ts';

/** Where a registered community comes from, or went to. */
export interface LineageRow {
  planId: string;
  kind: string;
  parentId: string | null;
  parentCode: string | null;
  childId: string | null;
  childCode: string | null;
  areaSquareMetres: number | null;
  effective: string;
  recordedAt: Date;
}

/**
 * Records the lineage of a registration. The ids are those of the register: of parents as they were in force up to the day, of
 * children from it on.
 */
export async function insertLineage(
  trx: Knex.Transaction,
  plan: PlanRow,
  links: readonly LineageLink[],
  { effective, recordedAt }: { effective: string; recordedAt: string },
): Promise<void> {
  if (links.length === 0) return;
  await trx.raw(
    `insert into community_lineage (jurisdiction_id, plan_id, position, kind, parent_id, parent_code,
       child_id, child_code, area_square_metres, effective, recorded_at)
     select cast(:jurisdictionId as uuid), cast(:planId as uuid), l.position, l.kind,
       (select c.id from community c where c.jurisdiction_id = :jurisdictionId
          and c.code = l.parent and c.recorded @> cast(:base as timestamptz)
          and c.valid @> cast(:day as date)),
       l.parent,
       (select c.id from community c where c.jurisdiction_id = :jurisdictionId
          and c.code = l.child and upper_inf(c.recorded) and c.valid @> cast(:effective as date)),
       l.child, l.area, cast(:effective as date), cast(:recordedAt as timestamptz)
     from json_to_recordset(cast(:links as json))
       as l(position integer, kind text, parent text, child text, area double precision)`,
    {
      jurisdictionId: plan.jurisdictionId,
      planId: plan.id,
      base: plan.base.recorded,
      day: plan.base.day,
      effective,
      recordedAt,
      links: JSON.stringify(
        links.map(({ kind, parent, child, areaSquareMetres }, position) => ({
          ...{ position, kind, parent, child, area: areaSquareMetres ?? null },
        })),
      ),
    },
  );
}

/** What a registered plan recorded. */
export async function readLineage(knex: Knex, plan: PlanRow): Promise<LineageRow[]> {
  return knex('community_lineage')
    .select({
      ...{ planId: 'plan_id', kind: 'kind', parentId: 'parent_id', parentCode: 'parent_code' },
      ...{ childId: 'child_id', childCode: 'child_code', effective: 'effective' },
      ...{ areaSquareMetres: 'area_square_metres', recordedAt: 'recorded_at' },
    })
    .where({ jurisdiction_id: plan.jurisdictionId, plan_id: plan.id })
    .orderBy('position');
}
