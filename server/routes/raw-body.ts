import type { FastifyRequest } from 'fastify';
import { DomainError } from '#contract/domain-error.ts';

/**
 * The bytes of a body, as the content type parser left them.
 * @throws DomainError `not-json` when there are none
 */
export function rawBody(request: FastifyRequest): Buffer {
  const { body } = request;
  if (Buffer.isBuffer(body) && body.length > 0) return body;
  throw new DomainError('not-json', {
    zh: '请求体为空；请以 application/json 提交 JSON。',
    en: 'The body is empty; send JSON as application/json.',
  });
}

/** The body's memory, where it has one of its own: small buffers share a pool, which must stay. */
export function transferable(body: Buffer): ArrayBuffer[] {
  const { buffer } = body;
  const isWhole = body.byteOffset === 0 && body.byteLength === buffer.byteLength;
  return isWhole && buffer instanceof ArrayBuffer ? [buffer] : [];
}
