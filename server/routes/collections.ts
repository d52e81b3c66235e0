import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import {
  itemQuerySchema,
  itemsQuerySchema,
  QueryablesSchema,
  queryablesOf,
} from '#contract/collection-queries.ts';
import {
  COLLECTION_IDS,
  COLLECTIONS,
  type CollectionId,
  CollectionSchema,
  CollectionsSchema,
  ItemSchema,
  ItemsSchema,
} from '#contract/collections.ts';
import { GEOJSON_MEDIA_TYPE, type Link } from '#contract/geojson.ts';
import { CRS84, REFERENCE_SYSTEM_URIS, type ReferenceSystem } from '#contract/reference-systems.ts';
import type { RawQuery } from '../services/collections/query-reader.ts';
import {
  readExtent,
  readHistory,
  readItem,
  readItemsPage,
} from '../services/collections/read-collections.ts';
import {
  readBareQuery,
  readItemQuery,
  readItemsQuery,
} from '../services/collections/read-items-query.ts';
import { writeItems } from '../services/collections/write-items.ts';
import { baseUrl } from './base-url.ts';
import type { App, AppContext } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import { content, problemResponses } from './problem-responses.ts';

const JSON_TYPE = 'application/json';
const SCHEMA_TYPE = 'application/schema+json';
const QUERYABLES = 'http://www.opengis.net/def/rel/ogc/1.0/queryables';

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
    `/collections/${id}/queryables`,
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: `get${operation}Queryables`,
        tags,
        summary: `What ${title} may be filtered by`,
        response: {
          200: content(SCHEMA_TYPE, QueryablesSchema, 'A JSON Schema'),
          ...problemResponses('invalid-parameter'),
        },
      },
    },
    async (request, reply) => {
      readBareQuery(request.query as RawQuery);
      const url = `${baseUrl(request, context.config)}/collections/${id}/queryables`;
      return reply.type(SCHEMA_TYPE).send(JSON.stringify(queryablesOf(id, url)));
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
        querystring: itemQuerySchema(id),
        response: {
          200: content(GEOJSON_MEDIA_TYPE, ItemSchema, 'The feature'),
          ...problemResponses('not-found', 'invalid-parameter', 'database-unavailable'),
        },
      },
    },
    (request, reply) => sendItem(id, context, request, reply),
  );
}

const GREGORIAN = 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian';

async function describeCollection(id: CollectionId, base: string, { database }: AppContext) {
  const { title, description, temporal } = COLLECTIONS[id];
  const bbox = await readExtent(database.knex, id);
  const interval = temporal ? await readHistory(database.knex) : null;
  const extent = {
    ...(bbox === null ? {} : { spatial: { bbox: [[...bbox]], crs: CRS84 } }),
    ...(interval === null ? {} : { temporal: { interval: [interval], trs: GREGORIAN } }),
  };
  const self = `${base}/collections/${id}`;
  return {
    id,
    title: `${title.zh} ${title.en}`,
    description: `${description.zh} ${description.en}`,
    itemType: 'feature' as const,
    ...(bbox === null && interval === null ? {} : { extent }),
    crs: [...REFERENCE_SYSTEM_URIS],
    storageCrs: CRS84,
    links: [
      link(self, 'self', JSON_TYPE, title.en),
      link(`${self}/items`, 'items', GEOJSON_MEDIA_TYPE, title.en),
      link(`${self}/queryables`, QUERYABLES, SCHEMA_TYPE, `What ${title.en} may be filtered by`),
      link(`${base}/tiles/${id}`, 'tilejson', JSON_TYPE, `${title.en} as vector tiles`),
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
  const text = writeItems(page, {
    here: `${base}${request.url}`,
    collection: `${base}/collections/${id}`,
    time: new Date(),
  });
  return sendGeoJson(reply, text, query.crs);
}

async function sendItem(
  id: CollectionId,
  { config, database }: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = readItemQuery(id, request.query as RawQuery);
  const { featureId } = request.params as { featureId: string };
  const collection = `${baseUrl(request, config)}/collections/${id}`;
  const links = JSON.stringify([
    link(`${collection}/items/${encodeURIComponent(featureId)}`, 'self', GEOJSON_MEDIA_TYPE),
    link(collection, 'collection', JSON_TYPE),
  ]);
  const text = await readItem(database.knex, id, featureId, query, `"links":${links}`);
  return sendGeoJson(reply, text, query.crs);
}

/** Sends features; `Content-Crs` says what their coordinates are (OGC 18-058r1 §6.5). */
export function sendGeoJson(
  reply: FastifyReply,
  text: string,
  { uri }: ReferenceSystem,
): FastifyReply {
  return reply.type(GEOJSON_MEDIA_TYPE).header('content-crs', `<${uri}>`).send(text);
}

const link = (href: string, rel: string, type: string, title?: string): Link => ({
  href,
  rel,
  type,
  ...(title === undefined ? {} : { title }),
});
