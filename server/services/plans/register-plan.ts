import type { Knex } from 'knex';
import { DomainError } from '#contract/domain-error.ts';
import type { Finding, Message } from '#engine/coverage/types.ts';
import { appendEvent } from '../../repositories/event-repository.ts';
import { insertLineage } from '../../repositories/lineage-repository.ts';
import {
  advancePlan,
  findPlan,
  lockPlan,
  type PlanRow,
} from '../../repositories/plan-repository.ts';
import {
  lockRegister,
  recordingTime,
  replaceRegister,
  stageCommunities,
} from '../../repositories/register-repository.ts';
import {
  registerDifferences,
  registerUnits,
  stageHead,
} from '../../repositories/registration-repository.ts';
import { isCalendarDay, today } from '../calendar-day.ts';
import { answerOnce, type PlanAnswerText } from './answer-once.ts';
import { auditPlanHead, standingErrors } from './audit-plan-head.ts';
import { noSuchPlan, nothingToDo, planClosed } from './plan-errors.ts';
import { noSuchDay } from './rebase-plan.ts';
import { versionConflict } from './version-conflict.ts';
import { finish, type PlanServices, type WriteRequest } from './write-plan.ts';

/**
 * Enters a plan into the register: from the effective day on its communities are those in force; what was there before stays on
 * record. One transaction holds the register, so what is checked is what is replaced.
 * @throws DomainError `register-moved-on`, `errors-stand`, `plan-closed`, `nothing-to-do`, and what a write throws
 */
export async function registerPlan(
  services: PlanServices,
  request: WriteRequest,
  { effective }: { effective: string },
): Promise<PlanAnswerText> {
  if (!isCalendarDay(effective)) throw noSuchDay('/effective');
  const { knex } = services;
  const known = await findPlan(knex, request.planId);
  if (known === undefined) throw noSuchPlan();
  return answerOnce(knex, known.jurisdictionId, request.once, async () => {
    // So that the plan is in its thread, and the audit is soon repeated while others wait for the register.
    if (known.status === 'draft') await auditPlanHead(services, known.id);
    return knex.transaction((trx) => register(services, trx, known, request, effective));
  });
}

async function register(
  services: PlanServices,
  trx: Knex.Transaction,
  known: PlanRow,
  request: WriteRequest,
  effective: string,
): Promise<PlanAnswerText> {
  await lockRegister(trx, known.jurisdiction);
  const plan = await lockPlan(trx, known);
  if (plan === undefined) throw noSuchPlan();
  if (!request.seen.includes(plan.version)) throw await versionConflict(trx, plan, request);
  if (plan.status !== 'draft') throw planClosed(plan);
  await assertSameRegister(trx, plan, effective);
  const errors = await standingErrors(services, trx, plan);
  if (errors.length > 0) throw errorsStand(errors);
  const { links } = await services.desk.run(trx, plan, 'lineage', {});

  const { jurisdictionId } = plan;
  await stageCommunities(trx, []);
  await stageHead(trx, plan);
  const recordedAt = await recordingTime(trx, jurisdictionId);
  const { actor } = request;
  const changes = await replaceRegister(trx, { jurisdictionId, effective, recordedAt, actor });
  if (changes.created + changes.changed + changes.closed === 0) {
    throw nothingToDo(
      '方案没有任何变更，无需登记。',
      'The plan changes nothing: nothing to register.',
    );
  }
  await insertLineage(trx, plan, links, { effective, recordedAt });
  const isNow = effective <= today();
  const units = isNow ? await registerUnits(trx, plan) : 0;
  const isAdvanced = await advancePlan(trx, plan, { actor, status: 'registered', effective });
  if (!isAdvanced) throw new Error(`plan ${plan.id} was written to under its lock`);
  await appendEvent(trx, {
    ...{ jurisdictionId, actor, action: 'register' },
    ...{ entityType: 'jurisdiction', entityId: jurisdictionId },
    after: { plan: plan.id, effective, communities: changes, units },
  });
  return finish(trx, plan, request, {
    action: 'plan.register',
    before: { status: 'draft' },
    after: { status: 'registered', effective, communities: changes },
    answer: { communities: changes, lineage: links, units, notes: isNow ? [] : [UNITS_LATER] },
  });
}

/** @throws DomainError `register-moved-on` */
async function assertSameRegister(
  trx: Knex.Transaction,
  plan: PlanRow,
  effective: string,
): Promise<void> {
  const { moved, later } = await registerDifferences(trx, plan, effective);
  if (moved.length > 0) {
    throw new DomainError(
      'register-moved-on',
      {
        zh: `方案编制以来，登记库中 ${effective} 有效的社区已有变动；请以该日为基准变基后再登记。`,
        en: `The communities in force on ${effective} are no longer those that the plan began with: rebase it to that day, then register it.`,
      },
      [],
      { communities: moved },
    );
  }
  if (later.length > 0) {
    throw new DomainError(
      'register-moved-on',
      {
        zh: `${effective} 之后已有登记在册的变动，登记本方案会将其抹去；请选择更晚的生效日期并以该日为基准变基。`,
        en: `Changes after ${effective} are on record already, which this plan would overwrite: choose a later day and rebase the plan to it.`,
      },
      [],
      { communities: later },
    );
  }
}

const MOST_LISTED = 100;

const errorsStand = (errors: readonly Finding[]): DomainError =>
  new DomainError(
    'errors-stand',
    {
      zh: `尚有 ${errors.length} 处错误未解决，也未豁免，不能登记。`,
      en: `${errors.length} error${errors.length === 1 ? ' stands' : 's stand'}, neither mended nor waived: the plan cannot be registered.`,
    },
    [],
    {
      findings: errors.slice(0, MOST_LISTED).map(({ id, rule, communities, message }) => ({
        ...{ id, rule, communities, message },
      })),
    },
  );

const UNITS_LATER: Message = {
  zh: '生效日期在今天之后：地块所属社区未随之更新，只有社区保留历史。届时请重新导入地块。',
  en: 'It comes into force after today: the communities of the units were not brought up to date, for only communities have a history. Import the units again on that day.',
};
