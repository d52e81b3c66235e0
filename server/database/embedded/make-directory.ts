import { accessSync, constants, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a directory that this program can use, with the parents that it lacks. Not `mkdir` with
 * `recursive`: Node 20 and 22 never come back from it below a folder that exists but takes no entries,
 * such as `/proc/x`.
 *
 * @param path absolute
 * @throws NodeJS errors: ENOTDIR where a file is in the way, EACCES where it cannot be read or written,
 * and whatever `mkdir` says
 */
export function makeDirectory(path: string): void {
  const missing: string[] = [];
  let existing = path;
  while (!isThere(existing)) {
    missing.unshift(existing);
    const parent = dirname(existing);
    if (parent === existing) break;
    existing = parent;
  }
  if (missing.length > 0) assertDirectory(existing, constants.W_OK | constants.X_OK);
  for (const step of missing) makeOne(step);
  assertDirectory(path, constants.R_OK | constants.W_OK | constants.X_OK);
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function assertDirectory(path: string, rights: number): void {
  if (!statSync(path).isDirectory()) {
    throw Object.assign(new Error(`${path} is not a directory`), { code: 'ENOTDIR' });
  }
  accessSync(path, rights);
}

function makeOne(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another program may have made it this instant.
    const isMade = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!isMade || !isThere(path)) throw error;
  }
}
