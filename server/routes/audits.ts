import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuditRequestSchema, AuditResultSchema } from '#contract/audits.ts';
import { auditRegister } from '../services/audit/audit-register.ts';
import { abortOnDisconnect } from './abort-on-disconnect.ts';
import type { App, AppContext } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import { content, problemResponses } from './problem-responses.ts';
import { rawBody, transferable } from './raw-body.ts';
import { JOB_ACCEPTED, PREFER_HEADER, prefersAsync, sendAcceptedJob } from './send-job.ts';
import { COMPUTE_PROBLEMS, sendJsonBytes } from './send-json-bytes.ts';

/** `POST /audits`: parsed, checked and audited in a thread; this one passes bytes on. */
export function auditRoutes(app: App, { config, database, pool, jobs }: AppContext): void {
  app.post(
    '/audits',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'audit',
        tags: ['audits'],
        summary: 'Find overlaps, gaps and every other fault of a coverage',
        description:
          'Audits communities in the body, or those of a register. Nothing is stored, but for a job and its result with `Prefer: respond-async`. A polygon that crosses itself is a finding; a ring that is not closed, or a position that is no number, is a problem (422) with its place.',
        headers: PREFER_HEADER,
        body: AuditRequestSchema,
        response: {
          200: content('application/json', AuditResultSchema, 'The findings'),
          202: JOB_ACCEPTED,
          ...problemResponses(...COMPUTE_PROBLEMS, 'unknown-policy'),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      reply.header('vary', 'Prefer');
      const body = rawBody(request);
      if (prefersAsync(request)) {
        const job = await jobs.submit({ kind: 'audit', input: body, actor: 'api' });
        return sendAcceptedJob(request, reply, job);
      }
      const signal = abortOnDisconnect(reply);
      const input = { body, maxVertices: config.maxVertices };
      const read = await pool.run('audit', input, { signal, transfer: transferable(body) });
      const { json } =
        read.kind === 'result'
          ? read
          : await auditRegister(database.knex, pool, read.request, signal);
      return sendJsonBytes(reply, json);
    },
  );
}
