// What the tests want from the machine beside Node: a browser, a PostGIS server or the programs to start
// one, and GDAL. All come from `npm run setup:debian`.
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * @typedef {object} Requirement
 * @property {string} name
 * @property {string} without what cannot be tested when it is missing
 * @property {string} otherwise how to provide it by hand
 * @property {() => string | null} find where it is, or null
 */

/** @type {Requirement[]} */
export const REQUIREMENTS = [
  {
    name: 'Chromium',
    without: 'the page in a browser',
    otherwise: 'set SIZHI_CHROMIUM to the path of a Chromium or Chrome',
    find: findChromium,
  },
  {
    name: 'PostgreSQL with PostGIS',
    without: 'the database suite on a PostGIS server, and the comparison of areas with PostGIS',
    otherwise: 'set TEST_DATABASE_URL to a PostGIS database whose user may create others',
    find: findPostgis,
  },
  {
    name: 'GDAL',
    without: 'the API read by GDAL as a client',
    otherwise: 'put ogrinfo on the path',
    find: () => findOnPath(['ogrinfo']),
  },
];

/** The browser that tests drive: SIZHI_CHROMIUM, or one on the path. */
export function findChromium() {
  const named = process.env.SIZHI_CHROMIUM;
  if (named) return isExecutable(named) ? named : null;
  return findOnPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']);
}

/** A server's address, or the folder of the programs that start one where PostGIS is installed. */
export function findPostgis() {
  const address = process.env.TEST_DATABASE_URL;
  if (address) return address;
  const base = '/usr/lib/postgresql';
  if (!existsSync(base)) return null;
  const versions = readdirSync(base).sort((a, b) => Number(b) - Number(a));
  const version = versions.find(
    (name) =>
      isExecutable(join(base, name, 'bin', 'initdb')) &&
      existsSync(join('/usr/share/postgresql', name, 'extension', 'postgis.control')),
  );
  return version ? join(base, version, 'bin') : null;
}

/** @param {string[]} names */
function findOnPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const name of names) {
    for (const folder of folders) {
      const path = join(folder, name);
      if (folder !== '' && isExecutable(path)) return path;
    }
  }
  return null;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
