import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  DryRunAnswerSchema,
  HistorySchema,
  OperationsAnswerSchema,
  OperationsRequestSchema,
  PlanSchema,
  SnapshotListSchema,
  SnapshotRequestSchema,
  SnapshotSchema,
  StepsRequestSchema,
} from '#contract/plans.ts';
import { QueryReader, type RawQuery } from '../services/collections/query-reader.ts';
import { historyOf } from '../services/plans/history-of-plan.ts';
import { movePlan, operatePlan, tryOperations } from '../services/plans/operate-plan.ts';
import {
  dropSnapshot,
  restoreSnapshot,
  snapshotsOf,
  takeSnapshot,
} from '../services/plans/snapshot-plan.ts';
import type { PlanServices } from '../services/plans/write-plan.ts';
import type { App } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import {
  BODY_PROBLEMS,
  OPERATIONS_BODY_LIMIT_BYTES,
  PLAN_BODY_LIMIT_BYTES,
  planIdOf,
  READ_PROBLEMS,
  readFlag,
  readJson,
  readNumber,
  readWrite,
  sendAnswer,
  sendJson,
  THREAD_PROBLEMS,
  WRITE_PROBLEMS,
  writeHeaders,
} from './plan-request.ts';
import { content, problemResponses } from './problem-responses.ts';
import { rawBody } from './raw-body.ts';

const params = Type.Object({ id: Type.String({ description: 'Id of the plan' }) });
const tags = ['plans'];
const MOST_LISTED = 1000;

/** Operations of a plan, undo and redo, snapshots. */
export function planHistoryRoutes(app: App, services: PlanServices): void {
  operationRoutes(app, services);
  moveRoutes(app, services);
  snapshotRoutes(app, services);
}

function operationRoutes(app: App, services: PlanServices): void {
  app.post(
    '/plans/:id/operations',
    {
      validatorCompiler: acceptAsIs,
      bodyLimit: OPERATIONS_BODY_LIMIT_BYTES,
      schema: {
        operationId: 'operatePlan',
        tags,
        summary: 'Apply an operation to a plan, or several, all or none',
        description:
          'The answer holds what changed and the audit of the coverage. With dryRun nothing is written and no If-Match is needed: the answer is what would happen, or the reason why it may not.',
        params,
        headers: writeHeaders,
        querystring: Type.Object({ dryRun: Type.Optional(Type.Boolean({ default: false })) }),
        body: OperationsRequestSchema,
        response: {
          200: content(
            'application/json',
            Type.Union([OperationsAnswerSchema, DryRunAnswerSchema]),
            'What it did, or would do',
          ),
          ...problemResponses(
            ...BODY_PROBLEMS,
            ...WRITE_PROBLEMS,
            ...THREAD_PROBLEMS,
            'invalid-parameter',
            'operation-refused',
          ),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const query = new QueryReader(request.query as RawQuery, ['dryRun']);
      const isTrial = query.take('dryRun', false, readFlag);
      query.throwFaults();
      const body = rawBody(request);
      if (isTrial) return sendJson(reply, await tryOperations(services, planIdOf(request), body));
      return sendAnswer(reply, await operatePlan(services, readWrite(request), body));
    },
  );

  app.get(
    '/plans/:id/operations',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'listOperations',
        tags,
        summary: 'The history of a plan: every step, undone and abandoned ones too',
        params,
        querystring: Type.Object({
          after: Type.Optional(Type.Integer({ description: 'Sequence of the last one known' })),
          limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_LISTED, default: 200 })),
        }),
        response: {
          200: content('application/json', HistorySchema, 'The steps, the first one first'),
          ...problemResponses('invalid-parameter', ...READ_PROBLEMS),
        },
      },
    },
    async (request, reply) => {
      const query = new QueryReader(request.query as RawQuery, ['after', 'limit']);
      const after = query.take('after', 0, readNumber(0, 999_999_999));
      const limit = query.take('limit', 200, readNumber(1, MOST_LISTED));
      query.throwFaults();
      return sendJson(reply, await historyOf(services, planIdOf(request), { after, limit }));
    },
  );
}

function moveRoutes(app: App, services: PlanServices): void {
  for (const direction of ['undo', 'redo'] as const) {
    app.post(
      `/plans/:id/${direction}`,
      {
        validatorCompiler: acceptAsIs,
        bodyLimit: PLAN_BODY_LIMIT_BYTES,
        schema: {
          operationId: `${direction}Plan`,
          tags,
          summary:
            direction === 'undo'
              ? 'Undo the last step, several, or back to a sequence'
              : 'Redo the step undone last, several, or up to a sequence',
          params,
          headers: writeHeaders,
          body: StepsRequestSchema,
          response: {
            200: content('application/json', OperationsAnswerSchema, 'What changed'),
            ...problemResponses(
              ...BODY_PROBLEMS,
              ...WRITE_PROBLEMS,
              ...THREAD_PROBLEMS,
              'nothing-to-do',
            ),
          },
        },
      },
      async (request, reply) => {
        const steps = readJson(request, StepsRequestSchema, {});
        return sendAnswer(reply, await movePlan(services, readWrite(request), direction, steps));
      },
    );
  }
}

const ofSnapshot = Type.Object({ id: Type.String(), snapshot: Type.String() });
const snapshotOf = ({ params: given }: FastifyRequest) => (given as { snapshot: string }).snapshot;

function snapshotRoutes(app: App, services: PlanServices): void {
  app.get(
    '/plans/:id/snapshots',
    {
      schema: {
        operationId: 'listSnapshots',
        tags,
        summary: 'Named states of a plan',
        params,
        response: {
          200: content('application/json', SnapshotListSchema, 'The snapshots, the oldest first'),
          ...problemResponses(...READ_PROBLEMS),
        },
      },
    },
    async (request, reply) => sendJson(reply, await snapshotsOf(services, planIdOf(request))),
  );

  app.post(
    '/plans/:id/snapshots',
    {
      validatorCompiler: acceptAsIs,
      bodyLimit: PLAN_BODY_LIMIT_BYTES,
      schema: {
        operationId: 'takeSnapshot',
        tags,
        summary: 'Keep the plan as it is under a name; the plan stays at its version',
        params,
        headers: writeHeaders,
        body: SnapshotRequestSchema,
        response: {
          200: content(
            'application/json',
            Type.Object({ plan: PlanSchema, snapshot: SnapshotSchema }),
            'The snapshot',
          ),
          ...problemResponses(...BODY_PROBLEMS, ...WRITE_PROBLEMS, 'name-taken'),
        },
      },
    },
    async (request, reply) => {
      const { name } = readJson(request, SnapshotRequestSchema);
      return sendAnswer(reply, await takeSnapshot(services, readWrite(request), name));
    },
  );

  app.post(
    '/plans/:id/snapshots/:snapshot/restore',
    {
      validatorCompiler: acceptAsIs,
      bodyLimit: PLAN_BODY_LIMIT_BYTES,
      schema: {
        operationId: 'restoreSnapshot',
        tags,
        summary: 'Go to the state of a snapshot, as a step that can be undone',
        params: ofSnapshot,
        headers: writeHeaders,
        response: {
          200: content('application/json', OperationsAnswerSchema, 'What changed'),
          ...problemResponses(
            ...WRITE_PROBLEMS,
            ...THREAD_PROBLEMS,
            'operation-refused',
            'nothing-to-do',
          ),
        },
      },
    },
    async (request, reply) =>
      sendAnswer(reply, await restoreSnapshot(services, readWrite(request), snapshotOf(request))),
  );

  app.delete(
    '/plans/:id/snapshots/:snapshot',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'dropSnapshot',
        tags,
        summary: 'Forget a snapshot',
        params: ofSnapshot,
        headers: writeHeaders,
        response: {
          200: content('application/json', Type.Object({ plan: PlanSchema }), 'It is gone'),
          ...problemResponses(...WRITE_PROBLEMS),
        },
      },
    },
    async (request, reply) =>
      sendAnswer(reply, await dropSnapshot(services, readWrite(request), snapshotOf(request))),
  );
}
