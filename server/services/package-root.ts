import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The directory of this package, found from wherever this module ended up: `server/services/` in a
 * checkout, `dist/server/` in a bundle. The data files and the built page lie below it.
 */
export function packageRoot(from: string = import.meta.url): string {
  let directory = dirname(fileURLToPath(from));
  while (!existsSync(join(directory, 'package.json'))) {
    const parent = dirname(directory);
    if (parent === directory) throw new Error('no package.json above the running program');
    directory = parent;
  }
  return directory;
}
