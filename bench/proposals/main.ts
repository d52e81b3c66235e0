/**
 * Plans side by side with other partitioners, on the instances of a folder: `npm run bench:proposals -- --help`.
 * What is measured, and how to read it, stands in docs/benchmarks.md.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { PartitionInstance } from '#engine/propose/instance.ts';
import { parseInstance } from '#engine/propose/parse-instance.ts';
import { hasMetis, runMetis } from './metis.ts';
import { writeProposalsReport } from './report.ts';
import type {
  ChainResult,
  Known,
  ProposalsResult,
  ReplanPlan,
  ReplanResult,
  SmallResult,
  TownResult,
} from './result.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUTPUT = join(ROOT, 'bench/.output');
const HERE = fileURLToPath(new URL('.', import.meta.url));

const USAGE = `npm run bench:proposals -- --instances DIR [--instances DIR …] [OPTIONS]

  --instances DIR    folder of instances (*.json); may be repeated
  --known DIR        folder with results.json, and optima.json in instances/ (default: that above the first)
  --only A,B         only instances whose names begin so
  --part PARTS       small, replans, chains, towns (default: all, with commas)
  --small-moves N    effort for small instances, in moves (default 1000000)
  --cutedges-moves N effort for cutedges-* instances (default 20000000)
  --seed N           default 1
  --stretch F        multiplies the time limits: for a machine with other things to do
  --metis-seeds N    runs of gpmetis (default 60; a quarter above 50,000 units; 0: none)
  --steps N          steps of the neutral chain (default 20000)
  --quick            fewer of everything that needs no limit of its own: 15 runs of gpmetis, 8000000 moves for cutedges-*`;

/** Wall seconds and threads for each of the larger instances. */
const LIMITS: Readonly<Record<string, { seconds: number; threads: number }>> = {
  'ia-counties-k4': { seconds: 30, threads: 1 },
  'grid50-k10': { seconds: 30, threads: 1 },
  'pa-tracts-k50': { seconds: 30, threads: 1 },
  town1k: { seconds: 30, threads: 1 },
  town5k: { seconds: 30, threads: 1 },
  town20k: { seconds: 60, threads: 2 },
  town100k: { seconds: 120, threads: 2 },
};
/** The same for replans with alternatives: for all searches together. */
const REPLAN_LIMITS: Readonly<Record<string, { seconds: number; threads: number }>> = {
  town1k: { seconds: 30, threads: 1 },
  'town-pitfalls': { seconds: 30, threads: 1 },
  town20k: { seconds: 90, threads: 2 },
};
const SMALL_REPLAN = { seconds: 6, threads: 1 };
const ALTERNATIVES = 6;
const QUICK = { 'metis-seeds': '15', 'cutedges-moves': '8000000' };
const FEWER_SEEDS_ABOVE = 50_000;

const { values: given } = parseArgs({
  options: {
    instances: { type: 'string', multiple: true },
    known: { type: 'string' },
    only: { type: 'string' },
    part: { type: 'string' },
    'small-moves': { type: 'string', default: '1000000' },
    'cutedges-moves': { type: 'string' },
    seed: { type: 'string', default: '1' },
    stretch: { type: 'string', default: '1' },
    'metis-seeds': { type: 'string' },
    steps: { type: 'string', default: '20000' },
    quick: { type: 'boolean' },
    help: { type: 'boolean' },
  },
});
const values = {
  'metis-seeds': '60',
  'cutedges-moves': '20000000',
  ...(given.quick ? QUICK : {}),
  ...given,
};
if (values.help || values.instances === undefined) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}
const folders = values.instances;
const only = values.only?.split(',');
const parts = values.part?.split(',') ?? ['small', 'replans', 'chains', 'towns'];
const seed = values.seed;
const stretch = Number(values.stretch);

const files = new Map<string, string>();
for (const folder of folders) {
  for (const file of readdirSync(folder)
    .filter((one) => one.endsWith('.json'))
    .sort()) {
    const name = file.slice(0, -'.json'.length);
    const isWanted = only === undefined || only.some((start) => name.startsWith(start));
    if (isWanted && name !== 'optima') files.set(name, join(folder, file));
  }
}
const isSmall = (name: string): boolean => /^(split|replan|cutedges-)/.test(name);

function readKnown(): Known {
  const folder = values.known ?? join(folders[0]!, '..');
  const read = (path: string): Record<string, never> =>
    existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
  const results = read(join(folder, 'results.json'));
  const empty = { recomStepsPerSecond: {}, bestCut: {}, cutEdgesPublished: {} };
  return { ...empty, ...results, optima: read(join(folder, 'instances/optima.json')) };
}

function readInstance(path: string): PartitionInstance {
  const read = parseInstance(JSON.parse(readFileSync(path, 'utf8')));
  if (read.ok) return read.value;
  throw new Error(`${path}: ${JSON.stringify(read.error.slice(0, 3))}`);
}

function child(script: string, args: readonly string[]): string {
  const { stdout, status, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(HERE, script), ...args],
    { cwd: ROOT, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 1 << 30 },
  );
  if (status !== 0) throw new Error(`${script} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function runSmall(names: readonly string[], moves: string): SmallResult[] {
  const byFolder = new Map<string, string[]>();
  for (const name of names) {
    const folder = join(files.get(name)!, '..');
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), name]);
  }
  return [...byFolder].flatMap(([folder, some]) => {
    const lines = child('small-child.ts', [folder, moves, '2', seed, ...some])
      .trim()
      .split('\n');
    const results = lines.map((line): SmallResult => JSON.parse(line));
    for (const { name, cost } of results) console.error(`bench: ${name}: ${cost}`);
    return results;
  });
}

function command(args: readonly string[]) {
  const usageFile = join(OUTPUT, `usage-${process.pid}.json`);
  const out = join(OUTPUT, `plan-${process.pid}.json`);
  child('command-child.ts', [usageFile, 'partition', ...args, '--out', out]);
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
  return { report: read(out), usage: read(usageFile) };
}

function runTown(name: string, metisSeeds: number): TownResult {
  const file = files.get(name)!;
  const instance = readInstance(file);
  const { seconds, threads } = LIMITS[name]!;
  const limitSeconds = seconds * stretch;
  const { report, usage } = command([
    ...[file, '--time-limit', String(limitSeconds), '--threads', String(threads)],
    ...['--seed', seed, '--proof-limit', '5'],
  ]);
  const seeds = instance.nodes.length > FEWER_SEEDS_ABOVE ? Math.ceil(metisSeeds / 4) : metisSeeds;
  const metis = seeds > 0 ? runMetis(instance, seeds, 5) : null;
  console.error(`bench: ${name}: ${report.score.cutWeight}, METIS ${metis?.cut}`);
  return {
    name,
    units: instance.nodes.length,
    borders: instance.edges.length,
    bytes: statSync(file).size,
    threads,
    limitSeconds,
    cut: report.score.cutWeight,
    certificate: report.certificate.state,
    wallSeconds: report.elapsedMilliseconds / 1000,
    usage,
    metis,
  };
}

function runReplan(name: string): ReplanResult {
  const file = files.get(name)!;
  const { seconds, threads } = REPLAN_LIMITS[name] ?? SMALL_REPLAN;
  const limitSeconds = seconds * stretch;
  const { report, usage } = command([
    ...[file, '--task', 'replan', '--join-islands', '--alternatives', String(ALTERNATIVES)],
    ...['--time-limit', String(limitSeconds), '--threads', String(threads)],
    ...['--seed', seed, '--proof-limit', '2'],
  ]);
  const pieces = (extra: number): number => Math.max(0, extra - report.links.length);
  const plans = [{ ...report, aim: 'as asked', difference: null }, ...report.alternatives].map(
    ({ aim, score, certificate, difference }): ReplanPlan => ({
      ...{ aim, parts: score.parts, cut: score.cutWeight, cutLength: score.cutLength, difference },
      moved: score.movedHouseholds,
      // An island that was joined is a piece more, and no fault.
      violations: score.belowBand + score.aboveBand + pieces(score.extraComponents),
      certificate: certificate.state,
    }),
  );
  console.error(`bench: ${name}: ${plans.length} plans`);
  const units = report.assignment.length;
  const { movedLowerBound } = report.score;
  return { name, units, threads, limitSeconds, usage, plans, movedLowerBound };
}

function runChain(name: string): ChainResult {
  const { report } = command([
    files.get(name)!,
    '--task',
    'recom',
    '--steps',
    values.steps,
    '--seed',
    seed,
  ]);
  const { steps, trees, elapsedMilliseconds, cpuMilliseconds } = report.chain;
  console.error(`bench: ${name}: ${steps} steps in ${cpuMilliseconds} ms of CPU`);
  return {
    name,
    steps,
    trees,
    wallSeconds: elapsedMilliseconds / 1000,
    cpuSeconds: cpuMilliseconds / 1000,
  };
}

mkdirSync(OUTPUT, { recursive: true });
const load = loadavg();
const missing: string[] = [];
const metisSeeds = hasMetis() ? Number(values['metis-seeds']) : 0;
if (!hasMetis()) missing.push('gpmetis is not installed (Debian package metis)');
const names = [...files.keys()];
for (const name of Object.keys(LIMITS)) {
  if (only === undefined && !files.has(name))
    missing.push(`${name}: no such instance in the folders`);
}
const small = names.filter(isSmall);
const isCutEdges = (name: string): boolean => name.startsWith('cutedges-');
const towns = names.filter((name) => LIMITS[name] !== undefined);
const wants = (part: string): boolean => parts.includes(part);
const result: ProposalsResult = {
  at: new Date().toISOString(),
  machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  load,
  node: process.version,
  seed: Number(seed),
  stretch,
  smallMoves: Number(values['small-moves']),
  small: [],
  towns: [],
  replans: [],
  chains: [],
  known: readKnown(),
  missing,
};

/** After every step: what a run that is broken off has measured is not lost. */
function write(): string {
  const report = writeProposalsReport(result);
  writeFileSync(join(OUTPUT, 'proposals.json'), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(join(OUTPUT, 'proposals.md'), report);
  return report;
}

if (wants('small')) {
  const others = small.filter((name) => !isCutEdges(name));
  result.small.push(...runSmall(others, values['small-moves']));
  write();
  result.small.push(...runSmall(small.filter(isCutEdges), values['cutedges-moves']));
  write();
}
const isReplan = (name: string): boolean =>
  name.startsWith('replan') || REPLAN_LIMITS[name] !== undefined;
for (const name of wants('replans') ? names.filter(isReplan) : []) {
  result.replans.push(runReplan(name));
  write();
}
// The quick ones first.
for (const name of wants('chains') ? towns : []) {
  result.chains.push(runChain(name));
  write();
}
for (const name of wants('towns') ? towns : []) {
  result.towns.push(runTown(name, metisSeeds));
  write();
}
console.log(write());
