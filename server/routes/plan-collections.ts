import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { QueryablesSchema } from '#contract/collection-queries.ts';
import {
  CollectionSchema,
  CollectionsSchema,
  DEFAULT_LIMIT,
  ItemSchema,
  ItemsSchema,
  MAX_LIMIT,
} from '#contract/collections.ts';
import { GEOJSON_MEDIA_TYPE, type Link } from '#contract/geojson.ts';
import { PLAN_COMMUNITY_FILTERS, planQueryablesOf } from '#contract/plan-collections.ts';
import { CRS84, REFERENCE_SYSTEM_URIS } from '#contract/reference-systems.ts';
import type { Config } from '../config.ts';
import { planItemsExtent } from '../repositories/plan-item-repository.ts';
import { findPlan, type PlanRow } from '../repositories/plan-repository.ts';
import type { RawQuery } from '../services/collections/query-reader.ts';
import { readBareQuery } from '../services/collections/read-items-query.ts';
import { writeItems } from '../services/collections/write-items.ts';
import { noSuchPlan } from '../services/plans/plan-errors.ts';
import {
  readPlanItem,
  readPlanItemQuery,
  readPlanItemsPage,
  readPlanItemsQuery,
} from '../services/plans/plan-items.ts';
import { etagOf } from '../services/plans/version-conflict.ts';
import type { PlanServices } from '../services/plans/write-plan.ts';
import { baseUrl } from './base-url.ts';
import { sendGeoJson } from './collections.ts';
import type { App } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import { planIdOf, READ_PROBLEMS } from './plan-request.ts';
import { content, problemResponses } from './problem-responses.ts';

const JSON_TYPE = 'application/json';
const SCHEMA_TYPE = 'application/schema+json';
const QUERYABLES = 'http://www.opengis.net/def/rel/ogc/1.0/queryables';
const tags = ['plans', 'collections'];
const params = Type.Object({ id: Type.String({ description: 'Id of the plan' }) });
const text = (description: string) => Type.Optional(Type.String({ description }));
const PROBLEMS = ['invalid-parameter', ...READ_PROBLEMS] as const;

/**
 * A plan as a source of its own for programs that read OGC API – Features: `/plans/{id}` is the root that they are given
 * (`OAPIF:…/plans/{id}`), and has one collection.
 */
export function planCollectionRoutes(app: App, { knex }: PlanServices, config: Config): void {
  const planOf = async (request: FastifyRequest): Promise<PlanRow> => {
    const plan = await findPlan(knex, planIdOf(request));
    if (plan === undefined) throw noSuchPlan();
    return plan;
  };
  const rootOf = (request: FastifyRequest, { id }: PlanRow): string =>
    `${baseUrl(request, config)}/plans/${id}`;
  const describe = async (request: FastifyRequest, plan: PlanRow) => {
    readBareQuery(request.query as RawQuery);
    return describeCollection(plan, rootOf(request, plan), await planItemsExtent(knex, plan.id));
  };

  app.get(
    '/plans/:id/collections',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'getPlanCollections',
        ...{ tags, params },
        summary: 'The plan as a source of OGC API – Features: its collections',
        response: {
          200: content(JSON_TYPE, CollectionsSchema, 'The collections'),
          ...problemResponses(...PROBLEMS),
        },
      },
    },
    async (request) => {
      const plan = await planOf(request);
      const self = `${rootOf(request, plan)}/collections`;
      return {
        collections: [await describe(request, plan)],
        links: [link(self, 'self', JSON_TYPE)],
      };
    },
  );

  app.get(
    '/plans/:id/collections/communities',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'describePlanCommunities',
        ...{ tags, params },
        summary: 'About the communities of the plan as a collection',
        response: {
          200: content(JSON_TYPE, CollectionSchema, 'The collection'),
          ...problemResponses(...PROBLEMS),
        },
      },
    },
    async (request) => describe(request, await planOf(request)),
  );

  app.get(
    '/plans/:id/collections/communities/queryables',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'getPlanCommunitiesQueryables',
        ...{ tags, params },
        summary: 'What the communities of the plan may be filtered by',
        response: {
          200: content(SCHEMA_TYPE, QueryablesSchema, 'A JSON Schema'),
          ...problemResponses(...PROBLEMS),
        },
      },
    },
    async (request, reply) => {
      readBareQuery(request.query as RawQuery);
      const plan = await planOf(request);
      const url = `${rootOf(request, plan)}/collections/communities/queryables`;
      return reply.type(SCHEMA_TYPE).send(JSON.stringify(planQueryablesOf(url)));
    },
  );

  app.get(
    '/plans/:id/collections/communities/items',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'getPlanCommunityItems',
        ...{ tags, params },
        summary: "A page of the plan's communities, for QGIS, GDAL and their like",
        description:
          'Coordinates to the millimetre, in the system of crs; every digit is in /plans/{id}/communities.',
        querystring: itemsQuerySchema,
        response: {
          200: content(GEOJSON_MEDIA_TYPE, ItemsSchema, 'A page of features'),
          ...problemResponses(...PROBLEMS),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const query = readPlanItemsQuery(request.query as RawQuery);
      const plan = await planOf(request);
      const page = await readPlanItemsPage(knex, plan.id, query);
      const body = writeItems(page, {
        here: `${baseUrl(request, config)}${request.url}`,
        collection: `${rootOf(request, plan)}/collections/communities`,
        time: new Date(),
      });
      return sendGeoJson(reply, body, query.crs);
    },
  );

  app.get(
    '/plans/:id/collections/communities/items/:featureId',
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: 'getPlanCommunityItem',
        tags,
        summary: 'One community of the plan, by its code',
        params: Type.Object({ id: Type.String(), featureId: Type.String() }),
        querystring: Type.Object({ crs: text('URI of the reference system'), f: text('json') }),
        response: {
          200: content(GEOJSON_MEDIA_TYPE, ItemSchema, 'The community'),
          ...problemResponses(...PROBLEMS),
        },
      },
    },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const crs = readPlanItemQuery(request.query as RawQuery);
      const plan = await planOf(request);
      const { featureId: code } = request.params as { featureId: string };
      const collection = `${rootOf(request, plan)}/collections/communities`;
      const links = JSON.stringify([
        link(`${collection}/items/${encodeURIComponent(code)}`, 'self', GEOJSON_MEDIA_TYPE),
        link(collection, 'collection', JSON_TYPE),
      ]);
      const members = `"links":${links}`;
      const body = await readPlanItem(knex, plan.id, { code, crs, members });
      return sendGeoJson(reply, body, crs).header('etag', etagOf(plan));
    },
  );
}

const itemsQuerySchema = Type.Object({
  bbox: text('Lower corner, upper corner, in the axis order of bbox-crs'),
  'bbox-crs': text('URI of the reference system of bbox'),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT })),
  cursor: text('Where the next page begins; taken from a `next` link'),
  crs: text('URI of the reference system of the answer'),
  datetime: text('Taken for the sake of the standard: any selects all'),
  f: text('json or geojson'),
  ...Object.fromEntries(
    Object.keys(PLAN_COMMUNITY_FILTERS).map((name) => [name, text(`Of the property ${name}`)]),
  ),
});

function describeCollection(
  plan: PlanRow,
  root: string,
  bbox: readonly [number, number, number, number] | null,
) {
  const self = `${root}/collections/communities`;
  return {
    id: 'communities',
    title: plan.name,
    description: '方案中的社区。The communities of the plan.',
    itemType: 'feature' as const,
    ...(bbox === null ? {} : { extent: { spatial: { bbox: [[...bbox]], crs: CRS84 } } }),
    crs: [...REFERENCE_SYSTEM_URIS],
    storageCrs: CRS84,
    links: [
      link(self, 'self', JSON_TYPE),
      link(`${self}/items`, 'items', GEOJSON_MEDIA_TYPE),
      link(`${self}/queryables`, QUERYABLES, SCHEMA_TYPE),
    ],
  };
}

const link = (href: string, rel: string, type: string): Link => ({ href, rel, type });
