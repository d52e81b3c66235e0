import type { FastifyReply, FastifyRequest } from 'fastify';
import { UnitsRequestSchema, UnitsSchema } from '#contract/units.ts';
import { answerUnitsOfRegister } from '../services/units/answer-units-of-register.ts';
import { abortOnDisconnect } from './abort-on-disconnect.ts';
import type { App, AppContext } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import { content, problemResponses } from './problem-responses.ts';
import { rawBody, transferable } from './raw-body.ts';
import { COMPUTE_PROBLEMS, sendJsonBytes } from './send-json-bytes.ts';

/** `POST /units`: units cut from barriers, or taken as they are, with their households. */
export function unitRoutes(app: App, { config, database, pool }: AppContext): void {
  app.post(
    '/units',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'makeUnits',
        tags: ['units'],
        summary: 'Cut a jurisdiction into units along roads and rivers, with their households',
        description:
          'Three kinds of body: barriers with a jurisdiction or communities, from which units are cut; units that are taken as they are; or a jurisdiction of the register. Units tile the jurisdiction; each border is told with the barrier that it follows. Households come from estates, else from a total spread over building floor space, marked as estimates; totals are kept to the household, and conflicts are in households.notes. Nothing is stored.',
        body: UnitsRequestSchema,
        response: {
          200: content(
            'application/json',
            UnitsSchema,
            'The units, their borders, and how they came about',
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
        'units',
        { body, maxVertices },
        { signal, transfer: transferable(body) },
      );
      const { json } =
        read.kind === 'result'
          ? read
          : await answerUnitsOfRegister(database.knex, pool, read.request, { maxVertices, signal });
      return sendJsonBytes(reply, json);
    },
  );
}
