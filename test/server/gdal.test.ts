import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { post, serviceOn } from './helpers/service.ts';
import { freshCode, squareTown } from './helpers/town.ts';

const run = promisify(execFile);
const hasGdal = spawnSync('ogrinfo', ['--version']).status === 0;
if (!hasGdal) {
  console.error('\n!!! NOT TESTED with GDAL: install gdal-bin (npm run setup:debian)\n');
  if (process.env.CI) throw new Error('CI needs gdal-bin');
}

describeOnEachDatabase('GDAL', (database) => {
  const app = serviceOn(database);

  it.skipIf(!hasGdal)(
    'reads the collections through its OAPIF driver',
    async () => {
      const code = freshCode();
      expect((await post(app(), '/imports', squareTown(code, 4, 3))).statusCode).toBe(201);
      const origin = await app().listen({ host: '127.0.0.1', port: 0 });
      const layers = await run('ogrinfo', ['-ro', `OAPIF:${origin}`]);
      for (const layer of ['jurisdictions', 'communities', 'units', 'facilities']) {
        expect(layers.stdout).toContain(`: ${layer} (`);
      }
      const filtered = ['-where', `jurisdiction = '${code}'`];
      const features = await run(
        'ogrinfo',
        ['-ro', '-q', ...filtered, `OAPIF:${origin}`, 'communities'],
        { maxBuffer: 64 * 1024 * 1024 },
      );
      expect(features.stdout.match(/^OGRFeature/gm)).toHaveLength(12);
      expect(features.stdout).toContain('MULTIPOLYGON (((');
      expect(features.stdout).toMatch(/name \(String\) = D3社区/);
    },
    120_000,
  );
});
