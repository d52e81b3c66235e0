// Commands that are over in a moment come as one file each, with what V8 made of it when it was built: that
// saves reading a hundred modules and compiling what the command calls, some 50 ms.

const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { Script } = require('node:vm');

/** Commands that `npm run build` makes such a file of (scripts/quick-bundle.mjs). */
const QUICK_COMMANDS = ['repair'];

/** The first line of the program and the first bytes of the code cache: they belong together. */
const STAMP_LENGTH = 64;

/** @param {string} command */
const quickFiles = (command) => ({
  program: `quick-${command}.cjs`,
  cache: `quick-${command}.cache`,
});

/**
 * Loads a quick command; null where there is none for what is asked. A cache of another program, or of
 * another release of V8, is not used; the program then runs without.
 * @param {URL} directory dist/server/
 * @param {string | undefined} command
 * @returns {{ main: (argv: string[], given?: object) => Promise<number>, script: import('node:vm').Script } | null}
 */
function loadQuick(directory, command) {
  if (command === undefined || !QUICK_COMMANDS.includes(command)) return null;
  const { program, cache } = quickFiles(command);
  const path = new URL(program, directory);
  const source = read(path)?.toString('latin1');
  if (source === undefined) return null;
  const cached = read(new URL(cache, directory));
  const isOfProgram = cached?.toString('latin1', 0, STAMP_LENGTH) === source.slice(0, STAMP_LENGTH);
  const script = new Script(source, {
    filename: path.pathname,
    ...(isOfProgram ? { cachedData: cached.subarray(STAMP_LENGTH) } : {}),
  });
  const loaded = { exports: /** @type {any} */ ({}) };
  script.runInThisContext()(loaded.exports, createRequire(path), loaded);
  return { main: loaded.exports.main, script };
}

/** @param {URL} path */
function read(path) {
  try {
    return readFileSync(path);
  } catch {
    // Built without it: the command runs from cli.js.
    return undefined;
  }
}

module.exports = { loadQuick, QUICK_COMMANDS, quickFiles, STAMP_LENGTH };
