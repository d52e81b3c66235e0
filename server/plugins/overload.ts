import rateLimit from '@fastify/rate-limit';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { DomainError } from '#contract/domain-error.ts';
import type { Config } from '../config.ts';
import { isLoopback } from './host-guard.ts';
import { sendProblem } from './problem-details.ts';

/** Refuses work while there is too much of it: 429 for one client, 503 for all. */
export async function addOverloadProtection(app: FastifyInstance, config: Config): Promise<void> {
  if (config.maxEventLoopDelayMilliseconds > 0) {
    await app.register(underPressure, {
      maxEventLoopDelay: config.maxEventLoopDelayMilliseconds,
      pressureHandler: (request, reply) => {
        // Whoever watches over the process must learn that it is alive.
        if (request.url !== '/healthz') void sendProblem(OVERLOADED(), request, reply);
      },
    });
  }
  if (config.rateLimitPerMinute > 0) {
    await app.register(rateLimit, {
      max: config.rateLimitPerMinute,
      timeWindow: '1 minute',
      // The machine's own user, and a proxy that is not trusted to tell clients apart.
      allowList: (request) => isLoopback(request.ip),
      errorResponseBuilder: (_request, { ttl }) => rateLimited(Math.ceil(ttl / 1000)),
    });
  }
}

const OVERLOADED = () =>
  new DomainError('busy', {
    zh: '服务暂时过载，请稍后重试。',
    en: 'The service is overloaded for the moment; try again shortly.',
  });

const rateLimited = (seconds: number) =>
  new DomainError('rate-limited', {
    zh: `请求过于频繁，请 ${seconds} 秒后重试。`,
    en: `Too many requests; try again in ${seconds} s.`,
  });
