import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '#contract/domain-error.ts';
import { PROBLEM_MEDIA_TYPE, type Problem } from '#contract/problem.ts';
import { PROBLEMS } from '#contract/problem-catalogue.ts';
import { acceptLanguage, type Language } from './accept-language.ts';
import { ClientGone } from './client-gone.ts';
import { RouteTable } from './route-table.ts';
import { NOT_FOUND, toDomainError } from './to-domain-error.ts';

/** A fault of ours: its wording stays in the log. */
const INTERNAL = new DomainError('internal', {
  zh: '服务内部错误，已记录。请将 instance 告知运维。',
  en: 'The service failed and has logged why. Tell its operator the instance.',
});

/** How long a client is asked to wait, by status. */
const RETRY_AFTER_SECONDS: Record<number, number> = { 503: 5 };

/**
 * Every error of the API as a problem document (RFC 9457), in the language of Accept-Language: what
 * the routes throw, what Fastify refuses, unknown addresses (404) and methods (405).
 */
export function addProblemDetails(app: FastifyInstance): void {
  const routes = new RouteTable();
  app.addHook('onRoute', (route) => routes.add(route.url, route.method));
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const allowed = routes.methodsAt(request.url);
    if (allowed.length === 0 || allowed.includes(request.method)) {
      return sendProblem(new DomainError('not-found', NOT_FOUND), request, reply);
    }
    reply.header('allow', allowed.join(', '));
    return sendProblem(methodNotAllowed(allowed), request, reply);
  });
}

/** Answers with the problem that `thrown` amounts to, and logs it if it is ours. */
export function sendProblem(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const error = toDomainError(thrown);
  if (thrown instanceof ClientGone) request.log.info(thrown.message);
  else if (error === null) request.log.error({ err: thrown }, 'request failed');
  else if (PROBLEMS[error.code].status >= 500) request.log.warn({ err: thrown }, error.code);
  const language = acceptLanguage(request.headers['accept-language']);
  const problem = buildProblem(error ?? INTERNAL, language, `urn:sizhi:request:${request.id}`);
  const retryAfter = RETRY_AFTER_SECONDS[problem.status];
  if (retryAfter && !reply.hasHeader('retry-after')) reply.header('retry-after', retryAfter);
  return reply
    .status(problem.status)
    .header('content-language', language)
    .header('cache-control', 'no-store')
    .header('vary', mergeVary(reply.getHeader('vary'), 'Accept-Language'))
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(problem));
}

/** The problem document of an error. */
export function buildProblem(error: DomainError, language: Language, instance: string): Problem {
  const { status, title } = PROBLEMS[error.code];
  return {
    ...error.members,
    type: `/problems/${error.code}`,
    title: title[language],
    status,
    detail: error.detail[language],
    instance,
    ...(error.problems.length > 0 ? { errors: error.problems } : {}),
  };
}

function methodNotAllowed(allowed: string[]): DomainError {
  const list = allowed.join(', ');
  return new DomainError('method-not-allowed', {
    zh: `此网址可用的方法：${list}。`,
    en: `This address takes: ${list}.`,
  });
}

function mergeVary(present: unknown, name: string): string {
  const names = String(present ?? '')
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '' && text.toLowerCase() !== name.toLowerCase());
  return [...names, name].join(', ');
}
