import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { childEntry } from '../../server/database/embedded/child-entry.ts';
import { postgisExtension } from '../../server/database/embedded/postgis-extension.ts';
import { ComputePool } from '../../server/services/compute/compute-pool.ts';
import { locateWorker } from '../../server/services/compute/locate-worker.ts';
import { squareTown } from '../server/helpers/town.ts';

// Elsewhere in the tests threads and processes come from a bundle (test/helpers/built-programs.ts); here they are looked for
// as a bundle and as the sources look for them.

const folder = mkdtempSync(join(tmpdir(), 'sizhi-entries-'));
const beside = pathToFileURL(join(folder, 'chunk.js')).href;
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const built = (name: string): string => {
  writeFileSync(join(folder, name), '');
  return join(folder, name);
};

describe('beside a bundle', () => {
  test('stand the thread and the database process', () => {
    const worker = built('compute-worker.js');
    expect(fileURLToPath(locateWorker(beside).url)).toBe(worker);
    expect(locateWorker(beside).execArgv).toEqual([]);
    const other = built('partition-worker.js');
    expect(fileURLToPath(locateWorker(beside, 'partition-worker').url)).toBe(other);
    const child = built('database-child.js');
    expect(childEntry(beside)).toEqual({ file: child, execArgv: [] });
    expect(childEntry(pathToFileURL(join(folder, 'chunks', 'one.js')).href).file).toBe(child);
  });

  test('a database process that is missing is told', () => {
    const nowhere = pathToFileURL(join(folder, 'a', 'b', 'c', 'chunk.js')).href;
    expect(() => childEntry(nowhere)).toThrow(/database-child\.js is missing.*build again/);
  });

  test('stands what is used of PostGIS; without it, all of the package is', async () => {
    const { postgis } = await import('@electric-sql/pglite-postgis');
    expect(postgisExtension(beside)).toBe(postgis);
    const { postgisBundleName } = await import('../../scripts/postgis-bundle.mjs');
    const bundle = built(postgisBundleName());
    const { setup } = postgisExtension(beside);
    const options = { PGLITE_ENV: {} };
    const { bundlePath } = await setup(null as never, options);
    expect(bundlePath && fileURLToPath(bundlePath)).toBe(bundle);
    // Where PROJ's data is, the package itself says.
    expect(options.PGLITE_ENV).toMatchObject({ PROJ_DATA: expect.any(String) });
  });
});

describe('beside the sources', () => {
  test('the database process is TypeScript', () => {
    const { file, execArgv } = childEntry();
    expect(file).toMatch(/database-child\.ts$/);
    expect(existsSync(file)).toBe(true);
    expect(execArgv[0]).toBe('--import');
  });

  test('a thread starts from TypeScript, and works', async () => {
    expect(locateWorker().url.pathname).toMatch(/compute-worker\.ts$/);
    const pool = new ComputePool({ workers: 1, timeLimitSeconds: 60 });
    try {
      const body = new TextEncoder().encode(JSON.stringify(squareTown('X')));
      const answer = await pool.run('audit', { body, maxVertices: 1e6 });
      expect(answer.kind).toBe('result');
    } finally {
      await pool.close();
    }
  }, 60_000);
});
