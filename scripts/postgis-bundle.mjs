// The part of PostGIS that Sizhi's embedded database uses. The package's archive unpacks to 95 MB, which PGlite reads,
// links and keeps in memory at each start; two thirds of it are raster, topology and scripts for upgrades.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const PACKAGE = '@electric-sql/pglite-postgis';
const BLOCK = 512;

/** The library, PROJ's data, and what CREATE EXTENSION reads. */
const WANTED = [
  /^lib\/postgresql\/postgis-3\.so$/,
  /^share\/proj\//,
  /^share\/postgresql\/extension\/postgis\.control$/,
  /^share\/postgresql\/extension\/postgis--\d+\.\d+\.\d+\.sql$/,
];

/** The name of the bundle of the installed version, which server/database/embedded/postgis-extension.ts looks for. */
export function postgisBundleName() {
  const { version } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8'));
  return `postgis-${version}.tar.gz`;
}

/**
 * @returns {Uint8Array} a gzip tar
 * @throws Error when the package's archive is not what it was
 */
export function postgisBundle() {
  const tar = gunzipSync(readFileSync(join(packageFolder(), 'dist', 'postgis.tar.gz')));
  const kept = [...entries(tar)].filter(({ name }) => WANTED.some((wanted) => wanted.test(name)));
  for (const wanted of WANTED) {
    if (!kept.some(({ name }) => wanted.test(name)))
      throw new Error(`${PACKAGE}/dist/postgis.tar.gz holds nothing that matches ${wanted}`);
  }
  const end = Buffer.alloc(2 * BLOCK);
  return gzipSync(Buffer.concat([...kept.map(({ bytes }) => bytes), end]));
}

/** Its `exports` keep package.json to itself: found by where its entry lies. */
function packageFolder() {
  const entry = createRequire(import.meta.url).resolve(PACKAGE);
  const end = entry.lastIndexOf(PACKAGE) + PACKAGE.length;
  return entry.slice(0, end);
}

/**
 * The entries of a tar, each with its header and padding.
 * @param {Buffer} tar
 * @returns {Generator<{ name: string, bytes: Buffer }>}
 */
export function* entries(tar) {
  let start = 0;
  while (start + BLOCK <= tar.length && tar[start] !== 0) {
    const text = (/** @type {number} */ at, /** @type {number} */ length) =>
      tar.toString('utf8', start + at, start + at + length).replace(/\0.*$/s, '');
    const size = Number.parseInt(text(124, 12), 8);
    if (text(257, 5) !== 'ustar' || Number.isNaN(size))
      throw new Error(`no header of a tar at byte ${start}`);
    const type = text(156, 1);
    // A long name stands in an entry of its own before the one that it names: none of ours has one.
    const isFile = type === '0' || type === '';
    const prefix = text(345, 155);
    const end = start + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const name = `${prefix === '' ? '' : `${prefix}/`}${text(0, 100)}`.replace(/^\.\//, '');
    if (isFile) yield { name, bytes: tar.subarray(start, end) };
    start = end;
  }
}
