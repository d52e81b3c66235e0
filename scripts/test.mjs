// `npm test`: every check of the project, the static ones first, two at a time. It goes on after a failure, so that
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
/** @typedef {{ totals: Totals, line: string }} Outcome */

const tsc = 'node_modules/typescript/bin/tsc';

/**
 * Steps that pass or fail as one: name → the scripts to run, each with its arguments.
 * @type {Record<string, string[][]>}
 */
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

/** How many of the static steps run beside each other: what one reads another does not write. */
const LANES = 2;

/**
 * Runs the static steps, some at a time, and then prints what each had to say, in their order.
 * @param {string[]} names
 * @returns {Promise<Outcome[]>}
 */
async function runStaticSteps(names) {
  /** @type {(Outcome & { output: string })[]} */
  const outcomes = [];
  const waiting = [...names.entries()];
  const lane = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const [at, name] = step;
      let output = '';
      const outcome = await timed(name, async () => {
        const ran = await runStatic(STATIC_STEPS[name] ?? []);
        output = ran.output;
        return ran.totals;
      });
      outcomes[at] = { ...outcome, output };
    }
  };
  if (names.length > 0) console.log(`\n── ${names.join(', ')}`);
  await Promise.all(Array.from({ length: LANES }, lane));
  for (const { output } of outcomes) if (output !== '') process.stdout.write(output);
  return outcomes;
}

/** @param {string} name @param {() => Promise<Totals>} run @returns {Promise<Outcome>} */
async function timed(name, run) {
  const started = performance.now();
  const totals = await run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const mark = totals.failed > 0 ? 'FAILED' : 'ok';
  const line = `${name.padEnd(8)} ${mark.padEnd(6)} ${seconds.padStart(6)} s  ${formatTotals(totals)}`;
  return { totals, line };
}

/** @param {string[][]} commands */
async function runStatic(commands) {
  let failed = 0;
  let output = '';
  for (const command of commands) {
    const run = await runNode(command, 'pipe');
    output += run.output;
    if (run.code !== 0) failed = 1;
  }
  return { totals: { ...NOTHING, passed: 1 - failed, failed }, output };
}

/** @param {string[]} projects @param {string[]} rest @returns {Promise<Totals>} */
async function runVitest(projects, rest) {
  const folder = mkdtempSync(join(tmpdir(), 'sizhi-test-'));
  const report = join(folder, 'report.json');
  try {
    const command = [
      ...['node_modules/vitest/vitest.mjs', 'run'],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      // One more than there are cores: many of these tests wait, for processes or for time to pass.
      `--maxWorkers=${availableParallelism() + 1}`,
      ...projects.flatMap((name) => ['--project', name]),
      ...rest,
    ];
    const { code } = await runNode(command, 'inherit');
    return readVitestTotals(() => readFileSync(report, 'utf8'), code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string[]} command a script and its arguments
 * @param {'inherit' | 'pipe'} stdio where its output goes
 * @returns {Promise<{ code: number, output: string }>} its exit code, and what was piped
 */
function runNode(command, stdio) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ['ignore', stdio, stdio] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
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
  const wanted = (/** @type {string} */ name) => only.length === 0 || only.includes(name);
  const outcomes = await runStaticSteps(Object.keys(STATIC_STEPS).filter(wanted));
  const projects = PROJECTS.filter(wanted);
  if (projects.length > 0) {
    console.log('\n── vitest');
    outcomes.push(await timed('vitest', () => runVitest(projects, rest)));
  }
  console.log(`\n${outcomes.map(({ line }) => line).join('\n')}`);
  const totals = outcomes.reduce((sum, { totals }) => addTotals(sum, totals), reportMissing());
  console.log(`\n${formatTotals(totals)}`);
  if (totals.failed > 0) process.exitCode = 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  });
}
