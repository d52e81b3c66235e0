import type { FastifyReply, FastifyRequest } from 'fastify';
import { MeasureListSchema, MeasurementSchema, MeasuresRequestSchema } from '#contract/measures.ts';
import { answerMeasuresOfRegister } from '../services/measures/answer-measures-of-register.ts';
import { listMeasures } from '../services/measures/run-measures.ts';
import { abortOnDisconnect } from './abort-on-disconnect.ts';
import type { App, AppContext } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import { content, problemResponses } from './problem-responses.ts';
import { rawBody, transferable } from './raw-body.ts';
import { COMPUTE_PROBLEMS, sendJsonBytes } from './send-json-bytes.ts';

/** `GET /measures`: the registry. `POST /measures`: the figures of communities. */
export function measureRoutes(app: App, { config, database, pool }: AppContext): void {
  app.get(
    '/measures',
    {
      schema: {
        operationId: 'listMeasures',
        tags: ['measures'],
        summary: 'The measures of communities, with version, unit and source',
        response: { 200: content('application/json', MeasureListSchema, 'The measures') },
      },
    },
    async () => ({ measures: listMeasures() }),
  );
  app.post(
    '/measures',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'measure',
        tags: ['measures'],
        summary: 'Measure communities',
        description:
          'Takes the measures of every community in the body, or of those of a register. What a measure needs and is not given makes it missing, with the reason; what is given as an empty list counts as none. Nothing is stored.',
        body: MeasuresRequestSchema,
        response: {
          200: content('application/json', MeasurementSchema, 'The figures'),
          ...problemResponses(...COMPUTE_PROBLEMS),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const signal = abortOnDisconnect(reply);
      const body = rawBody(request);
      const { maxVertices } = config;
      const read = await pool.run(
        'measures',
        { body, maxVertices },
        { signal, transfer: transferable(body) },
      );
      const { json } =
        read.kind === 'result'
          ? read
          : await answerMeasuresOfRegister(database.knex, pool, read.request, {
              maxVertices,
              signal,
            });
      return sendJsonBytes(reply, json);
    },
  );
}
