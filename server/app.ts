import { randomUUID } from 'node:crypto';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyLoggerOptions } from 'fastify';
import type { Config } from './config.ts';
import type { Database } from './database/open-database.ts';
import { addApiDefinition } from './plugins/api-definition.ts';
import { answerBrokenRequest } from './plugins/broken-request.ts';
import { addHostGuard } from './plugins/host-guard.ts';
import { addJsonBodies } from './plugins/json-body.ts';
import { addOverloadProtection } from './plugins/overload.ts';
import { addProblemDetails, sendProblem } from './plugins/problem-details.ts';
import { addSecurityHeaders } from './plugins/security-headers.ts';
import { addWebPage } from './plugins/web-page.ts';
import { auditRoutes } from './routes/audits.ts';
import { collectionRoutes } from './routes/collections.ts';
import type { App } from './routes/context.ts';
import { descriptionRoutes } from './routes/descriptions.ts';
import { healthRoutes } from './routes/health.ts';
import { importRoutes } from './routes/imports.ts';
import { jobRoutes } from './routes/jobs.ts';
import { landingRoutes } from './routes/landing.ts';
import { mapSettingsRoutes } from './routes/map-settings.ts';
import { measureRoutes } from './routes/measures.ts';
import { planRoutes } from './routes/plans.ts';
import { policyRoutes } from './routes/policies.ts';
import { SharedProblemSchema } from './routes/problem-responses.ts';
import { problemRoutes } from './routes/problems.ts';
import { suggestionRoutes } from './routes/suggestions.ts';
import { tileRoutes } from './routes/tiles.ts';
import { unitRoutes } from './routes/units.ts';
import { openPolicies } from './services/audit/open-policies.ts';
import type { PolicyStore } from './services/audit/policy-store.ts';
import { ComputePool } from './services/compute/compute-pool.ts';
import { JobService } from './services/jobs/job-service.ts';

export interface AppOptions {
  config: Config;
  /** Open and migrated; closing it stays with the caller. */
  database: Database;
  /** The compute threads; without them the app makes its own, and ends them when it closes. */
  pool?: ComputePool;
  /** What was read at the start; without them the app reads those of the configuration. */
  policies?: PolicyStore;
  /** Without it the app makes its own; with it, a runner in this process hears of what is submitted. */
  jobs?: JobService;
  /** As Fastify takes it; by default JSON lines on standard error at the configured level. */
  logger?: FastifyLoggerOptions | boolean;
  /** Where the built page lies; for tests. */
  webDirectory?: string;
}

/** What fits into a few packets arrives no sooner when it is shorter, and setting up to pack it takes longer than to answer. */
const SMALLEST_PACKED_BYTES = 4096;

/** Builds the service: the very app that runs in production and that tests inject requests into. */
export async function buildApp(options: AppOptions): Promise<App> {
  const { config, database } = options;
  const app: App = Fastify({
    logger: options.logger ?? { level: config.logLevel, stream: process.stderr },
    bodyLimit: config.bodyLimitBytes,
    trustProxy: config.trustProxy,
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    // A slow upload of the largest body on a poor line; a client that dawdles longer holds memory.
    requestTimeout: 300_000,
    forceCloseConnections: 'idle',
    ajv: { customOptions: { removeAdditional: false, coerceTypes: true } },
    frameworkErrors: (error, request, reply) => void sendProblem(error, request, reply),
    clientErrorHandler: answerBrokenRequest,
  }).withTypeProvider<TypeBoxTypeProvider>();

  const policies = options.policies ?? openPolicies(config);
  const pool = options.pool ?? makePool(config, policies);
  if (!options.pool) app.addHook('onClose', () => pool.close());

  addProblemDetails(app);
  addHostGuard(app, config);
  addJsonBodies(app);
  app.addSchema(SharedProblemSchema);
  await addSecurityHeaders(app, config);
  await addOverloadProtection(app, config);
  await app.register(compress, {
    encodings: ['br', 'gzip', 'deflate'],
    threshold: SMALLEST_PACKED_BYTES,
    // The default quality of Brotli takes seconds for a megabyte.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  });
  await addApiDefinition(app, config);
  await addWebPage(app, options.webDirectory);

  const jobs = options.jobs ?? new JobService(database.knex);
  const context = { config, database, pool, policies, jobs };
  landingRoutes(app, context);
  collectionRoutes(app, context);
  tileRoutes(app, context);
  auditRoutes(app, context);
  policyRoutes(app, context);
  planRoutes(app, context);
  unitRoutes(app, context);
  measureRoutes(app, context);
  descriptionRoutes(app, context);
  suggestionRoutes(app, context);
  importRoutes(app, context);
  jobRoutes(app, context);
  mapSettingsRoutes(app, context);
  healthRoutes(app, context);
  problemRoutes(app);
  await app.ready();
  return app;
}

/** The compute threads that a configuration asks for. */
export function makePool(config: Config, { policies }: PolicyStore): ComputePool {
  return new ComputePool({
    workers: config.workers,
    policies,
    timeLimitSeconds: config.auditTimeLimitSeconds,
    waitLimitSeconds: config.queueTimeLimitSeconds,
  });
}
