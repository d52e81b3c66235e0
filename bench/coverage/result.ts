import { cpus, loadavg, totalmem } from 'node:os';
import type { CheckReport } from './check/judge-check.ts';
import type { Input } from './inputs.ts';
import type { Measurement } from './measure.ts';

export interface Machine {
  processor: string;
  cores: number;
  memoryGigabytes: number;
  platform: string;
  /** Processes that wanted a core when the run began: above 0, wall times are not to be trusted. */
  load: number;
}

/** Everything about one input. */
export interface InputResult {
  input: Pick<Input, 'name' | 'bytes' | 'sha256'> & { communities: number; vertices: number };
  measurements: Measurement[];
  check: CheckReport | null;
}

/** One run of the benchmark, as it is written to the JSON report. */
export interface BenchResult {
  at: string;
  runs: number;
  machine: Machine;
  versions: Record<string, string>;
  inputs: InputResult[];
  /** Peers that were asked for and could not be measured, and why. */
  missing: { peer: string; reason: string }[];
}

export const describeMachine = (): Machine => ({
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  platform: `${process.platform} ${process.arch}`,
  load: Math.round(loadavg()[0]! * 10) / 10,
});

/** What a measurement is held against: our engine in a warm process, or our command. */
export function referenceOf(
  { against = 'engine' }: Measurement,
  measurements: readonly Measurement[],
): Measurement | null {
  const isOurs = ({ peer, against: of = 'engine' }: Measurement): boolean =>
    (against === 'engine' ? peer === 'ours' : peer.startsWith('ours')) && of === against;
  return measurements.find(isOurs) ?? null;
}

/** How many times ours a figure is; null where either is missing. */
export function ratio(
  figure: 'cpuMilliseconds' | 'wallMilliseconds' | 'peakMegabytes',
  measurement: Measurement,
  measurements: readonly Measurement[],
): number | null {
  const ours = referenceOf(measurement, measurements)?.[figure];
  const theirs = measurement[figure];
  return ours == null || theirs === null || ours === 0 ? null : theirs / ours;
}
