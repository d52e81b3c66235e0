import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';

/** What links begin with: the configured address, or the one that the request was sent to. */
export function baseUrl(request: FastifyRequest, config: Config): string {
  return config.publicUrl ?? `${request.protocol}://${request.host}`;
}
