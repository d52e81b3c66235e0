import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { RebaseRequest } from '#contract/plans.ts';
import { clearHead } from '../../repositories/plan-head-repository.ts';
import {
  abandonAll,
  appendOperations,
  appliedOperations,
} from '../../repositories/plan-operation-repository.ts';
import { type PlanBase, type PlanRow, registerMoment } from '../../repositories/plan-repository.ts';
import { lockRegister } from '../../repositories/register-repository.ts';
import { isCalendarDay } from '../calendar-day.ts';
import { refuseShape } from '../read-body.ts';
import type { PlanAnswerText } from './answer-once.ts';
import { describePlan } from './describe-plan.ts';
import { prepareStep, readHeadOf, toNewOperation, writeChanges } from './operate-plan.ts';
import { nothingToDo } from './plan-errors.ts';
import { readBaseChunks } from './read-stored-state.ts';
import { type PlanServices, type WriteRequest, writePlan } from './write-plan.ts';

/**
 * Puts a plan on the register as it is now: its operations are applied again in their order, each kept, adapted or refused with the
 * reason. The history keeps the old ones as abandoned.
 */
export function rebasePlan(
  services: PlanServices,
  request: WriteRequest,
  body: RebaseRequest,
): Promise<PlanAnswerText> {
  return writePlan(services, request, async (plan) => {
    const { base, step, made, nextHead } = await workOut(services, plan, body);
    if (base.recorded === plan.base.recorded && base.day === plan.base.day) {
      throw nothingToDo(
        '登记库没有变动，无需变基。',
        'The register has not moved: nothing to rebase.',
      );
    }
    const prepared = prepareStep(plan, step, nextHead, 'plan.rebase');
    const rebase = step.report.operations;
    const operations = step.steps.map((applied) => {
      const before = made.get(applied.rebasedFrom ?? 0);
      const operation = toNewOperation(applied);
      return before === undefined ? operation : { ...operation, made: before };
    });
    return {
      action: prepared.action,
      step: {
        ...{ headId: nextHead, base },
        ...{ operations: operations.length, coverageEngine: prepared.engine },
      },
      before: { base: plan.base },
      after: {
        ...prepared.after,
        base,
        outcomes: rebase.map(({ sequence, outcome }) => ({ sequence, outcome })),
      },
      answer: { ...prepared.answer, base: toDatetime(base), rebase },
      async write(trx, actor) {
        await clearHead(trx, plan);
        await abandonAll(trx, plan);
        await appendOperations(trx, plan, operations, actor);
        await writeChanges(trx, plan, step);
      },
    };
  });
}

/** What a rebase would do; nothing is written. */
export function tryRebase(
  services: PlanServices,
  planId: string,
  body: RebaseRequest,
): Promise<object> {
  const { knex } = services;
  return readHeadOf(knex, planId, async (plan) => {
    const { base, step } = await workOut(services, plan, body);
    return {
      dryRun: true,
      plan: await describePlan(knex, plan),
      base: toDatetime(base),
      rebase: step.report.operations,
    };
  });
}

const toDatetime = ({ recorded, day }: PlanBase) => ({ recorded, datetime: day });

async function workOut({ knex, desk }: PlanServices, plan: PlanRow, { datetime }: RebaseRequest) {
  if (datetime !== undefined && !isCalendarDay(datetime)) throw noSuchDay('/datetime');
  const base = { recorded: await momentOf(knex, plan), day: datetime ?? plan.base.day };
  const operations = await appliedOperations(knex, plan);
  const nextHead = randomUUID();
  const step = await desk.run(knex, plan, 'rebase', {
    base: await readBaseChunks(knex, plan.jurisdictionId, base),
    operations: operations.map(({ sequence, kind, parametersJson, changeJson, description }) => ({
      ...{ sequence, kind, description },
      ...{ parameters: parametersJson, change: changeJson },
    })),
    nextHead,
  });
  const made = new Map(operations.map(({ sequence, author, at }) => [sequence, { author, at }]));
  return { base, step, made, nextHead };
}

/** Under the lock no import is under way, so what was known at the moment stays the same for ever. */
const momentOf = (knex: Knex, plan: PlanRow): Promise<string> =>
  knex.transaction(async (trx) => {
    await lockRegister(trx, plan.jurisdiction);
    return registerMoment(trx, plan.jurisdictionId);
  });

/** Of a member of a body. */
export const noSuchDay = (pointer: string) =>
  refuseShape([
    {
      code: 'invalid-value',
      pointer,
      message: { zh: '没有这一天', en: 'is not a day of the calendar' },
    },
  ]);
