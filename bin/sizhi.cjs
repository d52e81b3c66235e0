#!/usr/bin/env node
// The `sizhi` command: checks the Node release, brings the bundle of a source checkout up to date,
// and hands over to server/cli/main.ts (bundled as dist/server/cli.js).
//
// It is no ES module, because a command that is over in a moment would spend a tenth of it on setting up Node's
// loader of those, and on streams, which an import of node:fs sets up.
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

const bundle = join(__dirname, '../dist/server/cli.js');
/** EX_SOFTWARE of sysexits.h: neither findings (1) nor bad usage (2). */
const INTERNAL_ERROR = 70;
/** The same as for a file given with --out that cannot be written. */
const OUTPUT_LOST = 2;
const freshness = join(__dirname, '../scripts/freshness.mjs');

/** @param {string} path */
const load = (path) => import(pathToFileURL(path).href);

/**
 * An installed package carries dist/ and no sources; a checkout carries scripts/ and builds.
 * @param {string[]} argv
 */
async function bringUpToDate(argv) {
  if (!existsSync(freshness)) return;
  const { ensureFresh } = await load(freshness);
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
    console.error(`sizhi: ${bundle} is missing: this installation of Sizhi is incomplete`);
    return INTERNAL_ERROR;
  }
  // The setting counts among what a code cache is made for: it comes after.
  const { loadQuick } = require('./load-quick.cjs');
  const quick = loadQuick(pathToFileURL(join(__dirname, '../dist/server/')), argv[0]);
  if (!argv.includes('serve') && !argv.includes('worker')) compileLittle(quick !== null);
  const { main } = quick ?? (await load(bundle));
  return main(argv);
}

/**
 * A command that is over in a second spends half of it on compiling functions that are never called
 * again. V8 waits longer before it compiles: 40 % less CPU on a file of 300 wards, the same on one of 10,000.
 * Of quick commands it waits longer still, and puts less into one another: another 10 % on that file, and no more on the other.
 * Of releases whose V8 is not known to have the settings nothing is asked, as it would complain.
 * @param {boolean} isQuick
 */
function compileLittle(isQuick) {
  const release = Number.parseInt(process.versions.v8, 10);
  if (release < 11 || release > 13) return;
  const { setFlagsFromString } = require('node:v8');
  setFlagsFromString(`--interrupt-budget=${isQuick ? 1_200_000 : 600_000}`);
  if (isQuick) setFlagsFromString('--max-inlined-bytecode-size-cumulative=150');
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
  whenOpened('stdout', (stream) => {
    stream.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode);
      isLost = true;
    });
  });
  whenOpened('stderr', (stream) => {
    stream.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code !== 'EPIPE') isLost = true;
    });
  });
  process.on('exit', (code) => {
    if (isLost && code < OUTPUT_LOST) process.exitCode = OUTPUT_LOST;
  });
}

/** @type {Set<import('node:stream').Writable>} */
const opened = new Set();

/**
 * Setting up a stream costs milliseconds, so Node does it when the stream is first asked for; we wait for that.
 * @param {'stdout' | 'stderr'} name
 * @param {(stream: import('node:stream').Writable) => void} visit
 */
function whenOpened(name, visit) {
  const given = Object.getOwnPropertyDescriptor(process, name);
  if (given?.get === undefined) {
    visit(process[name]);
    opened.add(process[name]);
    return;
  }
  const { get } = given;
  Object.defineProperty(process, name, {
    ...given,
    get() {
      Object.defineProperty(process, name, given);
      const stream = get.call(process);
      opened.add(stream);
      visit(stream);
      return stream;
    },
  });
}

async function start() {
  const { nodeVersionProblem } = require('./node-version.cjs');
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
    for (const stream of opened) await flushed(stream);
  }
}

start();
