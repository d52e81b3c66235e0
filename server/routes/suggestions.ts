import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  MOST_EFFORT_AT_ONCE,
  MOST_UNITS_AT_ONCE,
  SuggestionListSchema,
  SuggestionRequestSchema,
  SuggestionResultSchema,
} from '#contract/suggestions.ts';
import { ParameterFault } from '../services/collections/parameter-fault.ts';
import { QueryReader, type RawQuery } from '../services/collections/query-reader.ts';
import {
  type FiledSuggestion,
  fileSuggestion,
  KEPT_DAYS,
  listOfJurisdiction,
  readSuggestion,
  suggestionId,
} from '../services/suggestions/file-suggestion.ts';
import { makeSuggestion } from '../services/suggestions/make-suggestion.ts';
import { ACTOR } from '../services/suggestions/suggestion-job.ts';
import { abortOnDisconnect } from './abort-on-disconnect.ts';
import type { App, AppContext } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import { content, problemResponses } from './problem-responses.ts';
import { rawBody, transferable } from './raw-body.ts';
import { JOB_ACCEPTED, PREFER_HEADER, prefersAsync, sendAcceptedJob } from './send-job.ts';
import { COMPUTE_PROBLEMS, sendJsonBytes } from './send-json-bytes.ts';

const JSON_TYPE = 'application/json';

/** `POST /suggestions`, and what has been suggested. */
export function suggestionRoutes(app: App, context: AppContext): void {
  postSuggestions(app, context);
  getSuggestions(app, context);
  getSuggestion(app, context);
}

const LIMITS = Object.entries(MOST_UNITS_AT_ONCE)
  .map(([kind, units]) => `${kind} ${units}`)
  .join(', ');

function postSuggestions(app: App, { config, database, pool, jobs }: AppContext): void {
  app.post(
    '/suggestions',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'suggest',
        tags: ['suggestions'],
        summary: 'Suggest merges, splits, transfers, repairs or a replan of communities',
        description: `For data in the body, or a jurisdiction of the register. Units are cut from the barriers where none are given. Up to so many units the answer is the result: ${LIMITS} (each feature of the barriers counts for one where units are yet to be cut), with an effort of at most ${MOST_EFFORT_AT_ONCE}; for more, or with Prefer: respond-async, it is 202 and a job whose result is where its \`result\` says. What cannot be done is under \`infeasible\`, with its cause: that is an answer (200), not a problem. Results are kept, ${KEPT_DAYS} days where they are not about the register.`,
        headers: PREFER_HEADER,
        body: SuggestionRequestSchema,
        response: {
          200: content(JSON_TYPE, SuggestionResultSchema, 'The suggestions, the best first'),
          202: JOB_ACCEPTED,
          ...problemResponses(...COMPUTE_PROBLEMS, 'invalid-geometry', 'unknown-policy'),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const signal = abortOnDisconnect(reply);
      const isAsync = prefersAsync(request);
      reply.header('vary', 'Prefer');
      const body = rawBody(request);
      const tools = { knex: database.knex, pool, maxVertices: config.maxVertices };
      const outcome = await makeSuggestion(tools, body, isAsync ? 'later' : 'if-small', {
        signal,
        transfer: transferable(body),
      });
      const { jurisdictionId } = outcome;
      if (outcome.kind === 'later') {
        const input = outcome.body;
        const job = await jobs.submit({ kind: 'suggestion', jurisdictionId, input, actor: ACTOR });
        return sendAcceptedJob(request, reply, job);
      }
      const filing = { jurisdictionId, actor: ACTOR };
      const id = suggestionId(outcome.made, filing);
      const filed = await fileSuggestion(database.knex, id, outcome.made, filing);
      return send(reply.header('content-location', `/suggestions/${id}`), filed);
    },
  );
}

const DEFAULT_LIMIT = 20;
const MOST_LISTED = 1000;

function getSuggestions(app: App, { database }: AppContext): void {
  app.get(
    '/suggestions',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'listSuggestions',
        tags: ['suggestions'],
        summary: 'What has been suggested for a jurisdiction of the register, the latest first',
        querystring: Type.Object({
          jurisdiction: Type.String({ description: 'Code or id' }),
          limit: Type.Optional(
            Type.Integer({ minimum: 1, maximum: MOST_LISTED, default: DEFAULT_LIMIT }),
          ),
        }),
        response: {
          200: content(JSON_TYPE, SuggestionListSchema, 'The results, without the suggestions'),
          ...problemResponses('invalid-parameter', 'not-found', 'database-unavailable'),
        },
      },
    },
    async (request: FastifyRequest) => {
      const { jurisdiction, limit } = readListQuery(request.query as RawQuery);
      return { suggestions: await listOfJurisdiction(database.knex, jurisdiction, limit) };
    },
  );
}

function readListQuery(raw: RawQuery): { jurisdiction: string; limit: number } {
  const query = new QueryReader({ jurisdiction: '', ...raw }, ['jurisdiction', 'limit']);
  const jurisdiction = query.take('jurisdiction', '', (text) =>
    text === ''
      ? new ParameterFault(
          '缺少此参数：辖区的编码或编号',
          'is missing: code or id of a jurisdiction',
        )
      : text,
  );
  const limit = query.take('limit', DEFAULT_LIMIT, (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (value === 0) return new ParameterFault('须为正整数', 'must be a whole number above 0');
    return Math.min(value, MOST_LISTED);
  });
  query.throwFaults();
  return { jurisdiction, limit };
}

function getSuggestion(app: App, { database }: AppContext): void {
  app.get(
    '/suggestions/:id',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'getSuggestion',
        tags: ['suggestions'],
        summary: 'A result of POST /suggestions',
        description:
          'As it was made; isOutdated says that the engine that runs now is of another version. Whoever knows the id may read it.',
        params: Type.Object({ id: Type.String() }),
        response: {
          200: content(JSON_TYPE, SuggestionResultSchema, 'The suggestions, the best first'),
          304: { description: 'Not changed: If-None-Match names it', type: 'null' },
          ...problemResponses('not-found', 'database-unavailable'),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const { id } = request.params as { id: string };
      const filed = await readSuggestion(database.knex, id);
      if (!matches(request.headers['if-none-match'], filed.etag)) return send(reply, filed);
      return reply.status(304).header('etag', filed.etag).send();
    },
  );
}

const send = (reply: FastifyReply, { json, etag }: FiledSuggestion): FastifyReply =>
  sendJsonBytes(reply.header('etag', etag).header('cache-control', 'private, no-cache'), json);

/** The weak comparison of RFC 9110 §13.1.2. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((tag) => opaque(tag) === opaque(etag));
}
