import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** How to start the worker thread of this build. */
export interface WorkerEntry {
  url: URL;
  execArgv: string[];
}

/**
 * Finds the entry of the compute worker, or of another one. A bundle has it beside every chunk (`dist/server/
 * compute-worker.js`, listed in scripts/build.mjs); in a checkout it is TypeScript, which the
 * thread loads through tsx whatever loaded this module.
 * @param from URL of the module beside which the entry's source lies
 */
export function locateWorker(from: string = import.meta.url, name = 'compute-worker'): WorkerEntry {
  const bundled = new URL(`./${name}.js`, from);
  if (existsSync(fileURLToPath(bundled))) return { url: bundled, execArgv: [] };
  const source = new URL(`./${name}.ts`, from);
  return { url: source, execArgv: ['--import', registerTsx()] };
}

/** `--import tsx` does nothing in a thread on Node 20; calling its `register` there does. */
function registerTsx(): string {
  const api = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  return `data:text/javascript,${encodeURIComponent(`import{register}from${api};register()`)}`;
}
