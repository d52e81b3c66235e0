// Is what stands in dist/ made from the sources as they are now? Asked at every start of `sizhi` in a
// source checkout, so this file loads nothing but Node itself; the builders come in only when needed.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const SERVER_SOURCES = [
  ...['engine', 'server', 'migrations', 'package.json'],
  ...['scripts/build.mjs', 'scripts/postgis-bundle.mjs'],
  ...['scripts/quick-bundle.mjs', 'scripts/rehearsal-town.mjs', 'bin/load-quick.cjs'],
];

/**
 * The parts of a build: the paths that each is made from, and a file that must exist once it is made.
 * A part is stale when any of its sources was added, removed or changed since it was built.
 * @type {Record<string, { sources: string[], product: string }>}
 */
export const PARTS = {
  server: {
    sources: SERVER_SOURCES,
    product: 'dist/server/cli.js',
  },
  web: {
    sources: [
      'web',
      'engine',
      'server/contract',
      'vite.config.ts',
      'package.json',
      'scripts/build.mjs',
    ],
    product: 'dist/web/index.html',
  },
  engine: {
    sources: ['engine', 'package.json', 'scripts/build.mjs'],
    product: 'dist/engine.js',
  },
  // What tests start as processes and threads (test/helpers/built-programs.ts).
  programs: {
    sources: [...SERVER_SOURCES, 'test/cli', 'test/helpers', 'test/server/jobs'],
    product: 'dist/test/spawned-main.js',
  },
};

/** Those of which `npm run build` makes what is installed. */
export const SHIPPED = ['server', 'web', 'engine'];

/**
 * Builds the parts that are stale, with one line on standard error when there is anything to do.
 * @param {string[]} parts names from PARTS
 * @returns {Promise<string[]>} the parts that were built
 */
export async function ensureFresh(parts) {
  const stale = parts.filter((part) => !isFresh(part));
  if (stale.length > 0) {
    const { build } = await loadBuilder();
    await build(stale, { log: (line) => process.stderr.write(`${line}\n`) });
  }
  return stale;
}

async function loadBuilder() {
  if (!existsSync(join(ROOT, 'node_modules', 'esbuild'))) {
    throw new Error(
      'sizhi: the sources have changed since the last build, and the build tools are not installed. Run `npm install` in the checkout first.',
    );
  }
  return import('./build.mjs');
}

/** @param {string} part */
export function isFresh(part, root = ROOT) {
  const { product } = partOf(part);
  if (!existsSync(join(root, product))) return false;
  try {
    return readFileSync(stampPath(part, root), 'utf8') === fingerprint(part, root);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/**
 * Records that a part has been built from sources of this fingerprint, which the builder must have
 * taken before it began: an edit made meanwhile then counts as a change.
 * @param {string} part
 * @param {string} print
 */
export function writeStamp(part, print, root = ROOT) {
  const path = stampPath(part, root);
  mkdirSync(dirname(path), { recursive: true });
  // Two processes may build at once; a rename keeps a reader from ever seeing half a stamp.
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, print);
  renameSync(draft, path);
}

/**
 * A digest of the names, sizes and modification times of a part's sources: some hundred `stat` calls,
 * a few milliseconds, where hashing contents would cost tens.
 * @param {string} part
 */
export function fingerprint(part, root = ROOT) {
  const hash = createHash('sha256').update(process.versions.node);
  for (const source of partOf(part).sources) addToHash(hash, root, source);
  return hash.digest('hex');
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} root
 * @param {string} path relative to root
 */
function addToHash(hash, root, path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stat) return;
  if (!stat.isDirectory()) {
    hash.update(`${path}\0${stat.size}\0${stat.mtimeMs}\n`);
    return;
  }
  for (const name of readdirSync(join(root, path)).sort()) addToHash(hash, root, `${path}/${name}`);
}

/** @param {string} part */
function partOf(part) {
  const found = PARTS[part];
  if (!found)
    throw new Error(
      `No part of the build is called "${part}"; there are: ${Object.keys(PARTS).join(', ')}`,
    );
  return found;
}

/** @param {string} part @param {string} root */
const stampPath = (part, root) => join(root, 'dist', 'stamps', part);

/** @param {unknown} error */
const isMissing = (error) => error instanceof Error && 'code' in error && error.code === 'ENOENT';
