import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * How to run the database process: the bundle `database-child.js` beside the running program or
 * one directory above (chunks), or the TypeScript source through tsx.
 *
 * @throws Error when neither exists
 */
export function childEntry(from: string = import.meta.url): { file: string; execArgv: string[] } {
  for (const bundled of ['./database-child.js', '../database-child.js']) {
    const file = fileURLToPath(new URL(bundled, from));
    if (existsSync(file)) return { file, execArgv: [] };
  }
  const source = fileURLToPath(new URL('./database-child.ts', from));
  if (!existsSync(source)) {
    throw new Error(`database-child.js is missing beside ${fileURLToPath(from)}: build again`);
  }
  const tsx = pathToFileURL(createRequire(from).resolve('tsx')).href;
  return { file: source, execArgv: ['--import', tsx] };
}
