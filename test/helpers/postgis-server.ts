import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { ClusterUnavailable, startThrowawayCluster } from '../../scripts/throwaway-cluster.ts';

/** What the global set-ups share: one server however many of vitest's projects ask for it. */
export interface PostgisServer {
  /** A database made for this run, dropped at the end; null where none can be had. */
  url: string | null;
  /** Why there is none. */
  reason: string;
}

interface Shared {
  server: Promise<PostgisServer & { stop: () => Promise<void> }>;
  users: number;
}

// Vitest loads set-up files once per project: what they share hangs on the process.
const place = globalThis as typeof globalThis & { sizhiPostgis?: Shared };

/**
 * The PostGIS server of this test run: `TEST_DATABASE_URL`, or a throwaway cluster. Tests get a
 * database of their own on it, so a named server is left as it was.
 *
 * @throws Error when `TEST_DATABASE_URL` is set and cannot be used, or when CI is set and there
 *   is no server
 */
export async function acquirePostgis(): Promise<PostgisServer> {
  place.sizhiPostgis ??= { server: start(), users: 0 };
  place.sizhiPostgis.users++;
  return place.sizhiPostgis.server;
}

export async function releasePostgis(): Promise<void> {
  const shared = place.sizhiPostgis;
  if (!shared || --shared.users > 0) return;
  delete place.sizhiPostgis;
  await (await shared.server).stop();
}

async function start(): Promise<PostgisServer & { stop: () => Promise<void> }> {
  const named = process.env.TEST_DATABASE_URL;
  if (named) return ownDatabase(named);
  try {
    const cluster = await startThrowawayCluster();
    process.env.TEST_DATABASE_URL = cluster.url;
    const stop = async () => {
      delete process.env.TEST_DATABASE_URL;
      await cluster.stop();
    };
    return { url: cluster.url, reason: '', stop };
  } catch (error) {
    if (!(error instanceof ClusterUnavailable)) throw error;
    if (process.env.CI) throw error;
    console.error(`\n!!! NOT TESTED on a PostGIS server: ${error.message}\n`);
    return { url: null, reason: error.message, stop: () => Promise.resolve() };
  }
}

async function ownDatabase(named: string): Promise<PostgisServer & { stop: () => Promise<void> }> {
  const name = `sizhi_test_${randomBytes(6).toString('hex')}`;
  await administer(named, `create database ${name} template template0`);
  const url = new URL(named);
  url.pathname = `/${name}`;
  await administer(url.href, 'create extension if not exists postgis');
  process.env.TEST_DATABASE_URL = url.href;
  const stop = async () => {
    process.env.TEST_DATABASE_URL = named;
    await administer(named, `drop database if exists ${name} with (force)`);
  };
  return { url: url.href, reason: '', stop };
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    await client.query(sql);
  } catch (error) {
    throw new Error(
      `TEST_DATABASE_URL: ${sql}: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    );
  } finally {
    await client.end();
  }
}
