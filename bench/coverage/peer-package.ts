import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Imports a package from the peers' own folder. Its shape is the caller's to state. */
export async function importPeer<T>(peersFolder: string, name: string): Promise<T> {
  const { resolve } = createRequire(join(peersFolder, 'package.json'));
  const module = (await import(pathToFileURL(resolve(name)).href)) as T & { default?: T };
  return module.default ?? module;
}

export function peerVersion(peersFolder: string, name: string): string {
  const file = join(peersFolder, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
