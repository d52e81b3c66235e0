import { eventsOf } from '../../repositories/event-repository.ts';
import { listOperations } from '../../repositories/plan-operation-repository.ts';
import { findPlan } from '../../repositories/plan-repository.ts';
import { noSuchPlan } from './plan-errors.ts';
import type { PlanServices } from './write-plan.ts';

/** A page of the history of a plan, the first step first. */
export async function historyOf(
  { knex }: PlanServices,
  planId: string,
  { after, limit }: { after: number; limit: number },
): Promise<{ operations: object[]; next?: string }> {
  const plan = await findPlan(knex, planId);
  if (plan === undefined) throw noSuchPlan();
  const rows = await listOperations(knex, plan, { after, limit: limit + 1 });
  const operations = rows
    .slice(0, limit)
    .map(({ kind, at, ...rest }) => ({ operation: kind, at: at.toISOString(), ...rest }));
  const last = operations.at(-1);
  return rows.length > limit && last !== undefined
    ? { operations, next: `/plans/${planId}/operations?after=${last.sequence}&limit=${limit}` }
    : { operations };
}

/** Everything that was done to a plan, from the append-only log. */
export async function eventsOfPlan(
  { knex }: PlanServices,
  planId: string,
): Promise<{ events: object[] }> {
  const plan = await findPlan(knex, planId);
  if (plan === undefined) throw noSuchPlan();
  const rows = await eventsOf(knex, { jurisdictionId: plan.jurisdictionId, entityId: planId });
  return {
    events: rows.map(({ at, actor, action, before, after }) => ({
      ...{ at: at.toISOString(), actor, action, before, after },
    })),
  };
}
