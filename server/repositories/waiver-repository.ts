import type { Knex } from 'knex';
import type { PlanRow } from './plan-repository.ts';

/** A finding that does not stop a plan, and why. */
export interface WaiverRow {
  findingId: string;
  reason: string;
  author: string;
  createdAt: Date;
}

const ofPlan = ({ jurisdictionId, id }: PlanRow) => ({
  jurisdiction_id: jurisdictionId,
  plan_id: id,
});

/** By the id of the finding. */
export async function listWaivers(knex: Knex, plan: PlanRow): Promise<WaiverRow[]> {
  return knex('waiver')
    .select({
      ...{ findingId: 'finding_id', reason: 'reason' },
      ...{ author: 'author', createdAt: 'created_at' },
    })
    .where(ofPlan(plan))
    .orderByRaw('finding_id collate "C"');
}

/** Waives a finding; a waiver that it has already is replaced. */
export async function putWaiver(
  trx: Knex.Transaction,
  plan: PlanRow,
  waiver: { findingId: string; reason: string; author: string },
): Promise<void> {
  await trx('waiver')
    .insert({
      ...ofPlan(plan),
      finding_id: waiver.findingId,
      reason: waiver.reason,
      author: waiver.author,
      created_at: trx.raw('clock_timestamp()'),
    })
    .onConflict(['jurisdiction_id', 'plan_id', 'finding_id'])
    .merge();
}

/** @returns whether there was one */
export async function deleteWaiver(
  trx: Knex.Transaction,
  plan: PlanRow,
  findingId: string,
): Promise<boolean> {
  const where = { ...ofPlan(plan), finding_id: findingId };
  return (await trx('waiver').where(where).delete()) > 0;
}

/** A branch keeps what was waived in its parent. */
export async function copyWaivers(
  trx: Knex.Transaction,
  from: PlanRow,
  toId: string,
): Promise<void> {
  await trx.raw(
    `insert into waiver (jurisdiction_id, plan_id, finding_id, reason, author, created_at)
     select jurisdiction_id, cast(? as uuid), finding_id, reason, author, created_at
     from waiver where jurisdiction_id = ? and plan_id = ?`,
    [toId, from.jurisdictionId, from.id],
  );
}
