import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { PlanAuditSchema, PlanSchema, WaiverRequestSchema, WaiverSchema } from '#contract/plans.ts';
import { auditPlanHead, unwaiveFinding, waiveFinding } from '../services/plans/audit-plan-head.ts';
import type { PlanServices } from '../services/plans/write-plan.ts';
import type { App } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import {
  BODY_PROBLEMS,
  PLAN_BODY_LIMIT_BYTES,
  planIdOf,
  READ_PROBLEMS,
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
const WaiversAnswer = Type.Object({ plan: PlanSchema, waivers: Type.Array(WaiverSchema) });

/** The audit of a plan, and the findings that are waived with a reason. */
export function planAuditRoutes(app: App, services: PlanServices): void {
  app.get(
    '/plans/:id/audit',
    {
      schema: {
        operationId: 'auditPlan',
        tags,
        summary: 'The findings of a plan, with the rules of its policy',
        description:
          'Stored, and answered from there as long as the plan, the engine, the policy and the material are the same.',
        params,
        response: {
          200: content('application/json', PlanAuditSchema, 'The findings'),
          ...problemResponses(...READ_PROBLEMS, ...THREAD_PROBLEMS, 'unknown-policy'),
        },
      },
    },
    async (request, reply) => sendJson(reply, await auditPlanHead(services, planIdOf(request))),
  );

  app.post(
    '/plans/:id/waivers',
    {
      validatorCompiler: acceptAsIs,
      bodyLimit: PLAN_BODY_LIMIT_BYTES,
      schema: {
        operationId: 'waiveFinding',
        tags,
        summary:
          'Waive a finding with a reason: it no longer stops the plan, which stays at its version',
        params,
        headers: writeHeaders,
        body: WaiverRequestSchema,
        response: {
          200: content('application/json', WaiversAnswer, 'All waivers of the plan'),
          ...problemResponses(...BODY_PROBLEMS, ...WRITE_PROBLEMS, ...THREAD_PROBLEMS),
        },
      },
    },
    async (request, reply) => {
      const waiver = readJson(request, WaiverRequestSchema);
      return sendAnswer(reply, await waiveFinding(services, readWrite(request), waiver));
    },
  );

  app.delete(
    '/plans/:id/waivers/:finding',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'unwaiveFinding',
        tags,
        summary: 'Take a waiver back',
        params: Type.Object({ id: Type.String(), finding: Type.String() }),
        headers: writeHeaders,
        response: {
          200: content('application/json', WaiversAnswer, 'The waivers that are left'),
          ...problemResponses(...WRITE_PROBLEMS),
        },
      },
    },
    async (request: FastifyRequest, reply) => {
      const { finding } = request.params as { finding: string };
      return sendAnswer(reply, await unwaiveFinding(services, readWrite(request), finding));
    },
  );
}
