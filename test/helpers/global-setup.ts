import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openEmbedded } from '../../server/database/embedded/open-embedded.ts';
import { migrateToLatest } from '../../server/database/migrate.ts';
import { openServer } from '../../server/database/open-server.ts';
import { acquirePostgis, releasePostgis } from './postgis-server.ts';
import { acquirePreparedData, copyPreparedData, releasePreparedData } from './prepared-data.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the gate in front of the embedded database that all suites share. */
    embeddedUrl: string;
    /** Of the PostGIS database that all suites share, or null where there is no server. */
    postgisUrl: string | null;
    /** Why there is no server. */
    postgisReason: string;
  }
}

/**
 * Set-up of the `server` project: one database of each kind, migrated, for all suites.
 * Takes about six seconds, after the first time, which makes the cached template.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [embedded, postgis] = await Promise.all([startEmbedded(), startPostgis()]);
  project.provide('embeddedUrl', embedded.url);
  project.provide('postgisUrl', postgis.url);
  project.provide('postgisReason', postgis.reason);
  return async () => {
    await Promise.all([embedded.stop(), releasePostgis(), releasePreparedData()]);
  };
}

async function startEmbedded(): Promise<{ url: string; stop: () => Promise<void> }> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'sizhi-test-'));
  await acquirePreparedData();
  copyPreparedData(dataDirectory);
  const database = await openEmbedded({ dataDirectory, poolMax: 1, onNotice: console.error });
  const stop = async () => {
    await database.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  return { url: database.connectionUrl, stop };
}

async function startPostgis(): Promise<{ url: string | null; reason: string }> {
  const { url, reason } = await acquirePostgis();
  if (url !== null) {
    const database = await openServer({ databaseUrl: url, poolMax: 1 });
    await migrateToLatest(database.knex);
    await database.close();
  }
  return { url, reason };
}
