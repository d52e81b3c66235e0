import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { ImportReportSchema, ImportRequestSchema } from '#contract/imports.ts';
import { ParameterFault } from '../services/collections/parameter-fault.ts';
import { QueryReader, type RawQuery } from '../services/collections/query-reader.ts';
import { importRegister } from '../services/import/import-register.ts';
import { abortOnDisconnect } from './abort-on-disconnect.ts';
import type { App, AppContext } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import { content, problemResponses } from './problem-responses.ts';
import { rawBody, transferable } from './raw-body.ts';

/** `POST /imports`: communities, their jurisdiction and material, into the register. */
export function importRoutes(app: App, { config, database, pool }: AppContext): void {
  app.post(
    '/imports',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'importRegister',
        tags: ['imports'],
        summary: 'Import communities with their jurisdiction into the register',
        description:
          'All or nothing. The communities given are all that the jurisdiction has from the effective day on: unchanged ones stay, changed ones get a new version, missing ones end. Overlaps and gaps do not block an import, invalid geometry does. The same import again changes nothing. With dryRun nothing is written and the audit is summed up.',
        querystring: Type.Object({ dryRun: Type.Optional(Type.Boolean({ default: false })) }),
        body: ImportRequestSchema,
        response: {
          200: content('application/json', ImportReportSchema, 'What changed, or would'),
          201: content('application/json', ImportReportSchema, 'The jurisdiction is new'),
          ...problemResponses(
            'not-json',
            'invalid-body',
            'invalid-parameter',
            'too-large',
            'too-many-vertices',
            'unsupported-media-type',
            'invalid-geodata',
            'invalid-geometry',
            'unknown-policy',
            'database-unavailable',
            'busy',
            'time-limit',
          ),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const dryRun = readDryRun(request.query as RawQuery);
      const signal = abortOnDisconnect(reply);
      const body = rawBody(request);
      const input = { body, maxVertices: config.maxVertices, audit: dryRun };
      const draft = await pool.run('read-import', input, { signal, transfer: transferable(body) });
      // From here on the import is finished even if the client has gone: it may have been the whole point.
      const report = await importRegister(database.knex, draft, { dryRun });
      const created = report.jurisdiction.change === 'created' && !dryRun;
      reply.status(created ? 201 : 200);
      if (created)
        reply.header('location', `/collections/jurisdictions/items/${report.jurisdiction.id}`);
      return reply.send(report);
    },
  );
}

function readDryRun(raw: RawQuery): boolean {
  const query = new QueryReader(raw, ['dryRun']);
  const dryRun = query.take('dryRun', false, (text) => {
    if (text === 'true' || text === 'false') return text === 'true';
    return new ParameterFault('须为 true 或 false', 'must be true or false');
  });
  query.throwFaults();
  return dryRun;
}
