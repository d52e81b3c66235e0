import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { ENGINE_VERSION } from '#engine/version.ts';
import type { Config } from '../config.ts';
import { nameComponents } from './component-schemas.ts';

/** Collects the routes' schemas into `/openapi.json`, and shows them at `/docs`. */
export async function addApiDefinition(app: FastifyInstance, config: Config): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Sizhi 四至',
        version: ENGINE_VERSION,
        description:
          'Community boundaries: audits of coverages, a register, OGC API – Features. Errors are problem documents (RFC 9457) whose types are listed at /problems. 社区边界接口。',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      ...(config.publicUrl === undefined ? {} : { servers: [{ url: config.publicUrl }] }),
      tags: [
        { name: 'audits', description: 'Faults of a coverage' },
        { name: 'units', description: 'Blocks between roads and rivers, with their households' },
        { name: 'measures', description: 'Figures of communities' },
        { name: 'descriptions', description: 'Boundaries in words' },
        { name: 'suggestions', description: 'Merges, splits, transfers, repairs, replans' },
        { name: 'imports', description: 'Into the register' },
        { name: 'collections', description: 'OGC API – Features' },
        { name: 'tiles', description: 'Collections as vector tiles' },
        { name: 'jobs', description: 'Work that outlasts a request' },
        { name: 'operations', description: 'Health and errors' },
      ],
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) throw new Error('The API is defined as OpenAPI.');
      return nameComponents({ ...document.openapiObject });
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) => String(json.$id ?? `def-${index}`),
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    // The validator's badge would call an outside host.
    uiConfig: { validatorUrl: null, docExpansion: 'list', deepLinking: true },
    staticCSP: false,
  });
}
