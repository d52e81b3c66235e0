import { acquirePostgis, releasePostgis } from './postgis-server.ts';

/**
 * Set-up of the `oracle` project: its tests read TEST_DATABASE_URL, which names a database made
 * for this run, or is not set where there is no server.
 */
export default async function setup(): Promise<() => Promise<void>> {
  await acquirePostgis();
  return releasePostgis;
}
