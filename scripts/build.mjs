// Builds dist/: `npm run build` (everything), `node scripts/build.mjs server web` (parts).
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { fingerprint, ROOT, SHIPPED, writeStamp } from './freshness.mjs';
import { postgisBundle, postgisBundleName } from './postgis-bundle.mjs';
import { bundleQuick } from './quick-bundle.mjs';

/**
 * Everything that Node starts as a program or a thread of its own: name in dist/server → source.
 * They all land in one directory, beside the chunks they share, so that a module can find an entry as
 * `new URL('./NAME.js', import.meta.url)` whichever chunk it ended up in.
 */
export const SERVER_ENTRIES = {
  cli: 'server/cli/main.ts',
  'compute-worker': 'server/services/compute/compute-worker.ts',
  'partition-worker': 'server/cli/partition-worker.ts',
  'database-child': 'server/database/embedded/database-child.ts',
};

/** Programs of the tests, bundled like the server: through tsx each would compile the sources again at its start. */
const TEST_ENTRIES = {
  'spawned-main': 'test/cli/spawned-main.ts',
  'interrupted-write': 'test/cli/interrupted-write.ts',
  'hold-database': 'test/helpers/hold-database.ts',
  'slow-process': 'test/server/jobs/slow-process.ts',
};

/**
 * The engine's packages go into the server's bundle, and only what it uses of them: loading Turf
 * whole, as some hundred modules, costs every command a quarter of a second.
 */
const BUNDLED = [
  '@turf/turf',
  'flatbush',
  'geographiclib-geodesic',
  'polylabel',
  'robust-predicates',
];

/** @typedef {{ log?: (line: string) => void }} BuildOptions */
/** @typedef {{ path: string, contents?: Uint8Array }} BuiltFile one without contents is there already */

/** @type {Record<string, () => Promise<void> | void>} */
const builders = {
  server: () => bundleForNode('server', SERVER_ENTRIES),
  web: buildWeb,
  engine: buildEngine,
  programs: () => bundleForNode('test', { ...SERVER_ENTRIES, ...TEST_ENTRIES }),
};

/**
 * Builds parts, one after another, and stamps each as fresh.
 * @param {string[]} parts names from PARTS
 * @param {BuildOptions} [options]
 */
export async function build(parts, { log = () => undefined } = {}) {
  for (const part of parts) {
    const started = performance.now();
    const print = fingerprint(part);
    await builders[part]?.();
    writeStamp(part, print);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    log(`sizhi: built ${part} from the sources in ${seconds} s`);
  }
}

/** The part of esbuild's options that the server and the engine share. */
const common = /** @type {const} */ ({
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  target: 'node20.19',
  sourcemap: 'linked',
  logLevel: 'silent',
  metafile: true,
  write: false,
});

/**
 * @param {string} folder below dist/
 * @param {Record<string, string>} entries
 */
async function bundleForNode(folder, entries) {
  const { build: bundle } = await import('esbuild');
  const outdir = join(ROOT, 'dist', folder);
  const result = await bundle({
    ...common,
    platform: 'node',
    // Commands are imported when they are called for, so `sizhi audit` never loads the HTTP server.
    splitting: true,
    entryPoints: Object.entries(entries).map(([out, source]) => ({ in: source, out })),
    chunkNames: 'chunk-[hash]',
    external: runtimePackages().filter((name) => !BUNDLED.includes(name)),
    outdir,
  });
  const quick = folder === 'server' ? await bundleQuick(bundle, common, outdir) : [];
  replaceFiles(outdir, [...result.outputFiles, ...quick, postgisFile(outdir)]);
}

/**
 * Made once for a version of the package, as that takes as long as all the rest.
 * @param {string} outdir
 * @returns {BuiltFile}
 */
function postgisFile(outdir) {
  const name = postgisBundleName();
  const path = join(outdir, name);
  if (existsSync(path)) return { path };
  const ofServer = join(ROOT, 'dist', 'server', name);
  return { path, contents: existsSync(ofServer) ? readFileSync(ofServer) : postgisBundle() };
}

/** @returns {string[]} */
function runtimePackages() {
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return Object.keys(dependencies);
}

async function buildEngine() {
  const { build: bundle } = await import('esbuild');
  const result = await bundle({
    ...common,
    platform: 'neutral',
    packages: 'external',
    entryPoints: ['engine/index.ts'],
    outfile: join(ROOT, 'dist', 'engine.js'),
  });
  for (const file of result.outputFiles) writeWhole(file.path, file.contents);
  const types = join(ROOT, 'dist', 'types');
  rmSync(types, { recursive: true, force: true });
  run('node_modules/typescript/bin/tsc', [
    ...['-p', 'engine', '--noEmit', 'false', '--declaration', '--emitDeclarationOnly'],
    ...['--outDir', types],
  ]);
}

async function buildWeb() {
  const { build: bundle } = await import('vite');
  const outDir = join(ROOT, 'dist', 'web');
  const draft = `${outDir}.${process.pid}`;
  await bundle({
    root: join(ROOT, 'web'),
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'warn',
    build: {
      outDir: draft,
      emptyOutDir: true,
      rolldownOptions: { checks: { bundlerTimings: false } },
    },
  });
  moveInto(draft, outDir);
}

/**
 * Puts a folder in the place of another, so that a server never serves half a page. Two builds may end
 * at once, and a folder cannot be renamed over one that has just come back.
 * @param {string} from
 * @param {string} to
 */
function moveInto(from, to) {
  for (let attempt = 1; ; attempt++) {
    rmSync(to, { recursive: true, force: true });
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/** How long files of an earlier build stay, for servers that still run from them. */
const KEPT_MILLISECONDS = 24 * 60 * 60 * 1000;

/**
 * Puts a build's files in place: chunks before the entries that name them, each by a rename, so that a
 * process starting meanwhile sees the old build or the new one. A running server may import a chunk of
 * its own build hours later, so only what is older than a day and no longer named is dropped.
 * @param {string} directory
 * @param {BuiltFile[]} files
 */
function replaceFiles(directory, files) {
  const isChunk = (/** @type {string} */ path) => basename(path).startsWith('chunk-');
  for (const file of files.toSorted((a, b) => Number(isChunk(b.path)) - Number(isChunk(a.path)))) {
    if (file.contents !== undefined) writeWhole(file.path, file.contents);
  }
  const current = new Set(files.map((file) => basename(file.path)));
  const oldest = Date.now() - KEPT_MILLISECONDS;
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (
      !current.has(name) &&
      (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? oldest) < oldest
    ) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

/** @param {string} path @param {Uint8Array} contents */
function writeWhole(path, contents) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

/** @param {string} script @param {string[]} args */
function run(script, args) {
  const { status } = spawnSync(process.execPath, [join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`${script} ${args.join(' ')} ended with ${status}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const asked = process.argv.slice(2);
  const parts = asked.length > 0 ? asked : SHIPPED;
  build(parts, { log: console.error }).catch((error) => {
    // esbuild's and Vite's own messages already name the file and line.
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
