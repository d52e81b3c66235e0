import type { FastifyInstance } from 'fastify';

const JSON_TYPES = ['application/json', 'application/geo+json', 'application/vnd.geo+json'];

/**
 * Bodies stay bytes: a compute thread parses them, so that 50 MB of JSON do not stop the event loop.
 * No other type is taken, plain text in particular: a page of another site may send that without
 * asking first.
 */
export function addJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(JSON_TYPES, { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}
