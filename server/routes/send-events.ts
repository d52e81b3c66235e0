import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** One server-sent event. */
export interface ServerEvent {
  name: string;
  /** What `Last-Event-ID` repeats when the client connects anew; one line. */
  id: string;
  /** Sent as JSON. */
  data: unknown;
}

/** Proxies and load balancers end a connection that is silent for a minute or half of one. */
const KEEP_ALIVE_MILLISECONDS = 15_000;
/** How long a client waits before it connects anew. */
const RETRY_MILLISECONDS = 2000;

/**
 * Sends events as they come (`text/event-stream`), and comments in between so that the connection stays. Ends with the
 * events; a client that goes away ends them, through `signal` of what `events` is given.
 *
 * @param onFailure told what broke the events off; the client sees the connection end and connects anew
 */
export function sendEvents(
  reply: FastifyReply,
  events: (signal: AbortSignal) => AsyncIterable<ServerEvent>,
  onFailure: (error: unknown) => void,
): FastifyReply {
  const controller = new AbortController();
  const stream = new PassThrough();
  const beat = setInterval(() => stream.write(': still here\n\n'), KEEP_ALIVE_MILLISECONDS);
  stream.once('close', () => {
    clearInterval(beat);
    controller.abort();
  });
  stream.write(`retry: ${RETRY_MILLISECONDS}\n\n`);
  pump(stream, events(controller.signal)).catch((error: unknown) => {
    if (!stream.destroyed) onFailure(error);
    stream.destroy();
  });
  return (
    reply
      .type('text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store, no-transform')
      .header('x-accel-buffering', 'no')
      // Kept alive, it would outlast the events, and the server waits for it when it closes.
      .header('connection', 'close')
      .send(stream)
  );
}

async function pump(stream: PassThrough, events: AsyncIterable<ServerEvent>): Promise<void> {
  for await (const event of events) {
    if (stream.destroyed) return;
    if (!stream.write(toText(event)))
      await Promise.race([once(stream, 'drain'), once(stream, 'close')]);
  }
  stream.end();
}

/** JSON has no line breaks of its own, so an event is three lines. */
const toText = ({ name, id, data }: ServerEvent): string =>
  `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
