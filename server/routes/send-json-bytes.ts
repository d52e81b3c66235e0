import type { FastifyReply } from 'fastify';

/** Sends JSON that a compute thread has written. */
export function sendJsonBytes(reply: FastifyReply, json: Uint8Array): FastifyReply {
  return reply
    .type('application/json')
    .send(Buffer.from(json.buffer, json.byteOffset, json.byteLength));
}

/** The problems that every route may answer with whose body is computed with in a thread. */
export const COMPUTE_PROBLEMS = [
  'not-json',
  'invalid-body',
  'not-found',
  'too-large',
  'too-many-vertices',
  'unsupported-media-type',
  'invalid-geodata',
  'database-unavailable',
  'busy',
  'time-limit',
  'out-of-memory',
] as const;
