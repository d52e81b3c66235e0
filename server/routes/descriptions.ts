import type { FastifyReply, FastifyRequest } from 'fastify';
import { DescriptionsAnswerSchema, DescriptionsRequestSchema } from '#contract/descriptions.ts';
import { answerDescriptionsOfRegister } from '../services/descriptions/answer-descriptions-of-register.ts';
import { abortOnDisconnect } from './abort-on-disconnect.ts';
import type { App, AppContext } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import { content, problemResponses } from './problem-responses.ts';
import { rawBody, transferable } from './raw-body.ts';
import { COMPUTE_PROBLEMS, sendJsonBytes } from './send-json-bytes.ts';

/** `POST /descriptions`: boundaries, and changes of them, in words. */
export function descriptionRoutes(app: App, { config, database, pool }: AppContext): void {
  app.post(
    '/descriptions',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'describe',
        tags: ['descriptions'],
        summary: 'Put boundaries, or the difference of two states, into words',
        description:
          'Of communities: the four limits and the course of each boundary, by the named barriers that they follow, in Chinese and English. Of two states (before and after, or a jurisdiction of the register with the day before): the textual adjustment. Nothing is stored.',
        body: DescriptionsRequestSchema,
        response: {
          200: content(
            'application/json',
            DescriptionsAnswerSchema,
            'The texts, and what they say as data',
          ),
          ...problemResponses(...COMPUTE_PROBLEMS, 'invalid-geometry'),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const signal = abortOnDisconnect(reply);
      const body = rawBody(request);
      const { maxVertices } = config;
      const read = await pool.run(
        'descriptions',
        { body, maxVertices },
        { signal, transfer: transferable(body) },
      );
      const { json } =
        read.kind === 'result'
          ? read
          : await answerDescriptionsOfRegister(database.knex, pool, read.request, {
              maxVertices,
              signal,
            });
      return sendJsonBytes(reply, json);
    },
  );
}
