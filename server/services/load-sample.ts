import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import { type ImportReport, MATERIAL_KINDS } from '#contract/imports.ts';
import { hasJurisdictions } from '../repositories/jurisdiction-repository.ts';
import { readSetting, writeSettingOnce } from '../repositories/setting-repository.ts';
import type { ComputePool } from './compute/compute-pool.ts';
import { importRegister } from './import/import-register.ts';
import { packageRoot } from './package-root.ts';

const SETTING = 'sample';

/**
 * Loads the sample town into a database that has never held anything. Once only: deleting it later
 * does not bring it back.
 * @returns what was loaded, or null when there was no call for it
 */
export async function loadSample(
  knex: Knex,
  pool: ComputePool,
  directory: string = join(packageRoot(), 'data', 'sample'),
): Promise<ImportReport | null> {
  if ((await readSetting(knex, SETTING)) !== undefined) return null;
  if (await hasJurisdictions(knex)) return null;
  const body = await sampleBody(directory);
  if (body === null) return null;
  const draft = await pool.run('read-import', { body, maxVertices: 10_000_000, audit: false });
  return knex.transaction(async (trx) => {
    const report = await importRegister(trx, draft, { actor: 'sample' });
    await writeSettingOnce(trx, SETTING, { loaded: report.jurisdiction.code });
    return report;
  });
}

/** The files of the sample as the body of one import; null where a build leaves them out. */
async function sampleBody(directory: string): Promise<Uint8Array | null> {
  const names = ['jurisdiction', 'communities', ...MATERIAL_KINDS];
  const present = names.filter((name) => existsSync(join(directory, `${name}.geojson`)));
  if (!present.includes('communities')) return null;
  const members = await Promise.all(
    present.map(async (name) => {
      const text = await readFile(join(directory, `${name}.geojson`), 'utf8');
      return `"${name}":${text}`;
    }),
  );
  return Buffer.from(`{${members.join(',')}}`);
}
