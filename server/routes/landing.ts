import { ConformanceSchema, LandingSchema } from '#contract/collections.ts';
import type { RawQuery } from '../services/collections/query-reader.ts';
import { readBareQuery } from '../services/collections/read-items-query.ts';
import { baseUrl } from './base-url.ts';
import type { App, AppContext } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import { prefersHtml } from './prefers-html.ts';
import { content, problemResponses } from './problem-responses.ts';

const JSON_TYPE = 'application/json';

/**
 * What `/conformance` declares: nothing that is not served. `oas30` is left out on purpose, for the definition is OpenAPI
 * 3.1, and so is `html`.
 */
const CONFORMANCE = [
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core',
  'http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson',
  'http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables',
  'http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters',
];

/** `/`: the page for people, the links of OGC API for programs; `/conformance`; `/openapi.json`. */
export function landingRoutes(app: App, { config }: AppContext): void {
  app.get(
    '/',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'getLandingPage',
        tags: ['collections'],
        summary: 'Where to find everything; the web page when HTML is asked for',
        response: {
          200: content(JSON_TYPE, LandingSchema, 'Links'),
          ...problemResponses(),
        },
      },
    },
    async (request, reply) => {
      reply.header('vary', 'Accept');
      if (prefersHtml(request.headers.accept)) return reply.sendPage();
      // Query parameters are the page's own affair.
      const base = baseUrl(request, config);
      const link = (path: string, rel: string, type: string, title: string) => ({
        href: `${base}${path}`,
        rel,
        type,
        title,
      });
      return reply.type(JSON_TYPE).send(
        JSON.stringify({
          title: 'Sizhi 四至',
          description:
            '社区边界：检查、登记与接口。Community boundaries: audits, register and API.',
          links: [
            link('/', 'self', JSON_TYPE, 'This document'),
            link('/', 'alternate', 'text/html', 'The page'),
            link('/openapi.json', 'service-desc', JSON_TYPE, 'The definition of the API'),
            link('/docs', 'service-doc', 'text/html', 'The API explained'),
            link('/conformance', 'conformance', JSON_TYPE, 'What it conforms to'),
            link('/collections', 'data', JSON_TYPE, 'The collections'),
          ],
        }),
      );
    },
  );

  app.get(
    '/conformance',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'getConformance',
        tags: ['collections'],
        summary: 'The parts of OGC API that the service conforms to',
        response: {
          200: content(JSON_TYPE, ConformanceSchema, 'The classes'),
          ...problemResponses(),
        },
      },
    },
    async (request) => {
      readBareQuery(request.query as RawQuery);
      return { conformsTo: CONFORMANCE };
    },
  );

  let definition: Buffer | null = null;
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    definition ??= Buffer.from(JSON.stringify(app.swagger()));
    // GDAL takes the definition as plain JSON only; a media type with a version makes it give up.
    return reply.header('content-type', JSON_TYPE).send(definition);
  });
}
