import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';
import { runJob } from '../job.ts';
import { loadTable } from '../load-table.ts';
import { measure } from '../measure.ts';
import { INVALID_EDGES } from '../postgis-queries.ts';

// PostGIS 3.6 in WebAssembly, for ST_CoverageInvalidEdges, which needs GEOS 3.12 or later.
runJob(async ({ file, runs }, send) => {
  const database = await PGlite.create({ extensions: { postgis } });
  await database.exec('create extension postgis');
  const { rows } = await database.query<{ postgis: string; geos: string }>(
    'select postgis_lib_version() as postgis, postgis_geos_version() as geos',
  );
  const [{ postgis: version, geos } = { postgis: '?', geos: '?' }] = rows;
  send({ kind: 'versions', versions: { 'PostGIS in PGlite': `${version}, GEOS ${geos}` } });
  await loadTable(database, file);
  const measurement = await measure({
    peer: 'PostGIS in PGlite',
    step: 'ST_CoverageInvalidEdges',
    runs,
    note: 'data loaded beforehand; finds the edges alone, neither areas nor neighbours',
    work: async () => {
      const result = await database.query<Record<string, number>>(INVALID_EDGES);
      // A swallowed exception of GEOS shows as a result without fields.
      if (result.fields.length === 0) throw new Error('an empty result without an error');
      return result.rows[0]!;
    },
  });
  send({ kind: 'measurement', measurement });
  await database.close();
});
