import type { FastifyReply } from 'fastify';
import { ClientGone } from '../plugins/client-gone.ts';

/** A signal that is aborted when the client goes away before it has its answer. */
export function abortOnDisconnect(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new ClientGone());
  });
  return controller.signal;
}
