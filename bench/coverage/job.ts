import type { Measurement } from './measure.ts';

/** What the parent asks of a runner, in one process of its own. */
export interface Job {
  file: string;
  runs: number;
  /** Outline of the coverage, where there is one. */
  boundary: string | null;
  /** Folder of the peers' package.json. */
  peersFolder: string;
  /** Root of the project. */
  root: string;
  /** Of a database with PostGIS for this run; the `postgis` runner needs it. */
  databaseUrl?: string;
  /** False: prepare what the check needs, measure nothing. */
  measure?: boolean;
  /** Measure repairs alone. */
  repairsOnly?: boolean;
  /** Where `postgis` leaves what it found, and where the check reads it. */
  factsFile?: string;
  /** Truth of the planted faults, and the clean twin of a dirty file, where there are any. */
  truthFile?: string | null;
  cleanFile?: string | null;
}

/** What a runner sends back. */
export type Report =
  | { kind: 'measurement'; measurement: Measurement }
  | { kind: 'input'; input: { communities: number; vertices: number } }
  | { kind: 'versions'; versions: Record<string, string> }
  | { kind: 'check'; check: unknown };

/** Body of every runner: takes the job from the parent, sends reports, ends. */
export function runJob(run: (job: Job, send: (report: Report) => void) => Promise<void>): void {
  if (!process.send) throw new Error('a runner is started by bench/coverage/main.ts, not by hand');
  process.once('message', (job: Job) => {
    const sent: Promise<void>[] = [];
    const send = (report: Report): void => {
      sent.push(deliver(report));
    };
    run(job, send)
      // A long report would be cut off.
      .then(() => Promise.all(sent))
      .catch((error: unknown) => {
        console.error(error);
        process.exitCode = 1;
      })
      .finally(() => process.disconnect());
  });
}

const deliver = (report: Report): Promise<void> =>
  new Promise((resolve, reject) => {
    process.send!(report, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });
