import type { Measurement } from './measure.ts';

type Step = Pick<Measurement, 'peer' | 'step'>;

/** What an edit is held against: the full audit without reading. */
export const IN_MEMORY: Step = {
  peer: 'ours, in memory',
  step: 'typed arrays to findings, borders counted',
};

export const INCREMENTAL: Step = {
  peer: 'ours, incremental',
  step: 'one border moved, findings of the whole',
};

/** How many times the CPU time of an edit the full audit of the same run takes; null without both. */
export function incrementalRatio(measurements: readonly Measurement[]): number | null {
  const cpuOf = ({ peer, step }: Step): number | null =>
    measurements.find((one) => one.peer === peer && one.step === step)?.cpuMilliseconds ?? null;
  const [full, edit] = [cpuOf(IN_MEMORY), cpuOf(INCREMENTAL)];
  return full === null || edit === null || edit === 0 ? null : full / edit;
}
