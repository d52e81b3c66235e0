import type { Knex } from 'knex';
import type { Plan } from '#contract/plans.ts';
import { ENGINE_VERSION } from '#engine/version.ts';
import { countSteps, type StepCounts } from '../../repositories/plan-operation-repository.ts';
import type { PlanRow } from '../../repositories/plan-repository.ts';

/** A plan as the API shows it. */
export async function describePlan(knex: Knex, plan: PlanRow): Promise<Plan> {
  return describeCounted(plan, await countSteps(knex, plan));
}

/** The same, where the steps have been counted. */
export const describeCounted = (plan: PlanRow, { undo, redo }: StepCounts): Plan => ({
  ...summarisePlan(plan),
  ...{ undo, redo },
});

/** The stamp of an audit is that of the material, and of the policy after it. */
const isOfMaterial = ({ auditedMaterial, materialStamp }: PlanRow): boolean =>
  auditedMaterial?.startsWith(`${materialStamp} `) === true;

/** The same without what has to be counted. */
export const summarisePlan = (plan: PlanRow): Omit<Plan, 'undo' | 'redo'> => ({
  id: plan.id,
  jurisdiction: plan.jurisdiction,
  name: plan.name,
  description: plan.description,
  status: plan.status,
  policy: plan.policy,
  version: plan.version,
  base: { recorded: plan.base.recorded, datetime: plan.base.day },
  parent: plan.parentId === null ? null : { id: plan.parentId, version: plan.parentVersion ?? 1 },
  audit: {
    engine: plan.auditedEngine,
    state:
      plan.auditedHead === null
        ? 'none'
        : plan.auditedHead === plan.headId &&
            plan.auditedEngine === ENGINE_VERSION &&
            isOfMaterial(plan)
          ? 'current'
          : 'stale',
  },
  createdAt: plan.createdAt.toISOString(),
  createdBy: plan.createdBy,
  updatedAt: plan.updatedAt.toISOString(),
  updatedBy: plan.updatedBy,
  effective: plan.effective,
  registeredAt: plan.registeredAt?.toISOString() ?? null,
});
