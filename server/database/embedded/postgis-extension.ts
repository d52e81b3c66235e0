import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Extension } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';
import { packageVersion } from './template-file.ts';

/**
 * PostGIS for PGlite: without raster and topology where the build has left those out
 * (scripts/postgis-bundle.mjs), which spares each start a second and 350 MB; else all that the package has,
 * as when the database process runs from the sources.
 *
 * @param from URL of the module beside which the build has put its archive
 */
export function postgisExtension(from: string = import.meta.url): Extension {
  const name = `./postgis-${packageVersion('@electric-sql/pglite-postgis')}.tar.gz`;
  const bundlePath = new URL(name, from);
  if (!existsSync(fileURLToPath(bundlePath))) return postgis;
  return {
    ...postgis,
    setup: async (database, options) => ({
      ...(await postgis.setup(database, options)),
      bundlePath,
    }),
  };
}
