import { readFileSync } from 'node:fs';

/** Our steps that peers are held against: see `referenceOf`. */
export type Reference = 'engine' | 'cli' | 'repair' | 'repair-written' | 'repair-cli';

/** One line of the table: what a peer took for one step on one file. */
export interface Measurement {
  peer: string;
  step: string;
  /** User and system time of the process that did the work, all its threads; median of the runs. */
  cpuMilliseconds: number | null;
  wallMilliseconds: number | null;
  /** Every timed run: [CPU, wall]. */
  runs: [cpu: number, wall: number][];
  /** Most resident memory at any time, the run-time system and what was loaded before included. */
  peakMegabytes: number | null;
  /** The same after the first pass, before others left garbage behind. */
  firstPassMegabytes?: number | null;
  /** Which of our figures this one is held against. Default `engine`. */
  against?: Reference;
  /** What came out: counts and sums, to see that the peer did the work. */
  result?: Record<string, number | string | null>;
  note?: string;
  /** Why there is no figure. */
  error?: string;
}

/** Where CPU time and memory are read from. */
export interface Meter {
  cpuMilliseconds(): number;
  peakMegabytes(): number | null;
}

/** This process. */
export const ownMeter: Meter = {
  cpuMilliseconds() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  peakMegabytes: () => peakOf('self') ?? process.resourceUsage().maxRSS / 1024,
};

/** Another process of this machine, such as a database backend. Needs Linux's /proc. */
export function meterOf(pid: number): Meter {
  return {
    cpuMilliseconds() {
      // Fields 14 and 15 in clock ticks of 10 ms; the name in brackets may hold spaces.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
    peakMegabytes: () => peakOf(pid),
  };
}

/** VmHWM; unlike ru_maxrss it does not count what the parent held before the process began. */
function peakOf(pid: number | 'self'): number | null {
  try {
    const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line === null ? null : Number(line[1]) / 1024;
  } catch {
    return null; // No /proc on this system: the caller has another source, or reports none.
  }
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

type Outcome = NonNullable<Measurement['result']>;

export interface Step {
  peer: string;
  step: string;
  runs: number;
  work: () => Outcome | Promise<Outcome>;
  meter?: Meter;
  against?: Reference;
  note?: string;
  /** Whole processes: they start cold every time. */
  isCold?: boolean;
}

/** After this long a step gets no further run; the report says how many runs there were. */
const LIMIT_MILLISECONDS = 20 * 60_000;

/**
 * Passes before the timed ones: so many, and for so long, as a compiler needs to be done with them; but not
 * beyond the limit, in milliseconds.
 */
const WARM_UP = { passes: 4, milliseconds: 3000, limit: 10_000 };

/**
 * Runs a step a few times to warm up (a just-in-time compiler is busy for the first passes), then `runs`
 * times. A step that throws is a line with its error, so that one peer's failure does not hide the others.
 */
export async function measure({
  runs,
  work,
  meter = ownMeter,
  isCold = false,
  ...row
}: Step): Promise<Measurement> {
  const taken: [number, number][] = [];
  const begun = performance.now();
  try {
    let result = await work();
    const firstPassMegabytes = meter.peakMegabytes();
    for (let pass = 1; ; pass++) {
      const taken = performance.now() - begun;
      const isWarm = pass >= WARM_UP.passes && taken >= WARM_UP.milliseconds;
      if (isWarm || isCold || taken > WARM_UP.limit) break;
      result = await work();
    }
    // Once only: a forced collection before every run makes V8 throw away the compiled code of whatever
    // is written in JavaScript, its peers' included, and what is measured is the compiler.
    globalThis.gc?.();
    do {
      const cpu = meter.cpuMilliseconds();
      const wall = performance.now();
      result = await work();
      taken.push([meter.cpuMilliseconds() - cpu, performance.now() - wall]);
    } while (taken.length < runs && performance.now() - begun < LIMIT_MILLISECONDS);
    return {
      ...row,
      cpuMilliseconds: median(taken.map(([cpu]) => cpu)),
      wallMilliseconds: median(taken.map(([, wall]) => wall)),
      runs: taken,
      peakMegabytes: meter.peakMegabytes(),
      firstPassMegabytes,
      result,
    };
  } catch (error) {
    return failedRow(row, error instanceof Error ? error.message : String(error));
  }
}

export const failedRow = (
  row: Pick<Measurement, 'peer' | 'step' | 'against' | 'note'>,
  error: string,
): Measurement => ({
  ...row,
  ...{ cpuMilliseconds: null, wallMilliseconds: null, runs: [], peakMegabytes: null },
  error,
});
