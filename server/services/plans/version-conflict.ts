import type { Knex } from 'knex';
import { DomainError } from '#contract/domain-error.ts';
import { listOperations } from '../../repositories/plan-operation-repository.ts';
import { findPlan, type PlanRow } from '../../repositories/plan-repository.ts';
import type { WriteRequest } from './write-plan.ts';

/** A plan's ETag is its version. */
export const etagOf = ({ version }: Pick<PlanRow, 'version'>): string => `"${version}"`;

const MOST_SHOWN = 20;

/** Tells a writer of both versions, and what came between. */
export async function versionConflict(
  knex: Knex,
  seenPlan: PlanRow,
  { seen }: WriteRequest,
): Promise<DomainError> {
  const plan = (await findPlan(knex, seenPlan.id)) ?? seenPlan;
  const given = seen.length === 0 ? null : Math.max(...seen);
  const since = await operationsSince(knex, plan, given);
  return new DomainError(
    'version-conflict',
    {
      zh: `方案现为第 ${plan.version} 版，请求依据的是第 ${given ?? '？'} 版：${plan.updatedBy} 已作修改。请读取新版本后重试。`,
      en: `The plan is at version ${plan.version}, the request was made for version ${given ?? '?'}: ${plan.updatedBy} has changed it. Read it anew and try again.`,
    },
    [],
    {
      given: { version: given },
      current: {
        version: plan.version,
        etag: etagOf(plan),
        updatedAt: plan.updatedAt.toISOString(),
        updatedBy: plan.updatedBy,
        status: plan.status,
      },
      operations: since,
    },
  );
}

async function operationsSince(knex: Knex, plan: PlanRow, given: number | null): Promise<object[]> {
  const after = Math.max(0, plan.lastSequence - MOST_SHOWN);
  const rows = await listOperations(knex, plan, { after, limit: MOST_SHOWN });
  return rows
    .filter(({ planVersion }) => given === null || planVersion > given)
    .map(({ sequence, kind, description, author, at, planVersion, state }) => ({
      ...{ sequence, operation: kind, description, author, at: at.toISOString() },
      ...{ planVersion, state },
    }));
}
