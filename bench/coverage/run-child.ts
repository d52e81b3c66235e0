import { fork } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Job, Report } from './job.ts';

export const RUNNERS = [
  ...['ours', 'repair', 'json', 'commands', 'mapshaper', 'topojson', 'turf'],
  ...['postgis', 'pglite', 'check'],
] as const;
export type Runner = (typeof RUNNERS)[number];

/**
 * Bundles the runners to plain JavaScript, as the product is shipped: no loader of TypeScript takes
 * time or memory in the measured processes.
 */
export async function bundleRunners(root: string, folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: RUNNERS.map((name) => `bench/coverage/runners/${name}.ts`),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // They find files of their own beside themselves.
    external: ['@electric-sql/*', 'pg'],
    logLevel: 'warning',
  });
}

/** Old space for V8, in megabytes: no peer shall fail for want of it. */
const HEAP_MEGABYTES = 16_000;

/**
 * Runs a job in a process of its own; reports come as they are made.
 *
 * @throws Error when the process ends otherwise than well
 */
export function runChild(
  folder: string,
  runner: Runner,
  job: Job,
  onReport: (report: Report) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(join(folder, `${runner}.mjs`), {
      execArgv: ['--expose-gc', `--max-old-space-size=${HEAP_MEGABYTES}`],
      // Libraries write their progress to standard output; ours is for the table.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const stop = () => child.kill();
    process.once('exit', stop);
    child.on('message', (report: Report) => onReport(report));
    child.once('error', reject);
    // The end of the process may be told of before its last report is.
    const isDrained = new Promise<void>((done) => child.once('disconnect', done));
    child.once('exit', async (code, signal) => {
      process.off('exit', stop);
      await isDrained;
      if (code === 0) resolve();
      else reject(new Error(`the ${runner} runner ended with ${code ?? signal}`));
    });
    child.send(job);
  });
}
