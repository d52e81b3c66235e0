import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import { connectToGate } from '../../server/database/embedded/connect-to-gate.ts';
import type { Database } from '../../server/database/open-database.ts';
import { openServer } from '../../server/database/open-server.ts';

/** A pool of the size that concurrency in one suite needs. */
const POOL_MAX = 5;

/**
 * Runs a suite on the embedded database and on a PostGIS server. All suites of a run share one
 * database of each kind, already migrated: keep to a jurisdiction of your own
 * ({@link freshJurisdiction}). Only for tests of vitest's project `server`.
 *
 * @param define declares the tests; call its parameter within a test or hook, not before
 */
export function describeOnEachDatabase(
  name: string,
  define: (database: () => Database) => void,
): void {
  describe(`${name} [embedded]`, () => define(opened(openSharedEmbedded)));
  const url = inject('postgisUrl');
  if (url !== null) {
    describe(`${name} [PostGIS server]`, () => {
      define(opened(() => openServer({ databaseUrl: url, poolMax: POOL_MAX })));
    });
    return;
  }
  // In CI the global set-up has failed before we come here.
  describe(`${name} [PostGIS server]`, () => {
    it.skip(`NOT TESTED: ${inject('postgisReason')}`);
  });
}

function opened(open: () => Promise<Database>): () => Database {
  let database: Database | undefined;
  beforeAll(async () => {
    database = await open();
  });
  afterAll(() => database?.close());
  return () => {
    if (!database) throw new Error('the database is open only within tests and hooks');
    return database;
  };
}

/** The embedded database that the global set-up has started, in another process. */
export async function openSharedEmbedded(): Promise<Database> {
  const connectionUrl = inject('embeddedUrl');
  const url = new URL(connectionUrl);
  const host = url.searchParams.get('host') ?? url.hostname;
  const knex = connectToGate({
    address: async () => ({ host, port: Number(url.port) }),
    generation: () => 0,
    password: null,
    poolMax: POOL_MAX,
    onNotice: console.error,
  });
  return { knex, kind: 'embedded', connectionUrl, close: () => knex.destroy() };
}

/** A jurisdiction that no other test knows. */
export async function freshJurisdiction(
  database: Database,
  columns: Record<string, unknown> = {},
): Promise<{ jurisdictionId: string; code: string }> {
  const jurisdictionId = randomUUID();
  const code = `T-${jurisdictionId.slice(0, 8)}`;
  await database.knex('jurisdiction').insert({
    jurisdiction_id: jurisdictionId,
    code,
    name: '测试街道',
    kind: 'sub-district',
    ...columns,
  });
  return { jurisdictionId, code };
}
