import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Job, JobSchema } from '#contract/jobs.ts';
import { content } from './problem-responses.ts';

/** Whether a request says that it need not be answered at once: `Prefer: respond-async` (RFC 7240 §4.1). */
export function prefersAsync(request: FastifyRequest): boolean {
  const preferences = [request.headers.prefer ?? []].flat().join(',').slice(0, 500).split(',');
  return preferences.some((one) => one.split(';')[0]?.trim().toLowerCase() === 'respond-async');
}

/** Header parameters and response of a route that may answer with a job, for its schema. */
export const PREFER_HEADER = {
  type: 'object',
  properties: {
    prefer: {
      type: 'string',
      description: '`respond-async`: answer at once with a job (202); `Location` leads to it',
    },
  },
} as const;
export const JOB_ACCEPTED = content('application/json', JobSchema, 'A job; see Location');

/** Answers that the work has been taken on, and where it can be followed. */
export function sendAcceptedJob(request: FastifyRequest, reply: FastifyReply, job: Job) {
  if (prefersAsync(request)) reply.header('preference-applied', 'respond-async');
  return reply
    .status(202)
    .header('location', `/jobs/${job.id}`)
    .header('cache-control', 'no-store')
    .send(job);
}
