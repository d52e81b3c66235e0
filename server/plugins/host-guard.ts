import type { FastifyInstance } from 'fastify';
import { DomainError } from '#contract/domain-error.ts';
import type { Config } from '../config.ts';
import { sendProblem } from './problem-details.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|::1)$/i;

/** Whether an address or host name means this machine alone. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host.replace(/^::ffff:/, ''));

/**
 * While listening on this machine alone, answers only to its own names. Otherwise a page on the web
 * could have its host name resolve to 127.0.0.1 and read and write here through the visitor's
 * browser (DNS rebinding).
 */
export function addHostGuard(app: FastifyInstance, config: Config): void {
  if (!isLoopback(config.host)) return;
  const allowed = new Set(config.allowedHosts);
  if (config.publicUrl !== undefined) allowed.add(new URL(config.publicUrl).hostname);
  app.addHook('onRequest', async (request, reply) => {
    const host = request.hostname.toLowerCase();
    if (isLoopback(host) || allowed.has(host)) return;
    await sendProblem(REFUSED(), request, reply);
  });
}

const REFUSED = () =>
  new DomainError('misdirected-request', {
    zh: '此服务仅在本机监听，不接受该主机名；可用 SIZHI_ALLOWED_HOSTS 许可。',
    en: 'This service listens on its own machine alone and does not go by that host name; allow it with SIZHI_ALLOWED_HOSTS.',
  });
