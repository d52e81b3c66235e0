import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';

/**
 * What a page of ours may load: nothing from another host, but for the tiles of a basemap that the operator has
 * configured ({@link contentSecurityPolicy}). Workers are files of our own build.
 * MapLibre draws images from blobs and data; it and the API page set styles in the document.
 */
export const CONTENT_SECURITY_POLICY = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  workerSrc: ["'self'"],
  connectSrc: ["'self'"],
  fontSrc: ["'self'", 'data:'],
  objectSrc: ["'none'"],
  baseUri: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
};

/** The policy of the pages, widened by the one host that raster tiles of a configured basemap come from. */
export function contentSecurityPolicy({ basemapTiles }: Pick<Config, 'basemapTiles'>) {
  if (basemapTiles === undefined) return CONTENT_SECURITY_POLICY;
  const { origin } = new URL(basemapTiles);
  const { imgSrc, connectSrc } = CONTENT_SECURITY_POLICY;
  return {
    ...CONTENT_SECURITY_POLICY,
    imgSrc: [...imgSrc, origin],
    connectSrc: [...connectSrc, origin],
  };
}

/** Headers that keep pages of ours to themselves, and those of others out unless allowed. */
export async function addSecurityHeaders(app: FastifyInstance, config: Config): Promise<void> {
  const isOpen = config.corsOrigins.length > 0;
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy(config) },
    // The service itself speaks plain HTTP; whoever ends TLS in front of it knows whether to promise it.
    strictTransportSecurity: false,
    crossOriginResourcePolicy: { policy: isOpen ? 'cross-origin' : 'same-origin' },
  });
  if (!isOpen) return;
  const origin = config.corsOrigins.includes('*') ? '*' : config.corsOrigins;
  await app.register(cors, {
    origin,
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE'],
    exposedHeaders: ['content-crs', 'content-location', 'etag', 'location', 'retry-after'],
  });
}
