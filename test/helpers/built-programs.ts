import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../scripts/freshness.mjs';
import type { WorkerEntry } from '../../server/services/compute/locate-worker.ts';

/**
 * What tests start as a process or a thread runs from a bundle (`dist/test`, part `programs` of scripts/build.mjs), as
 * it does for a user. Through tsx each start would compile the server's sources again, two seconds of it.
 * test/helpers/global-setup-programs.ts brings the bundle up to date.
 */
const built = (name: string): string => join(ROOT, 'dist', 'test', `${name}.js`);

/** The file of one of the programs for tests, which scripts/build.mjs lists. */
export const testProgram = (
  name: 'spawned-main' | 'interrupted-write' | 'hold-database' | 'slow-process',
): string => built(name);

/** Stands in for server/services/compute/locate-worker.ts, see vitest.config.ts. */
export const locateWorker = (_from?: string, name = 'compute-worker'): WorkerEntry => ({
  url: pathToFileURL(built(name)),
  execArgv: [],
});

/** Stands in for server/database/embedded/child-entry.ts, see vitest.config.ts. */
export const childEntry = (): { file: string; execArgv: string[] } => ({
  file: built('database-child'),
  execArgv: [],
});
