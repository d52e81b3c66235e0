import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { DomainError } from '#contract/domain-error.ts';
import type { ProblemCode } from '#contract/problem-catalogue.ts';
import { isUuid } from '../repositories/feature-repository.ts';
import { ParameterFault } from '../services/collections/parameter-fault.ts';
import {
  fingerprintOf,
  type OnceRequest,
  type PlanAnswerText,
} from '../services/plans/answer-once.ts';
import { noSuchPlan } from '../services/plans/plan-errors.ts';
import type { WriteRequest } from '../services/plans/write-plan.ts';
import { checkEnvelope, parseBody, refuseShape } from '../services/read-body.ts';

/** Bodies of plans are read in the main thread, all but operations: nobody needs longer ones. */
export const PLAN_BODY_LIMIT_BYTES = 1024 * 1024;
/** Operations carry geometries, and suggestions are lists of them. */
export const OPERATIONS_BODY_LIMIT_BYTES = 16 * 1024 * 1024;

export const READ_PROBLEMS = ['not-found', 'database-unavailable', 'busy'] as const;
export const THREAD_PROBLEMS = ['time-limit', 'out-of-memory'] as const;
/** What every write to a plan may be answered with. */
export const WRITE_PROBLEMS = [
  ...READ_PROBLEMS,
  'plan-closed',
  'version-conflict',
  'precondition-required',
  'idempotency-conflict',
] as const satisfies readonly ProblemCode[];
export const BODY_PROBLEMS = [
  'not-json',
  'invalid-body',
  'too-large',
  'unsupported-media-type',
] as const;

/** Header parameters of a write, for the API definition. */
export const writeHeaders = {
  type: 'object',
  properties: {
    'if-match': {
      type: 'string',
      description: 'ETag of the plan that the write is made for, such as "12"; * is not taken',
    },
    'idempotency-key': {
      type: 'string',
      maxLength: 200,
      description:
        'Names the request: sent again, it is answered as before and not done twice. Kept for seven days',
    },
    'sizhi-actor': {
      type: 'string',
      maxLength: 600,
      description: 'Who writes, percent-encoded where it is not ASCII; by default anonymous',
    },
  },
} as const;

/** A creation needs no If-Match: there is nothing yet. */
export const createHeaders = {
  type: 'object',
  properties: {
    'idempotency-key': writeHeaders.properties['idempotency-key'],
    'sizhi-actor': writeHeaders.properties['sizhi-actor'],
  },
} as const;

/** The id of the plan in the address. @throws DomainError `not-found` for what is no id */
export function planIdOf(request: FastifyRequest): string {
  const { id } = request.params as { id: string };
  if (!isUuid(id)) throw noSuchPlan();
  return id.toLowerCase();
}

/** The bytes of a body, none for a request without one. */
export const bytesOf = ({ body }: FastifyRequest): Uint8Array =>
  Buffer.isBuffer(body) ? body : new Uint8Array();

/**
 * Reads a body by its schema.
 * @param fallback what a request without a body means; left out: it needs one
 * @throws DomainError `not-json`, `invalid-body`
 */
export function readJson<S extends TSchema>(
  request: FastifyRequest,
  schema: S,
  fallback?: Static<S>,
): Static<S> {
  const bytes = bytesOf(request);
  if (bytes.length === 0 && fallback !== undefined) return fallback;
  const value = parseBody(bytes);
  const problems = checkEnvelope(schema, value);
  if (problems.length > 0) throw refuseShape(problems);
  return value as Static<S>;
}

/** @throws DomainError `precondition-required` without a usable If-Match */
export function readWrite(request: FastifyRequest): WriteRequest {
  return {
    planId: planIdOf(request),
    seen: readIfMatch(request.headers['if-match']),
    actor: actorOf(request),
    once: onceOf(request),
  };
}

/** Versions of an If-Match; a tag that is none of ours matches nothing. */
function readIfMatch(header: string | undefined): number[] {
  const text = header?.trim() ?? '';
  if (text === '' || text === '*') throw preconditionRequired();
  return text.split(',').flatMap((tag) => {
    const version = /^\s*"(\d{1,9})"\s*$/.exec(tag)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
}

const preconditionRequired = (): DomainError =>
  new DomainError('precondition-required', {
    zh: '修改方案须带 If-Match 标头，其值为读取方案时的 ETag，如 "12"；不接受 *。',
    en: 'A change of a plan needs the header If-Match with the ETag of the plan as it was read, such as "12"; * is not taken.',
  });

const MOST_ACTOR_CHARACTERS = 200;

/** Who writes: a name that the caller gives, until there are accounts. */
export function actorOf(request: FastifyRequest): string {
  const header = request.headers['sizhi-actor'];
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  if (text === '') return 'anonymous';
  const actor = decode(text).trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (actor === '' || actor.length > MOST_ACTOR_CHARACTERS || /[\u0000-\u001f]/.test(actor)) {
    throw badHeader(
      'sizhi-actor',
      `须为不超过 ${MOST_ACTOR_CHARACTERS} 个字符的名称，非 ASCII 字符以百分号编码`,
      `must be a name of at most ${MOST_ACTOR_CHARACTERS} characters, percent-encoded where it is not ASCII`,
    );
  }
  return actor;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The request's Idempotency-Key with what it goes with. */
export function onceOf(request: FastifyRequest): OnceRequest | undefined {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return undefined;
  const key = (Array.isArray(header) ? header.join(',') : header).trim();
  if (key === '' || key.length > 200) {
    throw badHeader('idempotency-key', '须为 1 至 200 个字符', 'must have 1 to 200 characters');
  }
  return { key, fingerprint: fingerprintOf(request.method, request.url, bytesOf(request)) };
}

const badHeader = (pointer: string, zh: string, en: string): DomainError =>
  new DomainError(
    'bad-request',
    { zh: `标头 ${pointer} ${zh}。`, en: `The header ${pointer} ${en}.` },
    [{ code: 'invalid-value', pointer, message: { zh, en } }],
  );

/** Sends an answer that a service has written. */
export const sendAnswer = (
  reply: FastifyReply,
  { status, headers, body }: PlanAnswerText,
): FastifyReply => reply.status(status).headers(headers).type('application/json').send(body);

/** Sends what a service gave, as it is. */
export const sendJson = (reply: FastifyReply, value: unknown): FastifyReply =>
  reply.type('application/json').send(JSON.stringify(value));

/** Whether the client has this version already: then 304 is sent. */
export function isKnown(request: FastifyRequest, reply: FastifyReply, etag: string): boolean {
  reply.header('etag', etag).header('cache-control', 'no-cache');
  const tags = request.headers['if-none-match']?.split(',').map((tag) => tag.trim()) ?? [];
  if (!tags.some((tag) => tag.replace(/^W\//, '') === etag)) return false;
  void reply.status(304).send();
  return true;
}

/** Reads `true` or `false` of a query. */
export const readFlag = (text: string): boolean | ParameterFault =>
  text === 'true' || text === 'false'
    ? text === 'true'
    : new ParameterFault('须为 true 或 false', 'must be true or false');

/** Reads a whole number of a query. */
export const readNumber =
  (minimum: number, maximum: number) =>
  (text: string): number | ParameterFault => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= minimum && value <= maximum
      ? value
      : new ParameterFault(
          `须为 ${minimum} 至 ${maximum} 的整数`,
          `must be a whole number from ${minimum} to ${maximum}`,
        );
  };
