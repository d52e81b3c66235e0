import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../server/database/embedded/open-embedded.ts';
import { migrateToLatest } from '../../server/database/migrate.ts';

interface Shared {
  directory: Promise<string>;
  users: number;
}

/** Tells the tests of a run where the directory is. */
const VARIABLE = 'TEST_PREPARED_DATA';

// Vitest loads set-up files once per project: what they share hangs on the process.
const place = globalThis as typeof globalThis & { sizhiPreparedData?: Shared };

/**
 * Makes the data directory of an embedded database with an up-to-date schema and nothing in it, once for a test run:
 * a service or a test that starts on a copy of it is ready in a second, on an empty directory in four.
 * For global set-ups; each calls {@link releasePreparedData} at the end.
 */
export async function acquirePreparedData(): Promise<void> {
  place.sizhiPreparedData ??= { directory: prepare(), users: 0 };
  place.sizhiPreparedData.users++;
  process.env[VARIABLE] = await place.sizhiPreparedData.directory;
}

export async function releasePreparedData(): Promise<void> {
  const shared = place.sizhiPreparedData;
  if (!shared || --shared.users > 0) return;
  delete place.sizhiPreparedData;
  delete process.env[VARIABLE];
  rmSync(await shared.directory, { recursive: true, force: true });
}

/**
 * Makes a data directory a copy of the prepared one. Without such a one, as in a program outside the tests, it stays empty, and
 * the first start on it makes the database.
 */
export function copyPreparedData(dataDirectory: string): void {
  const prepared = process.env[VARIABLE];
  if (!prepared) return;
  mkdirSync(dataDirectory, { recursive: true });
  cpSync(join(prepared, 'postgres'), join(dataDirectory, 'postgres'), { recursive: true });
}

async function prepare(): Promise<string> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'sizhi-prepared-'));
  const database = await openEmbedded({ dataDirectory, poolMax: 1, onNotice: console.error });
  try {
    await migrateToLatest(database.knex);
  } finally {
    await database.close();
  }
  return dataDirectory;
}
