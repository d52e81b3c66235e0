import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  RebaseAnswerSchema,
  RebaseDryRunSchema,
  RebaseRequestSchema,
  RegistrationAnswerSchema,
  RegistrationRequestSchema,
} from '#contract/plans.ts';
import { QueryReader, type RawQuery } from '../services/collections/query-reader.ts';
import { rebasePlan, tryRebase } from '../services/plans/rebase-plan.ts';
import { registerPlan } from '../services/plans/register-plan.ts';
import type { PlanServices } from '../services/plans/write-plan.ts';
import type { App } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import {
  BODY_PROBLEMS,
  PLAN_BODY_LIMIT_BYTES,
  planIdOf,
  readFlag,
  readJson,
  readWrite,
  sendAnswer,
  sendJson,
  THREAD_PROBLEMS,
  WRITE_PROBLEMS,
  writeHeaders,
} from './plan-request.ts';
import { content, problemResponses } from './problem-responses.ts';

const tags = ['plans'];
const params = Type.Object({ id: Type.String({ description: 'Id of the plan' }) });

/** A plan and the register: put it on what the register holds now, and enter it. */
export function planRegisterRoutes(app: App, services: PlanServices): void {
  app.post(
    '/plans/:id/rebase',
    {
      validatorCompiler: acceptAsIs,
      bodyLimit: PLAN_BODY_LIMIT_BYTES,
      schema: {
        operationId: 'rebasePlan',
        tags,
        summary: 'Apply the operations of a plan again on the register as it is now',
        description:
          'Each operation is kept, adapted or refused with its reason. With dryRun nothing is written and no If-Match is needed.',
        params,
        headers: writeHeaders,
        querystring: Type.Object({ dryRun: Type.Optional(Type.Boolean({ default: false })) }),
        body: RebaseRequestSchema,
        response: {
          200: content(
            'application/json',
            Type.Union([RebaseAnswerSchema, RebaseDryRunSchema]),
            'What became of each operation',
          ),
          ...problemResponses(
            ...BODY_PROBLEMS,
            ...WRITE_PROBLEMS,
            ...THREAD_PROBLEMS,
            'invalid-parameter',
            'nothing-to-do',
          ),
        },
      },
    },
    async (request: FastifyRequest, reply) => {
      const query = new QueryReader(request.query as RawQuery, ['dryRun']);
      const isTrial = query.take('dryRun', false, readFlag);
      query.throwFaults();
      const body = readJson(request, RebaseRequestSchema, {});
      if (isTrial) return sendJson(reply, await tryRebase(services, planIdOf(request), body));
      return sendAnswer(reply, await rebasePlan(services, readWrite(request), body));
    },
  );

  app.post(
    '/plans/:id/registration',
    {
      validatorCompiler: acceptAsIs,
      bodyLimit: PLAN_BODY_LIMIT_BYTES,
      schema: {
        operationId: 'registerPlan',
        tags,
        summary: 'Enter a plan into the register: its communities are in force from a day on',
        description:
          'Refused while errors stand that are not waived, and when the register is no longer the one that the plan began from. What was in force before stays on record.',
        params,
        headers: writeHeaders,
        body: RegistrationRequestSchema,
        response: {
          200: content('application/json', RegistrationAnswerSchema, 'What changed'),
          ...problemResponses(
            ...BODY_PROBLEMS,
            ...WRITE_PROBLEMS,
            ...THREAD_PROBLEMS,
            'register-moved-on',
            'errors-stand',
            'invalid-geometry',
            'nothing-to-do',
          ),
        },
      },
    },
    async (request, reply) => {
      const body = readJson(request, RegistrationRequestSchema);
      return sendAnswer(reply, await registerPlan(services, readWrite(request), body));
    },
  );
}
