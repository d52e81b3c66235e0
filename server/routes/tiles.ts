import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { tileJsonQuerySchema, tileQuerySchema } from '#contract/collection-queries.ts';
import { COLLECTION_IDS, COLLECTIONS, type CollectionId } from '#contract/collections.ts';
import {
  MAX_ZOOM,
  TILE_FIELDS,
  TILE_MEDIA_TYPE,
  TILEJSON_MAX_ZOOM,
  TileJsonSchema,
} from '#contract/tiles.ts';
import type { RawQuery } from '../services/collections/query-reader.ts';
import { readExtent } from '../services/collections/read-collections.ts';
import { readTileQuery } from '../services/collections/read-items-query.ts';
import { readTile, readTileAddress, readTileRevision } from '../services/tiles/read-tile.ts';
import { baseUrl } from './base-url.ts';
import type { App, AppContext } from './context.ts';
import { acceptAsIs } from './own-parsing.ts';
import { content, problemResponses } from './problem-responses.ts';

const tags = ['tiles'];

/** Collections as vector tiles (Mapbox Vector Tile 2.1 in the grid of Web Mercator), and their TileJSON. */
export function tileRoutes(app: App, context: AppContext): void {
  for (const id of COLLECTION_IDS) {
    tileJsonRoute(app, context, id);
    tileRoute(app, context, id);
  }
}

const operationOf = (id: CollectionId): string => `${id[0]?.toUpperCase()}${id.slice(1)}`;

function tileJsonRoute(app: App, context: AppContext, id: CollectionId): void {
  const { title, description } = COLLECTIONS[id];
  app.get(
    `/tiles/${id}`,
    {
      validatorCompiler: acceptAsIs,
      schema: {
        operationId: `get${operationOf(id)}TileJson`,
        tags,
        summary: `${title.en} as vector tiles: TileJSON`,
        description:
          'Filters given here are passed on to the tiles. The addresses of the tiles carry the revision of the data, so that browsers may keep them.',
        querystring: tileJsonQuerySchema(id),
        response: {
          200: content('application/json', TileJsonSchema, 'TileJSON 3.0.0'),
          ...problemResponses('invalid-parameter', 'database-unavailable'),
        },
      },
    },
    async (request, reply) => {
      const { filter } = readTileQuery(id, request.query as RawQuery);
      const { knex } = context.database;
      const revision = await readTileRevision(knex, id, filter);
      const bounds = await readExtent(knex, id);
      return reply.header('cache-control', 'no-cache').send({
        tilejson: '3.0.0',
        name: `${title.zh} ${title.en}`,
        description: `${description.zh} ${description.en}`,
        scheme: 'xyz' as const,
        tiles: [tileTemplate(request, `${baseUrl(request, context.config)}/tiles/${id}`, revision)],
        minzoom: 0,
        maxzoom: TILEJSON_MAX_ZOOM,
        ...(bounds === null ? {} : { bounds }),
        vector_layers: [
          { id, description: description.en, fields: { id: 'String', ...TILE_FIELDS[id] } },
        ],
      });
    },
  );
}

function tileTemplate(request: FastifyRequest, address: string, revision: string): string {
  const search = new URL(request.url, 'http://localhost').searchParams;
  search.set('v', revision);
  return `${address}/{z}/{x}/{y}.mvt?${search}`;
}

/** A tile whose revision its address names never changes. */
const FOR_EVER = 'max-age=31536000, immutable';
/** Else it is asked for again each time, and `If-None-Match` spares the rest. */
const ASK_AGAIN = 'no-cache';

function tileRoute(app: App, { database }: AppContext, id: CollectionId): void {
  const { title } = COLLECTIONS[id];
  app.get(
    `/tiles/${id}/:z/:x/:y.mvt`,
    {
      validatorCompiler: acceptAsIs,
      // Tiles are no type that is known to shrink, and do by half.
      compress: { customTypes: /^application\/(vnd\.mapbox-vector-tile|.*json)/ },
      schema: {
        operationId: `get${operationOf(id)}Tile`,
        tags,
        summary: `A vector tile of ${title.en}`,
        description:
          'With If-None-Match the answer is 304 while the tile is still the same. `Sizhi-Tile: partial` tells that there were too many features to show all.',
        params: Type.Object({
          z: Type.Integer({ minimum: 0, maximum: MAX_ZOOM }),
          x: Type.Integer({ minimum: 0 }),
          y: Type.Integer({ minimum: 0, description: 'From the north' }),
        }),
        querystring: tileQuerySchema(id),
        response: {
          200: content(
            TILE_MEDIA_TYPE,
            { type: 'string', format: 'binary' },
            `A Mapbox Vector Tile with the layer ${id}; no bytes when nothing is to be seen`,
          ),
          ...problemResponses('invalid-parameter', 'database-unavailable'),
        },
      },
    },
    async (request, reply) => {
      const address = readTileAddress(request.params);
      const { filter, revision: asked } = readTileQuery(id, request.query as RawQuery);
      const revision = await readTileRevision(database.knex, id, filter);
      const etag = `W/"${revision}"`;
      reply.header('etag', etag).header('cache-control', asked === revision ? FOR_EVER : ASK_AGAIN);
      if (isKnown(request.headers['if-none-match'], etag)) return sendNotModified(reply);
      const tile = await readTile(database.knex, id, filter, address);
      if (tile.isPartial) reply.header('sizhi-tile', 'partial');
      return reply.type(TILE_MEDIA_TYPE).send(Buffer.from(tile.bytes));
    },
  );
}

/** Apart from the route, whose definition lists no answer without a body. */
const sendNotModified = (reply: FastifyReply): FastifyReply => reply.status(304).send();

/** RFC 9110 §13.1.2: any of a list, weakly compared. */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  const weak = (text: string) => text.trim().replace(/^W\//, '');
  return header.split(',').some((one) => one.trim() === '*' || weak(one) === weak(etag));
}
