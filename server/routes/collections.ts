import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  COLLECTION_IDS,
  COLLECTIONS,
  type CollectionId,
  CollectionSchema,
  CollectionsSchema,
  CRS84,
  ItemSchema,
  ItemsSchema,
  itemsQuerySchema,
} from '#contract/collections.ts';
import { GEOJSON_MEDIA_TYPE, type Link } from '#contract/geojson.ts';
import type { RawQuery } from '../services/collections/query-reader.ts';
import { readExtent, readItem, readItemsPage } from '../services/collections/read-collections.ts';
import { readBareQuery, readItemsQuery } from '../services/collections/read-items-query.ts';
import { baseUrl } from './base-url.ts';
import type { App, AppContext } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import { content, problemResponses } from './problem-responses.ts';

const JSON_TYPE = 'application/json';

/** The collections of OGC API – Features part 1 (17-069r4), read side. */
export function collectionRoutes(app: App, context: AppContext): void {
  app.get(
    '/collections',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'getCollections',
        tags: ['collections'],
        summary: 'The collections',
        response: {
          200: content(JSON_TYPE, CollectionsSchema, 'The collections'),
          ...problemResponses('database-unavailable'),
        },
      },
    },
    async (request) => {
      readBareQuery(request.query as RawQuery);
      const base = baseUrl(request, context.config);
      const collections = await Promise.all(
        COLLECTION_IDS.map((id) => describeCollection(id, base, context)),
      );
      return { collections, links: [link(`${base}/collections`, 'self', JSON_TYPE)] };
    },
  );
  for (const id of COLLECTION_IDS) oneCollection(app, context, id);
}

function oneCollection(app: App, context: AppContext, id: CollectionId): void {
  const tags = ['collections'];
  const title = COLLECTIONS[id].title.en;
  const operation = `${id[0]?.toUpperCase()}${id.slice(1)}`;
  app.get(
    `/collections/${id}`,
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: `describe${operation}`,
        tags,
        summary: `About the collection ${title}`,
        response: {
          200: content(JSON_TYPE, CollectionSchema, 'The collection'),
          ...problemResponses('database-unavailable'),
        },
      },
    },
    async (request) => {
      readBareQuery(request.query as RawQuery);
      return describeCollection(id, baseUrl(request, context.config), context);
    },
  );
  app.get(
    `/collections/${id}/items`,
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: `get${operation}`,
        tags,
        summary: title,
        description: COLLECTIONS[id].description.en,
        querystring: itemsQuerySchema(id),
        response: {
          200: content(GEOJSON_MEDIA_TYPE, ItemsSchema, 'A page of features'),
          ...problemResponses('invalid-parameter', 'database-unavailable'),
        },
      },
    },
    (request, reply) => sendItems(id, context, request, reply),
  );
  app.get(
    `/collections/${id}/items/:featureId`,
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: `get${operation}Item`,
        tags,
        summary: `One of ${title}`,
        params: Type.Object({ featureId: Type.String() }),
        response: {
          200: content(GEOJSON_MEDIA_TYPE, ItemSchema, 'The feature'),
          ...problemResponses('not-found', 'invalid-parameter', 'database-unavailable'),
        },
      },
    },
    (request, reply) => sendItem(id, context, request, reply),
  );
}

async function describeCollection(id: CollectionId, base: string, { database }: AppContext) {
  const { title, description } = COLLECTIONS[id];
  const bbox = await readExtent(database.knex, id);
  const self = `${base}/collections/${id}`;
  return {
    id,
    title: `${title.zh} ${title.en}`,
    description: `${description.zh} ${description.en}`,
    itemType: 'feature' as const,
    ...(bbox === null ? {} : { extent: { spatial: { bbox: [[...bbox]], crs: CRS84 } } }),
    crs: [CRS84],
    storageCrs: CRS84,
    links: [
      link(self, 'self', JSON_TYPE, title.en),
      link(`${self}/items`, 'items', GEOJSON_MEDIA_TYPE, title.en),
    ],
  };
}

async function sendItems(
  id: CollectionId,
  { config, database }: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = readItemsQuery(id, request.query as RawQuery);
  const page = await readItemsPage(database.knex, id, query);
  const base = baseUrl(request, config);
  const here = `${base}${request.url}`;
  const links = [
    link(here, 'self', GEOJSON_MEDIA_TYPE),
    link(`${base}/collections/${id}`, 'collection', JSON_TYPE),
  ];
  if (page.nextCursor !== undefined) {
    const next = new URL(here);
    next.searchParams.set('cursor', page.nextCursor);
    links.push(link(next.href, 'next', GEOJSON_MEDIA_TYPE));
  }
  const rest = JSON.stringify({
    links,
    timeStamp: new Date().toISOString(),
    numberMatched: page.numberMatched,
    numberReturned: page.features.length,
  });
  const features = `"features":[${page.features.join(',')}]`;
  return sendGeoJson(reply, `{"type":"FeatureCollection",${features},${rest.slice(1)}`);
}

async function sendItem(
  id: CollectionId,
  { config, database }: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  readBareQuery(request.query as RawQuery);
  const { featureId } = request.params as { featureId: string };
  const collection = `${baseUrl(request, config)}/collections/${id}`;
  const links = JSON.stringify([
    link(`${collection}/items/${encodeURIComponent(featureId)}`, 'self', GEOJSON_MEDIA_TYPE),
    link(collection, 'collection', JSON_TYPE),
  ]);
  const { filter } = readItemsQuery(id, {});
  const text = await readItem(database.knex, id, featureId, filter, `"links":${links}`);
  return sendGeoJson(reply, text);
}

function sendGeoJson(reply: FastifyReply, text: string): FastifyReply {
  return reply.type(GEOJSON_MEDIA_TYPE).header('content-crs', `<${CRS84}>`).send(text);
}

const link = (href: string, rel: string, type: string, title?: string): Link => ({
  href,
  rel,
  type,
  ...(title === undefined ? {} : { title }),
});
