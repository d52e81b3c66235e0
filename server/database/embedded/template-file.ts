import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** Goes up when a fresh cluster is prepared differently. */
const TEMPLATE_FORMAT = 1;

/**
 * Where the prepared cluster is kept: a gzip tar (about 7 MB) of a data directory with its
 * extensions created, in the user's cache. The first fresh start of a machine makes it, later
 * ones load it instead of running initdb and CREATE EXTENSION. It holds no data of anybody.
 */
export function templateFile(env: NodeJS.ProcessEnv = process.env): string {
  const cache = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const versions = [
    TEMPLATE_FORMAT,
    packageVersion('@electric-sql/pglite'),
    packageVersion('@electric-sql/pglite-postgis'),
  ].join(' ');
  const key = createHash('sha256').update(versions).digest('hex').slice(0, 12);
  return join(cache, 'sizhi', `embedded-${key}.tar.gz`);
}

/**
 * Reads and checks a template. PGlite itself ends the process on a damaged one, so nothing
 * doubtful is handed to it.
 *
 * @returns the tar, unpacked
 * @throws Error when the file is no complete gzip of a tar
 */
export async function readTemplate(file: string): Promise<File> {
  const tar = await promisify(gunzip)(await readFile(file));
  if (tar.toString('latin1', 257, 262) !== 'ustar') throw new Error(`${file} holds no tar`);
  return new File([new Uint8Array(tar)], 'template.tar');
}

/** The version of an installed package, also when it does not export its package.json. */
export function packageVersion(name: string): string {
  let directory = dirname(createRequire(import.meta.url).resolve(name));
  for (;;) {
    try {
      const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
      if (manifest.name === name) return manifest.version;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
    const parent = dirname(directory);
    if (parent === directory) throw new Error(`no package.json found for ${name}`);
    directory = parent;
  }
}
