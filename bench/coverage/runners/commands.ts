import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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
    for (const command of commandsFor(job, folder)) {
      send({ kind: 'measurement', measurement: await measureCommand(job, command, folder) });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function commandsFor({ root, file, peersFolder }: Job, folder: string): Command[] {
  const mapshaper = (step: string, args: string[]): Command => ({
    peer: 'mapshaper command',
    step,
    args: [join(peersFolder, 'node_modules/mapshaper/bin/mapshaper'), '-i', file, ...args],
    done: [0],
  });
  const out = join(folder, 'findings.json');
  const repaired = join(folder, 'repaired.geojson');
  return [
    {
      peer: 'ours, command',
      step: 'sizhi audit --format json',
      args: [join(root, 'bin/sizhi.mjs'), 'audit', file, '--format', 'json', '--out', out],
      done: [0, 1],
    },
    mapshaper('-mosaic', ['-mosaic', 'calc=n = count()', '-quiet']),
    mapshaper('-check-geometry', ['-check-geometry', '-quiet']),
    {
      peer: 'ours, command',
      step: 'sizhi repair',
      args: [join(root, 'bin/sizhi.mjs'), 'repair', file, ...REPAIR_ARGUMENTS, '--out', repaired],
      done: [0, 1],
      against: 'repair-cli',
    },
    {
      ...mapshaper('-clean -o', ['-clean', '-o', repaired, 'force', '-quiet']),
      against: 'repair-cli',
    },
  ];
}

async function measureCommand(
  { root, runs }: Job,
  { peer, step, args, done, against = 'cli' }: Command,
  folder: string,
): Promise<Measurement> {
  const row = { peer, step, against };
  if (!existsSync(args[0]!)) return failedRow(row, `${args[0]} is not installed`);
  const probeFile = join(folder, 'probe');
  const meter = probeMeter(probeFile);
  const probe = pathToFileURL(join(root, 'bench/coverage/probe.mjs')).href;
  const work = () => {
    const { status, stderr, error } = spawnSync(
      process.execPath,
      ['--max-old-space-size=16000', ...args],
      {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, NODE_OPTIONS: `--import ${probe}`, BENCH_PROBE: probeFile },
      },
    );
    if (error) throw error;
    if (status === null || !done.includes(status)) {
      throw new Error(`ended with ${status}: ${stderr.trim().slice(-300)}`);
    }
    return {};
  };
  const measurement = await measure({ ...row, runs, work, meter });
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
