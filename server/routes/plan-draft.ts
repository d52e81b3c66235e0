import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { BODY_LENGTH_HEADER } from '#contract/body-length-header.ts';
import { PlanDraftSchema } from '#contract/plan-draft.ts';
import { openDraft } from '../services/plans/open-draft.ts';
import { etagOf } from '../services/plans/version-conflict.ts';
import type { PlanServices } from '../services/plans/write-plan.ts';
import type { App } from './context.ts';
import { planIdOf, READ_PROBLEMS, THREAD_PROBLEMS } from './plan-request.ts';
import { content, problemResponses } from './problem-responses.ts';
import { sendJsonBytes } from './send-json-bytes.ts';

/** `GET /plans/{id}/draft`: what the page needs to edit a plan with the engine in the browser. */
export function planDraftRoute(app: App, services: PlanServices): void {
  app.get(
    '/plans/:id/draft',
    {
      schema: {
        operationId: 'openPlanDraft',
        tags: ['plans'],
        summary: 'All that an edit of the plan needs, in one document',
        description:
          "The plan with its base, what its head has different, the material and the policy that it is judged by, and the steps that can be undone and redone with their changes; in the shapes of the engine, so that the engine's operations can be run on it as it is.",
        params: Type.Object({ id: Type.String({ description: 'Id of the plan' }) }),
        response: {
          200: content('application/json', PlanDraftSchema, 'The draft'),
          ...problemResponses(...READ_PROBLEMS, ...THREAD_PROBLEMS),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const { json, plan } = await openDraft(services, planIdOf(request));
      reply.header('etag', etagOf(plan)).header(BODY_LENGTH_HEADER, json.byteLength);
      return sendJsonBytes(reply, json);
    },
  );
}
