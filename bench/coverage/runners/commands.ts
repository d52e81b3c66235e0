import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Job, runJob } from '../job.ts';
import { failedRow, type Measurement, type Meter, measure, type Reference } from '../measure.ts';
import { REPAIR_ARGUMENTS } from '../repair-file.ts';

interface Command {
  peer: string;
  step: string;
  args: string[];
  /** Exit codes that mean that the work was done. */
  done: number[];
  /** Default `cli`. */
  against?: Reference;
}

// Whole processes, start-up included: our command against mapshaper's.
runJob(async (job, send) => {
  const folder = mkdtempSync(join(tmpdir(), 'sizhi-bench-'));
  try {
    const ours = installIn(folder, job.root);
    for (const command of commandsFor(job, ours, folder)) {
      send({ kind: 'measurement', measurement: await measureCommand(job, command, folder) });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/**
 * Our command as it is where it was installed: a source checkout would first look whether its bundle is up
 * to date. (It does so here, once.)
 */
function installIn(folder: string, root: string): string {
  spawnSync(process.execPath, [join(root, 'bin/sizhi.cjs'), '--version'], { stdio: 'ignore' });
  for (const name of ['bin', 'package.json']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(root, 'dist'), join(folder, 'dist'));
  return join(folder, 'bin/sizhi.cjs');
}

function commandsFor(
  { file, peersFolder, repairsOnly }: Job,
  sizhi: string,
  folder: string,
): Command[] {
  const mapshaper = (step: string, args: string[]): Command => ({
    peer: 'mapshaper command',
    step,
    args: [join(peersFolder, 'node_modules/mapshaper/bin/mapshaper'), '-i', file, ...args],
    done: [0],
  });
  const out = join(folder, 'findings.json');
  const repaired = join(folder, 'repaired.geojson');
  const audits: Command[] = [
    {
      peer: 'ours, command',
      step: 'sizhi audit --format json',
      args: [sizhi, 'audit', file, '--format', 'json', '--out', out],
      done: [0, 1],
    },
    mapshaper('-mosaic', ['-mosaic', 'calc=n = count()', '-quiet']),
    mapshaper('-check-geometry', ['-check-geometry', '-quiet']),
  ];
  const repair = (step: string, more: string[]): Command => ({
    peer: 'ours, command',
    step,
    args: [sizhi, 'repair', file, ...REPAIR_ARGUMENTS, '--out', repaired, ...more],
    done: [0, 1],
    against: 'repair-cli',
  });
  return [
    ...(repairsOnly ? [] : audits),
    // mapshaper tells nothing either.
    repair('sizhi repair --quiet', ['--quiet']),
    repair('sizhi repair', []),
    {
      ...mapshaper('-clean -o', ['-clean', '-o', repaired, 'force', '-quiet']),
      against: 'repair-cli',
    },
  ];
}

/**
 * A machine may have Node read certificates of its own whenever it starts, which takes it longer than the start itself and
 * has nothing to do with either program.
 */
const { NODE_EXTRA_CA_CERTS: _, ...ENVIRONMENT } = process.env;

/** Bytes; below, no program here needs more memory than Node gives it. */
const LARGE_FILE = 2 ** 26;

async function measureCommand(
  { root, runs, file }: Job,
  { peer, step, args, done, against = 'cli' }: Command,
  folder: string,
): Promise<Measurement> {
  const row = { peer, step, against };
  if (!existsSync(args[0]!)) return failedRow(row, `${args[0]} is not installed`);
  const probeFile = join(folder, 'probe');
  const meter = probeMeter(probeFile);
  const probe = join(root, 'bench/coverage/probe.cjs');
  // V8 refuses code that was made with other flags, so the flag stands where it is needed only.
  const heap = statSync(file).size > LARGE_FILE ? ['--max-old-space-size=16000'] : [];
  const work = () => {
    const { status, stderr, error } = spawnSync(process.execPath, [...heap, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...ENVIRONMENT,
        NODE_OPTIONS: `--require ${JSON.stringify(probe)}`,
        BENCH_PROBE: probeFile,
      },
    });
    if (error) throw error;
    if (status === null || !done.includes(status)) {
      throw new Error(`ended with ${status}: ${stderr.trim().slice(-300)}`);
    }
    return {};
  };
  const measurement = await measure({ ...row, runs, work, meter, isCold: true });
  rmSync(probeFile, { force: true });
  return measurement;
}

/** Sums what the probe has written so far; the peak is that of the largest process. */
function probeMeter(probeFile: string): Meter {
  const lines = () =>
    existsSync(probeFile)
      ? readFileSync(probeFile, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as { cpuMilliseconds: number; peakMegabytes: number })
      : [];
  return {
    cpuMilliseconds: () => lines().reduce((sum, line) => sum + line.cpuMilliseconds, 0),
    peakMegabytes: () => Math.max(...lines().map((line) => line.peakMegabytes)),
  };
}
