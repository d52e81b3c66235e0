import type { Knex } from 'knex';
import { DomainError } from '#contract/domain-error.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import type { NewPlan } from '#contract/plans.ts';
import { appendEvent } from '../../repositories/event-repository.ts';
import { keepAnswer } from '../../repositories/idempotency-repository.ts';
import {
  findJurisdiction,
  type JurisdictionRow,
} from '../../repositories/jurisdiction-repository.ts';
import { copyHead } from '../../repositories/plan-head-repository.ts';
import { copyOperations } from '../../repositories/plan-operation-repository.ts';
import {
  findPlan,
  insertPlan,
  lockPlan,
  type PlanRow,
  registerMoment,
} from '../../repositories/plan-repository.ts';
import { lockRegister } from '../../repositories/register-repository.ts';
import { copyWaivers } from '../../repositories/waiver-repository.ts';
import { isCalendarDay, today } from '../calendar-day.ts';
import { refuseShape } from '../read-body.ts';
import { answerOnce, type OnceRequest, type PlanAnswerText } from './answer-once.ts';
import { describePlan } from './describe-plan.ts';
import { noSuchPlan } from './plan-errors.ts';
import { etagOf } from './version-conflict.ts';
import type { PlanServices } from './write-plan.ts';

/**
 * Makes a plan: from the register of a jurisdiction as it is known now, on a day, or as a branch of another plan.
 * @throws DomainError `invalid-body`, `not-found`, `unknown-policy`
 */
export async function createPlan(
  services: PlanServices,
  body: NewPlan,
  { actor, once }: { actor: string; once?: OnceRequest | undefined },
): Promise<PlanAnswerText> {
  const { knex, policies } = services;
  checkSource(body);
  if (body.policy !== undefined) policies.get(body.policy);
  const { from } = body;
  if (from !== undefined) {
    const parent = await findPlan(knex, from);
    if (parent === undefined) throw noSuchPlan();
    return answerOnce(knex, parent.jurisdictionId, once, () =>
      knex.transaction(async (trx) => {
        const id = await branch(trx, parent, body, actor);
        return finish(trx, id, 'plan.branch', { actor, once });
      }),
    );
  }
  const jurisdiction = await findJurisdiction(knex, body.jurisdiction ?? '');
  if (jurisdiction === undefined) throw noSuchJurisdiction();
  return answerOnce(knex, jurisdiction.jurisdiction_id, once, () =>
    knex.transaction(async (trx) => {
      const id = await begin(trx, jurisdiction, body, actor);
      return finish(trx, id, 'plan.create', { actor, once });
    }),
  );
}

function checkSource({ jurisdiction, from, datetime }: NewPlan): void {
  const problems: InputProblem[] = [];
  const fault = (pointer: string, zh: string, en: string) =>
    problems.push({ code: 'invalid-value', pointer, message: { zh, en } });
  if ((jurisdiction === undefined) === (from === undefined)) {
    fault(
      '/jurisdiction',
      'jurisdiction 与 from 须且只须给出一个',
      'give one of jurisdiction and from, and only one',
    );
  }
  if (from !== undefined && datetime !== undefined) {
    fault(
      '/datetime',
      '分支沿用原方案的基准日；如需另一日，建好后再变基',
      'a branch has the day of its parent; rebase it for another one',
    );
  }
  if (datetime !== undefined && !isCalendarDay(datetime)) {
    fault('/datetime', '没有这一天', 'is not a day of the calendar');
  }
  if (problems.length > 0) throw refuseShape(problems);
}

async function begin(
  trx: Knex.Transaction,
  jurisdiction: JurisdictionRow,
  body: NewPlan,
  actor: string,
): Promise<string> {
  const jurisdictionId = jurisdiction.jurisdiction_id;
  await lockRegister(trx, jurisdiction.code);
  return insertPlan(trx, {
    jurisdictionId,
    name: body.name,
    description: body.description ?? null,
    policy: body.policy ?? jurisdiction.default_policy,
    base: { recorded: await registerMoment(trx, jurisdictionId), day: body.datetime ?? today() },
    actor,
  });
}

async function branch(
  trx: Knex.Transaction,
  known: PlanRow,
  body: NewPlan,
  actor: string,
): Promise<string> {
  const parent = await lockPlan(trx, known);
  if (parent === undefined) throw noSuchPlan();
  const id = await insertPlan(trx, {
    jurisdictionId: parent.jurisdictionId,
    name: body.name,
    description: body.description ?? null,
    policy: body.policy ?? parent.policy,
    base: parent.base,
    actor,
    parent,
  });
  await copyHead(trx, parent, id);
  await copyOperations(trx, parent, id);
  await copyWaivers(trx, parent, id);
  return id;
}

async function finish(
  trx: Knex.Transaction,
  id: string,
  action: string,
  { actor, once }: { actor: string; once?: OnceRequest | undefined },
): Promise<PlanAnswerText> {
  const plan = await findPlan(trx, id);
  if (plan === undefined) throw new Error(`plan ${id} is gone within its transaction`);
  const { jurisdictionId, name, policy, base, parentId, parentVersion } = plan;
  await appendEvent(trx, {
    ...{ jurisdictionId, actor, action, entityType: 'plan', entityId: id },
    after: { version: plan.version, name, policy, base, parentId, parentVersion },
  });
  const answer: PlanAnswerText = {
    status: 201,
    headers: { etag: etagOf(plan), location: `/plans/${id}` },
    body: JSON.stringify(await describePlan(trx, plan)),
  };
  if (once !== undefined) {
    await keepAnswer(trx, jurisdictionId, once.key, { ...answer, fingerprint: once.fingerprint });
  }
  return answer;
}

const noSuchJurisdiction = (): DomainError =>
  new DomainError(
    'not-found',
    { zh: '没有该编码或编号的辖区。', en: 'There is no jurisdiction of that code or id.' },
    [
      {
        code: 'unknown-jurisdiction',
        pointer: '/jurisdiction',
        message: { zh: '没有该辖区', en: 'is no known jurisdiction' },
      },
    ],
  );
