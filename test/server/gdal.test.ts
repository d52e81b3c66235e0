import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { COLLECTION_IDS, type CollectionId } from '#contract/collections.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { box } from '../helpers/squares.ts';
import { insertFindings } from './helpers/findings.ts';
import { line, point } from './helpers/material.ts';
import { post, serviceOn } from './helpers/service.ts';
import { collection, feature, freshCode, squareTown } from './helpers/town.ts';

const execute = promisify(execFile);
const run = async (program: string, args: string[]): Promise<string> =>
  (await execute(program, args, { maxBuffer: 64 * 1024 * 1024 })).stdout;

const hasGdal = spawnSync('ogrinfo', ['--version']).status === 0;
if (!hasGdal) {
  console.error('\n!!! NOT TESTED with GDAL: install gdal-bin (npm run setup:debian)\n');
  if (process.env.CI) throw new Error('CI needs gdal-bin');
}

/** Geometry types as ogrinfo names them. It goes by the first page, where findings of other suites may have no place. */
const GEOMETRY: Partial<Record<CollectionId, RegExp>> = {
  barriers: /Geometry: Multi Line String/,
  facilities: /Geometry: Point/,
  findings: /Geometry: (Point|Unknown \(any\))/,
};

describeOnEachDatabase('GDAL', (database) => {
  const app = serviceOn(database);
  const code = freshCode();
  const directory = mkdtempSync(join(tmpdir(), 'sizhi-gdal-'));
  let source = '';

  beforeAll(async () => {
    const estates = [feature({ code: 'E1', name: '金色家园' }, [box(0, 0, 50, 50)])];
    const units = Array.from({ length: 12 }, (_, i) =>
      feature({ code: `U${i}`, community: 'A1', households: i * 10 }, [
        box(i * 10, 0, i * 10 + 10, 10),
      ]),
    );
    const town = {
      ...squareTown(code, 4, 3),
      units: collection(...units),
      estates: collection(...estates),
      barriers: collection(line({ code: 'R1', class: 'river', name: '清河' }, [0, 0], [400, 0])),
      facilities: collection(point({ code: 'F1', kind: 'service-centre', name: '中心' }, 10, 10)),
    };
    expect((await post(app(), '/imports', town)).statusCode).toBe(201);
    await insertFindings(database().knex, code, [
      {
        id: 'overlap-0123456789ab',
        severity: 'error',
        communities: ['A1'],
        areaSquareMetres: 12.5,
        location: [120.0005, 30.0005],
      },
    ]);
    source = `OAPIF:${await app().listen({ host: '127.0.0.1', port: 0 })}`;
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** Of all suites that share the database, this one's own. */
  const ownOf = (id: CollectionId) => ({
    where: id === 'jurisdictions' ? `code = '${code}'` : `jurisdiction = '${code}'`,
    count: { communities: 12, units: 12 }[id as string] ?? 1,
  });

  it.skipIf(!hasGdal)('lists every collection', async () => {
    const listed = await run('ogrinfo', ['-ro', source]);
    const layers = [...listed.matchAll(/^\d+: (\w+)/gm)].map(([, name]) => name);
    expect(layers).toEqual([...COLLECTION_IDS]);
  });

  it.skipIf(!hasGdal).each(COLLECTION_IDS)(
    'counts %s, reads it over several pages, and copies it to GeoPackage',
    async (id) => {
      const { where, count } = ownOf(id);
      const paged = ['-where', where, '-oo', 'PAGE_SIZE=5'];
      const summary = await run('ogrinfo', ['-ro', '-so', ...paged, source, id]);
      expect(summary).toContain(`Feature Count: ${count}`);
      expect(summary).toContain('WGS 84');
      const features = await run('ogrinfo', ['-ro', '-q', ...paged, source, id]);
      expect(features.match(/^OGRFeature/gm) ?? []).toHaveLength(count);

      const file = join(directory, `${id}.gpkg`);
      await run('ogr2ogr', ['-f', 'GPKG', ...paged, file, source, id]);
      const copy = await run('ogrinfo', ['-so', file, id]);
      expect(copy).toContain(`Feature Count: ${count}`);
      expect(copy).toMatch(GEOMETRY[id] ?? /Geometry: Multi Polygon/);
    },
    120_000,
  );

  it.skipIf(!hasGdal)('filters on the server by property and box', async () => {
    const where = async (id: string, ...filter: string[]) => {
      const text = await run('ogrinfo', ['-ro', '-q', ...filter, source, id]);
      return { text, count: (text.match(/^OGRFeature/gm) ?? []).length };
    };
    const own = await where('communities', '-where', `jurisdiction = '${code}'`);
    expect(own.count).toBe(12);
    expect(own.text).toContain('MULTIPOLYGON (((');
    expect(own.text).toMatch(/name \(String\) = D3社区/);
    const named = `jurisdiction = '${code}' AND name = 'B2社区'`;
    expect((await where('communities', '-where', named)).count).toBe(1);
    const few = `jurisdiction = '${code}' AND households = 50`;
    expect((await where('units', '-where', few)).count).toBe(1);
    const more = `jurisdiction = '${code}' AND households > 50`;
    expect((await where('units', '-where', more)).count).toBe(6);
    const inBox = ['-spat', '120.00041', '30.00041', '120.00042', '30.00042'];
    const found = await where('communities', '-where', `jurisdiction = '${code}'`, ...inBox);
    expect(found.count).toBe(1);
    expect(found.text).toMatch(/code \(String\) = A1/);
  });

  it.skipIf(!hasGdal)(
    'understands the definition of the API, and leaves filters to the server',
    async () => {
      const filter = ['-ro', '-q', '-where', `jurisdiction = '${code}'`, source, 'communities'];
      const { stderr } = await execute('ogrinfo', filter, {
        env: { ...process.env, CPL_DEBUG: 'ON' },
      });
      expect(stderr).toContain(`jurisdiction=${code}`);
      expect(stderr).not.toMatch(/client side|ERROR/);
    },
  );

  it.skipIf(!hasGdal)('copies several at once, into metres', async () => {
    const file = join(directory, 'metres.gpkg');
    const own = ['-where', `jurisdiction = '${code}'`, '-t_srs', 'EPSG:4549'];
    await run('ogr2ogr', ['-f', 'GPKG', ...own, file, source, 'units', 'estates', 'barriers']);
    const copy = await run('ogrinfo', ['-so', '-al', file]);
    expect([...copy.matchAll(/^Layer name: (\w+)/gm)].map(([, name]) => name)).toEqual([
      ...['units', 'estates', 'barriers'],
    ]);
    expect(copy).toContain('CGCS2000 / 3-degree Gauss-Kruger CM 120E');
    // Easting before northing in the file; the estate begins on the central meridian.
    expect(copy).toMatch(/Extent: \(500000\.0+, 3320113\.\d+\)/);
  });
});
