import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { Config } from '../config.ts';
import type { Database } from '../database/open-database.ts';
import type { PolicyStore } from '../services/audit/policy-store.ts';
import type { ComputePool } from '../services/compute/compute-pool.ts';
import type { JobService } from '../services/jobs/job-service.ts';

/** What the routes work with. */
export interface AppContext {
  config: Config;
  database: Database;
  pool: ComputePool;
  policies: PolicyStore;
  /** Work that outlasts a request. */
  jobs: JobService;
}

/** A Fastify whose handlers know the types of their schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
