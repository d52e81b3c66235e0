import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { DomainError } from '#contract/domain-error.ts';
import { NewPlanSchema, PlanListSchema, PlanPatchSchema, PlanSchema } from '#contract/plans.ts';
import { isUuid } from '../repositories/feature-repository.ts';
import { findJurisdiction } from '../repositories/jurisdiction-repository.ts';
import {
  findPlan,
  listPlans,
  PLAN_STATUSES,
  type PlanStatus,
} from '../repositories/plan-repository.ts';
import { ParameterFault } from '../services/collections/parameter-fault.ts';
import { QueryReader, type RawQuery } from '../services/collections/query-reader.ts';
import { archivePlan, patchPlan } from '../services/plans/change-plan.ts';
import { createPlan } from '../services/plans/create-plan.ts';
import { describePlan, summarisePlan } from '../services/plans/describe-plan.ts';
import { PlanDesk } from '../services/plans/plan-desk.ts';
import { noSuchPlan } from '../services/plans/plan-errors.ts';
import { PlanTurns } from '../services/plans/plan-turns.ts';
import { etagOf } from '../services/plans/version-conflict.ts';
import type { PlanServices } from '../services/plans/write-plan.ts';
import { WrittenPlans } from '../services/plans/written-plans.ts';
import type { App, AppContext } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import { planAuditRoutes } from './plan-audit.ts';
import { planCollectionRoutes } from './plan-collections.ts';
import { planDraftRoute } from './plan-draft.ts';
import { planHistoryRoutes } from './plan-history.ts';
import { planReadRoutes } from './plan-reads.ts';
import { planRegisterRoutes } from './plan-register.ts';
import {
  actorOf,
  BODY_PROBLEMS,
  createHeaders,
  isKnown,
  onceOf,
  PLAN_BODY_LIMIT_BYTES,
  planIdOf,
  READ_PROBLEMS,
  readJson,
  readNumber,
  readWrite,
  sendAnswer,
  sendJson,
  WRITE_PROBLEMS,
  writeHeaders,
} from './plan-request.ts';
import { content, problemResponses } from './problem-responses.ts';

const params = Type.Object({ id: Type.String({ description: 'Id of the plan' }) });
const tags = ['plans'];

/** `/plans` and all below it. The plans that are worked on live in threads of their own. */
export function planRoutes(app: App, context: AppContext): void {
  const { config, database, policies } = context;
  const desk = new PlanDesk({
    workers: config.workers,
    policies: policies.policies,
    timeLimitSeconds: config.auditTimeLimitSeconds,
    waitLimitSeconds: config.queueTimeLimitSeconds,
  });
  app.addHook('onClose', () => desk.close());
  const services: PlanServices = {
    ...{ knex: database.knex, desk, policies },
    ...{ turns: new PlanTurns(), written: new WrittenPlans() },
  };
  listRoutes(app, services);
  singleRoutes(app, services);
  planHistoryRoutes(app, services);
  planReadRoutes(app, services);
  planCollectionRoutes(app, services, config);
  planDraftRoute(app, services);
  planAuditRoutes(app, services);
  planRegisterRoutes(app, services);
}

function listRoutes(app: App, services: PlanServices): void {
  app.get(
    '/plans',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'listPlans',
        tags,
        summary: 'Plans, the newest first',
        querystring: Type.Object({
          jurisdiction: Type.Optional(Type.String({ description: 'Code or id' })),
          status: Type.Optional(Type.Enum([...PLAN_STATUSES])),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_PLANS, default: 50 })),
          cursor: Type.Optional(Type.String()),
        }),
        response: {
          200: content('application/json', PlanListSchema, 'The plans'),
          ...problemResponses('invalid-parameter', ...READ_PROBLEMS),
        },
      },
    },
    async (request, reply) => sendJson(reply, await pageOfPlans(services, request)),
  );

  app.post(
    '/plans',
    {
      validatorCompiler: acceptAsIs,
      bodyLimit: PLAN_BODY_LIMIT_BYTES,
      schema: {
        operationId: 'createPlan',
        tags,
        summary:
          'Begin a plan from the register of a jurisdiction, or branch one from another plan',
        headers: createHeaders,
        body: NewPlanSchema,
        response: {
          201: content('application/json', PlanSchema, 'The plan; ETag is its version'),
          ...problemResponses(
            ...BODY_PROBLEMS,
            ...READ_PROBLEMS,
            'unknown-policy',
            'idempotency-conflict',
          ),
        },
      },
    },
    async (request, reply) => {
      const body = readJson(request, NewPlanSchema);
      const who = { actor: actorOf(request), once: onceOf(request) };
      return sendAnswer(reply, await createPlan(services, body, who));
    },
  );
}

const MOST_PLANS = 500;

async function pageOfPlans(
  { knex }: PlanServices,
  request: FastifyRequest,
): Promise<{ plans: object[]; next?: string }> {
  const query = new QueryReader(request.query as RawQuery, [
    ...['jurisdiction', 'status', 'limit', 'cursor'],
  ]);
  const jurisdiction = query.take('jurisdiction', undefined, (text) => text);
  const status = query.take('status', undefined, readStatus);
  const limit = query.take('limit', 50, readNumber(1, MOST_PLANS));
  const after = query.take('cursor', undefined, readCursor);
  query.throwFaults();
  const found = jurisdiction === undefined ? undefined : await findJurisdiction(knex, jurisdiction);
  if (jurisdiction !== undefined && found === undefined) throw noSuchJurisdiction();
  const rows = await listPlans(knex, {
    ...{ jurisdictionId: found?.jurisdiction_id, status, after },
    limit: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  if (rows.length <= limit || last === undefined) return { plans: page.map(summarisePlan) };
  const next = new URLSearchParams({
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    ...(status === undefined ? {} : { status }),
    limit: String(limit),
    cursor: `${last.createdAt.toISOString()}_${last.id}`,
  });
  return { plans: page.map(summarisePlan), next: `/plans?${next}` };
}

const readStatus = (text: string): PlanStatus | ParameterFault =>
  PLAN_STATUSES.find((status) => status === text) ??
  new ParameterFault(
    `须为 ${PLAN_STATUSES.join('、')} 之一`,
    `must be one of ${PLAN_STATUSES.join(', ')}`,
  );

function readCursor(text: string): { createdAt: Date; id: string } | ParameterFault {
  const [at = '', id = ''] = text.split('_');
  const createdAt = new Date(at);
  const isMoment =
    /^(?!0000)\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(at) && !Number.isNaN(createdAt.getTime());
  return !isMoment || !isUuid(id)
    ? new ParameterFault('须为上一页给出的游标', 'must be a cursor that a page has given')
    : { createdAt, id };
}

const noSuchJurisdiction = (): DomainError =>
  new DomainError('not-found', {
    zh: '没有该编码或编号的辖区。',
    en: 'There is no jurisdiction of that code or id.',
  });

function singleRoutes(app: App, services: PlanServices): void {
  app.get(
    '/plans/:id',
    {
      schema: {
        operationId: 'getPlan',
        tags,
        summary: 'One plan; its ETag is what a write has to send as If-Match',
        params,
        response: {
          200: content('application/json', PlanSchema, 'The plan'),
          304: { description: 'It is at the version of If-None-Match', type: 'null' },
          ...problemResponses(...READ_PROBLEMS),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const plan = await findPlan(services.knex, planIdOf(request));
      if (plan === undefined) throw noSuchPlan();
      if (isKnown(request, reply, etagOf(plan))) return reply;
      return sendJson(reply, await describePlan(services.knex, plan));
    },
  );

  app.patch(
    '/plans/:id',
    {
      validatorCompiler: acceptAsIs,
      bodyLimit: PLAN_BODY_LIMIT_BYTES,
      schema: {
        operationId: 'changePlan',
        tags,
        summary: "Change a plan's name, description or policy, or take an archived one up again",
        params,
        headers: writeHeaders,
        body: PlanPatchSchema,
        response: {
          200: content('application/json', Type.Object({ plan: PlanSchema }), 'The plan'),
          ...problemResponses(...BODY_PROBLEMS, ...WRITE_PROBLEMS, 'unknown-policy'),
        },
      },
    },
    async (request, reply) => {
      const patch = readJson(request, PlanPatchSchema);
      return sendAnswer(reply, await patchPlan(services, readWrite(request), patch));
    },
  );

  app.delete(
    '/plans/:id',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'archivePlan',
        tags,
        summary: 'Put a plan away; its history stays',
        params,
        headers: writeHeaders,
        response: {
          200: content('application/json', Type.Object({ plan: PlanSchema }), 'The plan'),
          ...problemResponses(...WRITE_PROBLEMS, 'nothing-to-do'),
        },
      },
    },
    async (request, reply) => sendAnswer(reply, await archivePlan(services, readWrite(request))),
  );
}
