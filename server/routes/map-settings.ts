import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BASEMAP_FILE, type MapSettings, MapSettingsSchema } from '#contract/map-settings.ts';
import type { Config } from '../config.ts';
import { checkBasemapFile, readRange } from '../services/basemap-file.ts';
import type { App, AppContext } from './context.ts';
import { content } from './problem-responses.ts';

/** `GET /map-settings`: what the operator lets the map show below the town; and the basemap's file, if there is one. */
export function mapSettingsRoutes(app: App, { config }: AppContext): void {
  const settings = settingsOf(config);
  app.get(
    '/map-settings',
    {
      schema: {
        operationId: 'getMapSettings',
        tags: ['operations'],
        summary: 'The basemap that the operator has configured, or none',
        response: { 200: content('application/json', MapSettingsSchema, 'What the map may show') },
      },
    },
    async (_request, reply) => reply.header('cache-control', 'no-cache').send(settings),
  );
  const { basemapFile } = config;
  if (basemapFile === undefined) return;
  checkBasemapFile(basemapFile);
  app.get(`/${BASEMAP_FILE}`, { schema: { hide: true } }, (request, reply) =>
    sendFile(request, reply, basemapFile),
  );
}

function settingsOf({ basemapTiles, basemapFile, basemapAttribution }: Config): MapSettings {
  const attribution = basemapAttribution;
  if (basemapTiles !== undefined) {
    return { basemap: { kind: 'raster', url: basemapTiles, attribution } };
  }
  if (basemapFile !== undefined) {
    return { basemap: { kind: 'pmtiles', url: BASEMAP_FILE, attribution } };
  }
  return { basemap: null };
}

/** A file of any size, or the piece of it that is asked for. */
async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
): Promise<FastifyReply> {
  const { size, mtimeMs } = await stat(path);
  reply
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'no-cache')
    .header('etag', `"${size.toString(36)}-${Math.round(mtimeMs).toString(36)}"`)
    .type('application/vnd.pmtiles');
  const range = readRange(request.headers.range, size);
  if (range === 'unsatisfiable') {
    return reply.status(416).header('content-range', `bytes */${size}`).send('');
  }
  if (range === null) {
    return reply.header('content-length', size).send(createReadStream(path));
  }
  const { first, last } = range;
  return reply
    .status(206)
    .header('content-range', `bytes ${first}-${last}/${size}`)
    .header('content-length', last - first + 1)
    .send(createReadStream(path, { start: first, end: last }));
}
