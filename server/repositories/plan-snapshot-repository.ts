import type { Knex } from 'knex';
import type { PlanBase, PlanRow } from './plan-repository.ts';

/** A named state of a plan. */
export interface SnapshotRow {
  id: string;
  name: string;
  planVersion: number;
  base: PlanBase;
  createdAt: Date;
  createdBy: string;
}

const ofPlan = ({ jurisdictionId, id }: PlanRow) => ({
  jurisdiction_id: jurisdictionId,
  plan_id: id,
});

/**
 * Keeps the head under a name.
 * @param content what the head has different from the plan's base, as JSON text
 * @returns the id; undefined when the name is taken
 */
export async function insertSnapshot(
  trx: Knex.Transaction,
  plan: PlanRow,
  snapshot: { name: string; content: string; actor: string },
): Promise<string | undefined> {
  const { rows } = await trx.raw(
    `insert into plan_snapshot (jurisdiction_id, plan_id, name, plan_version, base_recorded, base_day,
       content, created_by)
     values (?, ?, ?, ?, cast(? as timestamptz), cast(? as date), ?, ?)
     on conflict (jurisdiction_id, plan_id, name) do nothing returning id`,
    [
      ...[plan.jurisdictionId, plan.id, snapshot.name, plan.version, plan.base.recorded],
      ...[plan.base.day, snapshot.content, snapshot.actor],
    ],
  );
  return rows[0]?.id;
}

const select = (knex: Knex): Knex.QueryBuilder =>
  knex('plan_snapshot').select({
    id: 'id',
    name: 'name',
    planVersion: 'plan_version',
    recorded: knex.raw('cast(base_recorded as text)'),
    day: 'base_day',
    createdAt: 'created_at',
    createdBy: 'created_by',
  });

type FlatRow = Omit<SnapshotRow, 'base'> & PlanBase;
const toSnapshot = ({ recorded, day, ...rest }: FlatRow): SnapshotRow => ({
  ...rest,
  base: { recorded, day },
});

/** The oldest first. */
export async function listSnapshots(knex: Knex, plan: PlanRow): Promise<SnapshotRow[]> {
  const rows: FlatRow[] = await select(knex)
    .where(ofPlan(plan))
    .orderBy([{ column: 'created_at' }, { column: 'id' }]);
  return rows.map(toSnapshot);
}

/** A snapshot with its content as JSON text. */
export async function findSnapshot(
  knex: Knex,
  plan: PlanRow,
  id: string,
): Promise<(SnapshotRow & { content: string }) | undefined> {
  const row: (FlatRow & { content: string }) | undefined = await select(knex)
    .select({ content: knex.raw('cast(content as text)') })
    .where({ ...ofPlan(plan), id })
    .first();
  return row === undefined ? undefined : { ...toSnapshot(row), content: row.content };
}

/** @returns whether it was there */
export async function deleteSnapshot(
  trx: Knex.Transaction,
  plan: PlanRow,
  id: string,
): Promise<boolean> {
  return (
    (await trx('plan_snapshot')
      .where({ ...ofPlan(plan), id })
      .delete()) > 0
  );
}
