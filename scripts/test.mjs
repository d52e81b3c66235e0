// `npm test`: every check of the project, in order, cheapest first. It goes on after a failure, so that
// one run shows all of them, and ends with the totals on a line of their own.
//   npm test -- --only types,lint       some of the steps
//   npm test -- --only engine -t overlap   one of vitest's projects, with vitest's own options
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { PARTS, ROOT } from './freshness.mjs';
import { REQUIREMENTS } from './requirements.mjs';
import { addTotals, formatTotals, NOTHING, readVitestTotals } from './test-totals.mjs';

/** @typedef {import('./test-totals.mjs').Totals} Totals */
/** @typedef {{ name: string, run: () => Promise<Totals> }} Step */

const tsc = 'node_modules/typescript/bin/tsc';

/** Steps that pass or fail as one: name → the scripts to run, each with its arguments. */
const STATIC_STEPS = {
  types: [
    [tsc, '-p', 'engine', '--noEmit'],
    [tsc, '--noEmit'],
    [tsc, '-p', 'web', '--noEmit'],
  ],
  lint: [['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
  layers: [['scripts/check-layers.mjs']],
  build: [['scripts/build.mjs', ...Object.keys(PARTS)]],
};

/** Those of vitest.config.ts. */
const PROJECTS = ['engine', 'server', 'cli', 'tooling', 'oracle', 'e2e'];

/**
 * @param {string[]} argv
 * @returns {{ only: string[], rest: string[] }} step and project names; options for vitest
 */
export function parseArguments(argv) {
  const only = [];
  const rest = [];
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? '';
    if (argument === '--only') only.push(...(argv[++i] ?? '').split(','));
    else if (argument.startsWith('--only=')) only.push(...argument.slice(7).split(','));
    else rest.push(argument);
  }
  const known = [...Object.keys(STATIC_STEPS), ...PROJECTS];
  const unknown = only.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`--only ${unknown.join(',')}: there are ${known.join(', ')}`);
  }
  return { only, rest };
}

/**
 * @param {string[]} only
 * @param {string[]} rest
 * @returns {Step[]}
 */
function planSteps(only, rest) {
  const wanted = (/** @type {string} */ name) => only.length === 0 || only.includes(name);
  /** @type {Step[]} */
  const steps = [];
  for (const [name, commands] of Object.entries(STATIC_STEPS)) {
    if (wanted(name)) steps.push({ name, run: () => runStatic(commands) });
  }
  const projects = PROJECTS.filter(wanted);
  if (projects.length > 0) steps.push({ name: 'vitest', run: () => runVitest(projects, rest) });
  return steps;
}

/** @param {string[][]} commands @returns {Promise<Totals>} */
async function runStatic(commands) {
  let failed = 0;
  for (const command of commands) if ((await runNode(command)) !== 0) failed = 1;
  return { ...NOTHING, passed: 1 - failed, failed };
}

/** @param {string[]} projects @param {string[]} rest @returns {Promise<Totals>} */
async function runVitest(projects, rest) {
  const folder = mkdtempSync(join(tmpdir(), 'sizhi-test-'));
  const report = join(folder, 'report.json');
  try {
    const code = await runNode([
      ...['node_modules/vitest/vitest.mjs', 'run'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      // Vitest leaves one core free, which of two is half; most of these tests wait for processes.
      `--maxWorkers=${Math.max(2, availableParallelism() - 1)}`,
      ...projects.flatMap((name) => ['--project', name]),
      ...rest,
    ]);
    return readVitestTotals(() => readFileSync(report, 'utf8'), code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string[]} command a script and its arguments @returns {Promise<number>} its exit code */
function runNode(command) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/**
 * Says loudly what this machine lacks.
 * @returns {Totals} a failure for each in CI, where nothing may be left out
 */
function reportMissing() {
  const missing = REQUIREMENTS.filter(({ find }) => find() === null);
  const inCi = Boolean(process.env.CI);
  for (const { name, without, otherwise } of missing) {
    console.error(`\n!!! ${name} was not found. ${inCi ? 'FAILED' : 'NOT TESTED'}: ${without}.`);
    console.error(`!!! On Debian: npm run setup:debian. Elsewhere: ${otherwise}.`);
  }
  return { ...NOTHING, failed: inCi ? missing.length : 0 };
}

/** @param {string[]} argv */
async function main(argv) {
  const { only, rest } = parseArguments(argv);
  let totals = NOTHING;
  const lines = [];
  for (const { name, run } of planSteps(only, rest)) {
    console.log(`\n── ${name}`);
    const started = performance.now();
    const result = await run();
    totals = addTotals(totals, result);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    const mark = result.failed > 0 ? 'FAILED' : 'ok';
    lines.push(
      `${name.padEnd(8)} ${mark.padEnd(6)} ${seconds.padStart(6)} s  ${formatTotals(result)}`,
    );
  }
  console.log(`\n${lines.join('\n')}`);
  totals = addTotals(totals, reportMissing());
  console.log(`\n${formatTotals(totals)}`);
  if (totals.failed > 0) process.exitCode = 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  });
}
