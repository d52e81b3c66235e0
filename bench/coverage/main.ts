/**
 * The coverage audit side by side with its peers, in one run: `npm run bench:coverage -- --help`.
 * What is measured, and how to read it, stands in docs/benchmarks.md.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ClusterUnavailable,
  startThrowawayCluster,
  type ThrowawayCluster,
} from '../../scripts/throwaway-cluster.ts';
import { type CheckReport, judgeCheck } from './check/judge-check.ts';
import { collectInputs, type Input } from './inputs.ts';
import { installPeers } from './install-peers.ts';
import type { Job, Report } from './job.ts';
import type { Measurement } from './measure.ts';
import { type BenchOptions, type Peer, readOptions, USAGE } from './options.ts';
import { writeReport } from './report.ts';
import { type BenchResult, describeMachine, type InputResult } from './result.ts';
import { bundleRunners, type Runner, runChild } from './run-child.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUTPUT = join(ROOT, 'bench/.output');
const RUNNERS_FOLDER = join(OUTPUT, 'runners');
const PEERS_FOLDER = join(ROOT, 'bench/peers');

const RUNNER_OF: Record<Peer, Runner> = {
  json: 'json',
  cli: 'commands',
  mapshaper: 'mapshaper',
  topojson: 'topojson',
  turf: 'turf',
  postgis: 'postgis',
  pglite: 'pglite',
};
/** Peers that repair. */
const REPAIRERS: readonly Peer[] = ['cli', 'mapshaper'];
const INSTALLED: readonly Peer[] = ['mapshaper', 'topojson'];

/** What the machine has to offer; gaps are told at once and again in the report. */
interface Setting {
  options: BenchOptions;
  peers: Peer[];
  cluster: ThrowawayCluster | null;
  result: BenchResult;
}

async function prepare(options: BenchOptions): Promise<Setting> {
  const result: BenchResult = {
    at: new Date().toISOString(),
    runs: options.runs,
    machine: describeMachine(),
    versions: { node: process.version },
    inputs: [],
    missing: [],
  };
  const without = new Set<Peer>();
  const leaveOut = (peer: Peer, reason: string) => {
    without.add(peer);
    if (options.peers.includes(peer)) missing(result, peer, reason);
  };
  if (INSTALLED.some((peer) => options.peers.includes(peer)) || options.peers.includes('cli')) {
    const reason = installPeers(PEERS_FOLDER);
    if (reason !== null) for (const peer of INSTALLED) leaveOut(peer, reason);
  }
  let cluster: ThrowawayCluster | null = null;
  if (options.check || options.peers.includes('postgis')) {
    try {
      cluster = await startThrowawayCluster();
    } catch (error) {
      if (!(error instanceof ClusterUnavailable)) throw error;
      leaveOut('postgis', error.message);
      if (options.check) missing(result, 'comparison with PostGIS', error.message);
    }
  }
  await bundleRunners(ROOT, RUNNERS_FOLDER);
  const peers = options.peers.filter((peer) => !without.has(peer));
  return { options, peers, cluster, result };
}

function missing(result: BenchResult, peer: string, reason: string): void {
  console.error(`bench: MISSING ${peer}: ${reason}`);
  result.missing.push({ peer, reason });
}

async function runInput(setting: Setting, input: Input): Promise<void> {
  const { options, peers, cluster, result } = setting;
  // Not those of another run, nor of the file before.
  const factsFile = join(OUTPUT, `facts-${process.pid}.json`);
  const job: Job = {
    ...{ root: ROOT, peersFolder: PEERS_FOLDER, runs: options.runs },
    ...{ file: input.file, boundary: input.boundary },
    ...{ truthFile: input.truthFile, cleanFile: input.cleanFile },
    ...(input.repairsOnly ? { repairsOnly: true } : {}),
    ...(cluster === null ? {} : { databaseUrl: cluster.url }),
  };
  const { name, bytes, sha256 } = input;
  const entry: InputResult = {
    input: { name, bytes, sha256, communities: 0, vertices: 0 },
    measurements: [],
    check: null,
  };
  result.inputs.push(entry);
  const take = (report: Report): void => {
    if (report.kind === 'versions') Object.assign(result.versions, report.versions);
    if (report.kind === 'input') Object.assign(entry.input, report.input);
    if (report.kind === 'check') entry.check = report.check as CheckReport;
    if (report.kind === 'measurement') {
      const { peer, step, cpuMilliseconds, error } = report.measurement;
      const figure = error ?? `${cpuMilliseconds?.toFixed(0)} ms of CPU`;
      console.error(`bench: ${name}: ${peer}: ${step}: ${figure}`);
      entry.measurements.push(report.measurement);
    }
  };
  const run = async (peer: string, runner: Runner, work: Job): Promise<void> => {
    try {
      await runChild(RUNNERS_FOLDER, runner, work, take);
    } catch (error) {
      missing(result, `${peer} on ${name}`, error instanceof Error ? error.message : String(error));
    }
  };
  if (!input.repairsOnly) await run('ours', 'ours', job);
  await run('ours, repair', 'repair', job);
  for (const peer of peers) {
    if (input.repairsOnly && !REPAIRERS.includes(peer)) continue;
    const wantsFacts = peer === 'postgis' && options.check;
    await run(peer, RUNNER_OF[peer], wantsFacts ? { ...job, factsFile } : job);
  }
  if (!options.check || input.repairsOnly) return;
  if (cluster !== null && !peers.includes('postgis')) {
    await run('PostGIS', 'postgis', { ...job, measure: false, factsFile });
  }
  await run('check', 'check', cluster === null ? job : { ...job, factsFile });
  rmSync(factsFile, { force: true });
}

/** We were measured, and were right wherever that could be told. */
function isGood({ input, measurements, check }: InputResult): boolean {
  const isOurs = (one: Measurement) => one.peer.startsWith('ours') && one.error === undefined;
  const verdicts = check === null ? [] : judgeCheck(check, input.sha256);
  return measurements.some(isOurs) && verdicts.every(({ passed }) => passed);
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  let options: BenchOptions;
  try {
    options = readOptions(args);
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return 2;
  }
  // Without a handler, a signal would leave the database server behind.
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => process.exit(code));
  }
  mkdirSync(OUTPUT, { recursive: true });
  const inputs = collectInputs(options);
  const setting = await prepare(options);
  try {
    for (const input of inputs) await runInput(setting, input);
  } finally {
    await setting.cluster?.stop();
  }
  const { markdown, files } = writeReport(setting.result, OUTPUT);
  console.log(markdown);
  for (const file of files) console.error(`bench: wrote ${file}`);
  return setting.result.inputs.every(isGood) ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
