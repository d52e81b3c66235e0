// Makes the files of the quick commands (bin/load-quick.cjs): the program, and V8's code cache of it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { loadQuick, QUICK_COMMANDS, quickFiles, STAMP_LENGTH } from '../bin/load-quick.cjs';
import { ROOT } from './freshness.mjs';
import { rehearsalTown } from './rehearsal-town.mjs';

/** Stands for a file with {@link rehearsalTown} in a rehearsal's arguments. */
const TOWN = 'a town with faults of many kinds';

/**
 * What each command is run on before V8's code is kept, so that the functions it calls are in it.
 * @type {Record<string, string[][]>}
 */
const REHEARSALS = {
  repair: ['data/sample/communities.geojson', TOWN].map((file) => [
    ...[file, '--leave-wider-than', 'none', '--drop-duplicates', '--quiet'],
  ]),
};

/**
 * The files of all quick commands.
 * @param {typeof import('esbuild').build} bundle
 * @param {import('esbuild').BuildOptions} common
 * @param {string} outdir
 * @returns {Promise<{ path: string, contents: Uint8Array }[]>}
 */
export async function bundleQuick(bundle, common, outdir) {
  const made = await Promise.all(
    QUICK_COMMANDS.map(async (command) => {
      const source = await bundleCommand(bundle, common, command);
      const stamp = `// ${createHash('sha256').update(source).digest('hex')}`.slice(
        0,
        STAMP_LENGTH - 1,
      );
      // One expression, whose value is a function.
      const program = `${stamp}\n(function (exports, require, module) {${source}\n})`;
      const { program: programName, cache: cacheName } = quickFiles(command);
      return [
        { path: join(outdir, programName), contents: Buffer.from(program, 'latin1') },
        { path: join(outdir, cacheName), contents: rehearse(command, program) },
      ];
    }),
  );
  return made.flat();
}

/**
 * `main` with one command; the others are never asked for.
 * @param {typeof import('esbuild').build} bundle
 * @param {import('esbuild').BuildOptions} common
 * @param {string} command
 */
async function bundleCommand(bundle, common, command) {
  const { splitting: _splitting, outdir: _outdir, ...options } = common;
  const result = await bundle({
    ...options,
    platform: 'node',
    format: 'cjs',
    sourcemap: false,
    // What is not ASCII would cost decoding, and white space is a third of the bytes; names stay, for stacks.
    charset: 'ascii',
    minifyWhitespace: true,
    lineLimit: 120,
    write: false,
    metafile: true,
    entryPoints: ['server/cli/main.ts'],
    outfile: join(ROOT, 'dist', `quick-${command}.cjs`),
    plugins: [
      {
        name: 'one command',
        setup(build) {
          build.onResolve({ filter: /^\.\// }, ({ kind, path }) =>
            // A name in the same folder is a command; others are what a command loads when it needs it.
            kind === 'dynamic-import' && path !== `./${command}.ts`
              ? { path: './cli.js', external: true }
              : null,
          );
        },
      },
    ],
  });
  const [output] = Object.values(result.metafile?.outputs ?? {});
  const foreign = (output?.imports ?? []).filter(
    ({ path }) => path !== './cli.js' && !isBuiltin(path),
  );
  if (foreign.length > 0) {
    throw new Error(`the quick ${command} needs packages: ${foreign.map(({ path }) => path)}`);
  }
  const [file] = result.outputFiles ?? [];
  if (file === undefined) throw new Error(`esbuild made nothing of the quick ${command}`);
  // esbuild leaves regular expressions as they are.
  return file.text.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * V8's code of a program after its rehearsals, made in a process of its own, as the flags of this one would count.
 * @param {string} command
 * @param {string} program
 */
function rehearse(command, program) {
  const folder = mkdtempSync(join(tmpdir(), 'sizhi-build-'));
  try {
    const { program: name, cache } = quickFiles(command);
    writeFileSync(join(folder, name), program, 'latin1');
    writeFileSync(join(folder, TOWN), rehearsalTown());
    const { status, stderr } = spawnSync(
      process.execPath,
      [fileURLToPath(import.meta.url), command, folder],
      { cwd: ROOT, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
    );
    if (status !== 0)
      throw new Error(`the rehearsal of ${command} ended with ${status}: ${stderr}`);
    return Buffer.concat([
      Buffer.from(program.slice(0, STAMP_LENGTH), 'latin1'),
      readFileSync(join(folder, cache)),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} command @param {string} folder */
async function rehearseHere(command, folder) {
  const quick = loadQuick(pathToFileURL(`${folder}/`), command);
  if (quick === null) throw new Error(`no quick ${command} in ${basename(folder)}`);
  const nowhere = {
    write(/** @type {string} */ _text, /** @type {(() => void) | undefined} */ done) {
      done?.();
      return true;
    },
    on: () => undefined,
    off: () => undefined,
  };
  for (const [at, rehearsal] of (REHEARSALS[command] ?? []).entries()) {
    const given = rehearsal.map((word) => (word === TOWN ? join(folder, TOWN) : word));
    const args = [command, ...given, '--out', join(folder, `${at}.geojson`)];
    const code = await quick.main(args, { stdout: nowhere, stderr: nowhere });
    if (code > 1) throw new Error(`${command} ${rehearsal.join(' ')} ended with ${code}`);
  }
  writeFileSync(join(folder, quickFiles(command).cache), quick.script.createCachedData());
  process.exitCode = 0;
}

const [, script, command, folder] = process.argv;
if (script === fileURLToPath(import.meta.url) && command !== undefined && folder !== undefined) {
  await rehearseHere(command, folder);
}
