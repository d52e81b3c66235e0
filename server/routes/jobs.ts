import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  isFinal,
  type Job,
  JobListSchema,
  JobParametersSchema,
  JobSchema,
} from '#contract/jobs.ts';
import { acceptLanguage, type Language } from '../plugins/accept-language.ts';
import { type JobService, NO_SUCH_JOB } from '../services/jobs/job-service.ts';
import type { App, AppContext } from './context.ts';
import { content, problemResponses } from './problem-responses.ts';
import { type ServerEvent, sendEvents } from './send-events.ts';
import { sendJsonBytes } from './send-json-bytes.ts';

const COMMON_PROBLEMS = ['not-found', 'database-unavailable'] as const;

/** `/jobs`: those there are; `/jobs/{id}`: how far one is, its events, its result, its end. */
export function jobRoutes(app: App, { jobs }: AppContext): void {
  const closing = new AbortController();
  // Streams that never end by themselves would keep the server from closing.
  app.addHook('preClose', async () => closing.abort());
  addList(app, jobs);
  addReading(app, jobs);
  addEvents(app, jobs, closing.signal);
  addResult(app, jobs);
  addCancelling(app, jobs);
}

const MOST_JOBS = 200;

function addList(app: App, jobs: JobService): void {
  app.get(
    '/jobs',
    {
      schema: {
        operationId: 'listJobs',
        tags: ['jobs'],
        summary: 'Recent jobs, the newest first',
        description:
          'Jobs on the register and on plans: those that wait, that are under way, and that are over and not yet removed. A job on data that came with its request is not among them: only who knows its id may see it.',
        querystring: Type.Object(
          {
            limit: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: MOST_JOBS,
                default: 50,
                description: 'How many',
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: content('application/json', JobListSchema, 'The jobs'),
          ...problemResponses('invalid-parameter', 'database-unavailable'),
        },
      },
    },
    async (request, reply) => {
      const language = languageOf(request, reply);
      const { limit = 50 } = request.query;
      return reply
        .header('cache-control', 'no-store')
        .send({ jobs: await jobs.list(limit, language) });
    },
  );
}

function addReading(app: App, jobs: JobService): void {
  app.get(
    '/jobs/:id',
    {
      schema: {
        operationId: 'getJob',
        tags: ['jobs'],
        summary: 'How far a job is, and where its result is',
        params: JobParametersSchema,
        response: {
          200: content('application/json', JobSchema, 'The job'),
          ...problemResponses(...COMMON_PROBLEMS),
        },
      },
    },
    async (request, reply) => {
      const language = languageOf(request, reply);
      const job = await existing(jobs.read(request.params.id, language));
      if (!isFinal(job.state)) reply.header('retry-after', 1);
      return reply.header('cache-control', 'no-store').send(job);
    },
  );
}

function addEvents(app: App, jobs: JobService, closing: AbortSignal): void {
  app.get(
    '/jobs/:id/events',
    {
      // An answer without a body would have to wait for the end of the job.
      exposeHeadRoute: false,
      schema: {
        operationId: 'followJob',
        tags: ['jobs'],
        summary: 'Follow a job as server-sent events',
        description:
          'One `progress` event at once and one after each change, then `done`, `failed` or `cancelled`, and the stream ends. The data of each is the whole job, so nothing is missed by connecting late. 204 to a client that has had the last event: EventSource connects no more.',
        params: JobParametersSchema,
        response: {
          200: content('text/event-stream', Type.String(), 'The events'),
          204: { description: 'Last-Event-ID was the last event' },
          ...problemResponses(...COMMON_PROBLEMS),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const language = languageOf(request, reply);
      const before = request.headers['last-event-id'];
      const job = await existing(jobs.read(id, language));
      if (isFinal(job.state) && before === (await lastRevision(jobs, id))) {
        return reply.status(204).send();
      }
      return sendEvents(
        reply,
        (gone) => eventsOf(jobs, id, AbortSignal.any([gone, closing]), language),
        (error) => request.log.warn({ err: error }, 'the events of a job broke off'),
      );
    },
  );
}

function addResult(app: App, jobs: JobService): void {
  app.get(
    '/jobs/:id/result',
    {
      schema: {
        operationId: 'getJobResult',
        tags: ['jobs'],
        summary: 'The result of a job, where the job itself keeps it',
        description:
          'What the request would have been answered with, had it not asked for a job: for an audit, the findings; of a job that failed, its problem. Follow the link `result` of the job.',
        params: JobParametersSchema,
        response: {
          200: content('application/json', Type.Unknown(), 'The result'),
          ...problemResponses(...COMMON_PROBLEMS, 'job-unfinished'),
        },
      },
    },
    async (request, reply) => sendJsonBytes(reply, await jobs.readResult(request.params.id)),
  );
}

function addCancelling(app: App, jobs: JobService): void {
  app.delete(
    '/jobs/:id',
    {
      schema: {
        operationId: 'cancelJob',
        tags: ['jobs'],
        summary: 'Cancel a job',
        description:
          'The job stays, as `cancelled`, until it is removed with the others. One that was done, failed or cancelled before is a conflict.',
        params: JobParametersSchema,
        response: {
          200: content('application/json', JobSchema, 'It had not begun, and is cancelled'),
          202: content('application/json', JobSchema, 'It is under way, and stops in a moment'),
          ...problemResponses(...COMMON_PROBLEMS, 'job-finished'),
        },
      },
    },
    async (request, reply) => {
      const language = languageOf(request, reply);
      const job = await existing(jobs.cancel(request.params.id, language));
      return reply.status(job.state === 'running' ? 202 : 200).send(job);
    },
  );
}

async function* eventsOf(
  jobs: JobService,
  id: string,
  signal: AbortSignal,
  language: Language,
): AsyncGenerator<ServerEvent, void, undefined> {
  for await (const { revision, ...job } of jobs.watch(id, signal, language)) {
    yield { name: isFinal(job.state) ? job.state : 'progress', id: String(revision), data: job };
  }
}

/** Of a job that is over; watching it ends at once. */
async function lastRevision(jobs: JobService, id: string): Promise<string | undefined> {
  for await (const { revision } of jobs.watch(id, new AbortController().signal)) {
    return String(revision);
  }
  return undefined;
}

/** A problem of a job is in the caller's language. */
function languageOf(request: FastifyRequest, reply: FastifyReply): Language {
  reply.header('vary', 'Accept-Language');
  return acceptLanguage(request.headers['accept-language']);
}

async function existing(reading: Promise<Job | null>): Promise<Job> {
  const job = await reading;
  if (job === null) throw NO_SUCH_JOB();
  return job;
}
