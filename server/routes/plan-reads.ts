import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  AreaGeometrySchema,
  featureCollectionSchema,
  GEOJSON_MEDIA_TYPE,
} from '#contract/geojson.ts';
import { PlanDiffSchema, UnitsOfPlanSchema } from '#contract/plans.ts';
import { findPlan } from '../repositories/plan-repository.ts';
import { ParameterFault } from '../services/collections/parameter-fault.ts';
import { QueryReader, type RawQuery } from '../services/collections/query-reader.ts';
import { type DiffTarget, diffPlan } from '../services/plans/diff-plan.ts';
import { eventsOfPlan } from '../services/plans/history-of-plan.ts';
import { readHeadOf } from '../services/plans/operate-plan.ts';
import { noSuchPlan } from '../services/plans/plan-errors.ts';
import { etagOf } from '../services/plans/version-conflict.ts';
import type { PlanServices } from '../services/plans/write-plan.ts';
import type { App } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import {
  isKnown,
  planIdOf,
  READ_PROBLEMS,
  readFlag,
  sendJson,
  THREAD_PROBLEMS,
} from './plan-request.ts';
import { content, problemResponses } from './problem-responses.ts';
import { sendJsonBytes } from './send-json-bytes.ts';

const params = Type.Object({ id: Type.String({ description: 'Id of the plan' }) });
const tags = ['plans'];

/** What a plan holds, and how it differs from another state. */
export function planReadRoutes(app: App, services: PlanServices): void {
  stateRoutes(app, services);
  diffRoute(app, services);
  app.get(
    '/plans/:id/events',
    {
      schema: {
        operationId: 'listPlanEvents',
        tags,
        summary: 'Who did what to a plan, when, from what to what: the append-only log',
        params,
        response: {
          200: content(
            'application/json',
            Type.Object({ events: Type.Array(Type.Unknown()) }),
            'The entries, the first one first',
          ),
          ...problemResponses(...READ_PROBLEMS),
        },
      },
    },
    async (request, reply) => sendJson(reply, await eventsOfPlan(services, planIdOf(request))),
  );
}

function stateRoutes(app: App, services: PlanServices): void {
  const { knex, desk } = services;
  app.get(
    '/plans/:id/communities',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'getPlanCommunities',
        tags,
        summary: "The plan's communities as GeoJSON, coordinates digit for digit",
        description:
          'Features by code; property planChange says what became of a community of the base, the member removed lists those that are no more.',
        params,
        querystring: Type.Object({
          changed: Type.Optional(
            Type.Boolean({ default: false, description: 'Only those that are not as in the base' }),
          ),
        }),
        response: {
          200: content(
            GEOJSON_MEDIA_TYPE,
            featureCollectionSchema(AreaGeometrySchema),
            'The communities',
          ),
          304: { description: 'The plan is at the version of If-None-Match', type: 'null' },
          ...problemResponses('invalid-parameter', ...READ_PROBLEMS, ...THREAD_PROBLEMS),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const query = new QueryReader(request.query as RawQuery, ['changed']);
      const changed = query.take('changed', false, readFlag);
      query.throwFaults();
      const known = await findPlan(knex, planIdOf(request));
      if (known === undefined) throw noSuchPlan();
      if (isKnown(request, reply, etagOf(known))) return reply;
      const { json, plan } = await readHeadOf(knex, known.id, async (head) => ({
        ...(await desk.run(knex, head, 'communities', { changed })),
        plan: head,
      }));
      reply.header('etag', etagOf(plan));
      return sendJsonBytes(reply, json).type(GEOJSON_MEDIA_TYPE);
    },
  );

  app.get(
    '/plans/:id/units',
    {
      schema: {
        operationId: 'getPlanUnits',
        tags,
        summary: 'Which community each unit belongs to in the plan',
        params,
        response: {
          200: content('application/json', UnitsOfPlanSchema, 'Each unit with its community'),
          ...problemResponses(...READ_PROBLEMS, ...THREAD_PROBLEMS),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const { json, plan } = await readHeadOf(knex, planIdOf(request), async (head) => ({
        ...(await desk.run(knex, head, 'units', {})),
        plan: head,
      }));
      reply.header('etag', etagOf(plan));
      return sendJsonBytes(reply, json);
    },
  );
}

function diffRoute(app: App, services: PlanServices): void {
  app.get(
    '/plans/:id/diff',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'diffPlan',
        tags,
        summary:
          'What a plan changes: communities, ground and households by estate, lineage, words',
        params,
        querystring: Type.Object({
          against: Type.Optional(
            Type.String({
              default: 'base',
              description:
                'base: what the plan began from; register: what is in force today; snapshot:ID; or the id of another plan of the jurisdiction',
            }),
          ),
          shapes: Type.Optional(
            Type.Boolean({
              default: false,
              description: 'Also each community that differs whole, before and after',
            }),
          ),
        }),
        response: {
          200: content('application/json', PlanDiffSchema, 'From the other state to this one'),
          ...problemResponses(
            'invalid-parameter',
            'invalid-geometry',
            ...READ_PROBLEMS,
            ...THREAD_PROBLEMS,
          ),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const query = new QueryReader(request.query as RawQuery, ['against', 'shapes']);
      const target = query.take('against', { kind: 'base' } as const, readTarget);
      const withShapes = query.take('shapes', false, readFlag);
      query.throwFaults();
      const { json, plan } = await diffPlan(services, planIdOf(request), target, { withShapes });
      reply.header('etag', etagOf(plan));
      return sendJsonBytes(reply, json);
    },
  );
}

function readTarget(text: string): DiffTarget | ParameterFault {
  if (text === 'base' || text === 'register') return { kind: text };
  const snapshot = /^snapshot:(.+)$/.exec(text)?.[1];
  if (snapshot !== undefined) return { kind: 'snapshot', id: snapshot };
  if (/^[0-9a-f-]{36}$/i.test(text)) return { kind: 'plan', id: text };
  return new ParameterFault(
    '须为 base、register、snapshot:编号，或另一方案的编号',
    'must be base, register, snapshot:ID or the id of another plan',
  );
}
