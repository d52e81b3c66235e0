#!/usr/bin/env node
// The `sizhi` command: checks the Node release, brings the bundle of a source checkout up to date,
// and hands over to server/cli/main.ts (bundled as dist/server/cli.js).
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { nodeVersionProblem } from './node-version.mjs';

const bundle = new URL('../dist/server/cli.js', import.meta.url);
/** EX_SOFTWARE of sysexits.h: neither findings (1) nor bad usage (2). */
const INTERNAL_ERROR = 70;
/** The same as for a file given with --out that cannot be written. */
const OUTPUT_LOST = 2;
const freshness = new URL('../scripts/freshness.mjs', import.meta.url);

/**
 * An installed package carries dist/ and no sources; a checkout carries scripts/ and builds.
 * @param {string[]} argv
 */
async function bringUpToDate(argv) {
  if (!existsSync(freshness)) return;
  const { ensureFresh } = await import(freshness.href);
  await ensureFresh(argv.includes('serve') ? ['server', 'web'] : ['server']);
}

/**
 * @param {string[]} argv
 * @returns {Promise<number>} the exit code
 */
async function run(argv) {
  try {
    await bringUpToDate(argv);
  } catch (error) {
    // The builders' own messages name the file and line; a stack would only hide them.
    console.error(error instanceof Error ? error.message : error);
    return INTERNAL_ERROR;
  }
  if (!existsSync(bundle)) {
    const path = fileURLToPath(bundle);
    console.error(`sizhi: ${path} is missing: this installation of Sizhi is incomplete`);
    return INTERNAL_ERROR;
  }
  if (!argv.includes('serve') && !argv.includes('worker')) compileLittle();
  const { main } = await import(bundle.href);
  return main(argv);
}

/**
 * A command that is over in a second spends half of it on compiling functions that are never called
 * again. V8 waits longer before it compiles: 40 % less CPU on a file of 300 wards, the same on one of 10,000.
 * Of releases whose V8 is not known to have the setting nothing is asked, as it would complain.
 */
function compileLittle() {
  const release = Number.parseInt(process.versions.v8, 10);
  if (release >= 11 && release <= 13) setFlagsFromString('--interrupt-budget=600000');
}

/**
 * Resolves when what was written to a stream has left the process: a pipe may still be full.
 * @param {import('node:stream').Writable} stream
 * @returns {Promise<void>}
 */
function flushed(stream) {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve();
    else stream.write('', () => resolve());
  });
}

/**
 * npm and npx start us through a shell, which a signal to npm ends and which does not pass it on. What
 * ended our parent was meant for us, so `kill` on `npm start` leaves no server behind.
 */
function endWithParent() {
  if (process.env.npm_command === undefined) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

/**
 * `sizhi audit … | head` closes our pipe early; that is the reader's right, not a failure. Any other
 * failed write means that the report or a message is lost (a full disk): the command line says so where
 * it can, and the exit code must not read as a result of the audit.
 */
function watchOutput() {
  let isLost = false;
  process.stdout.on('error', (error) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode);
    isLost = true;
  });
  process.stderr.on('error', (error) => {
    if (error.code !== 'EPIPE') isLost = true;
  });
  process.on('exit', (code) => {
    if (isLost && code < OUTPUT_LOST) process.exitCode = OUTPUT_LOST;
  });
}

const problem = nodeVersionProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exitCode = 2;
} else {
  watchOutput();
  endWithParent();
  try {
    process.exitCode = await run(process.argv.slice(2));
  } catch (error) {
    // The command line reports bad input itself; what arrives here is a fault of ours.
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    process.exitCode = INTERNAL_ERROR;
  }
  await flushed(process.stdout);
  await flushed(process.stderr);
}
