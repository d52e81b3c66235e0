import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { planTown } from './helpers/plans.ts';
import { type Answer, expectProblem, serviceOn } from './helpers/service.ts';
import { freshCode } from './helpers/town.ts';

const execute = promisify(execFile);
const run = async (program: string, args: string[]): Promise<string> =>
  (await execute(program, args, { maxBuffer: 64 * 1024 * 1024 })).stdout;

const hasGdal = spawnSync('ogrinfo', ['--version']).status === 0;
if (!hasGdal) {
  console.error('\n!!! NOT TESTED with GDAL: install gdal-bin (npm run setup:debian)\n');
  if (process.env.CI) throw new Error('CI needs gdal-bin');
}

const good = <T>(answer: Answer, status = 200): T => {
  expect(answer.statusCode, answer.body.slice(0, 2000)).toBe(status);
  return answer.json<T>();
};

interface Page {
  features: {
    id: string;
    properties: Record<string, unknown>;
    geometry: { type: string; coordinates: number[][][][] };
  }[];
  links: { rel: string; href: string }[];
  numberMatched: number;
  numberReturned: number;
}

describeOnEachDatabase('communities of a plan as a collection', (database) => {
  const app = serviceOn(database);
  const begun = async () => {
    const at = await planTown(app(), freshCode(), 3, 2, { policy: 'generic' });
    const plan = await at.begin('分镇方案');
    const merge = { communities: ['A1', 'B1'], into: 'A1', name: '合并' };
    const draw = { id: 'N"1', name: '新', geometry: { type: 'Polygon', coordinates: [corner] } };
    good(
      await at.operate(plan, 1, [
        { operation: 'merge', parameters: merge },
        { operation: 'draw-community', parameters: draw },
      ]),
    );
    return { ...at, plan, items: `/plans/${plan}/collections/communities/items` };
  };
  const corner = [
    ...[[120, 30] as number[], [120.0002, 30], [120.0002, 30.0002], [120, 30.0002]],
    [120, 30],
  ];

  it('come in pages, filtered by property and box, in a reference system', {
    timeout: 120_000,
  }, async () => {
    const { send, items } = await begun();
    const all = good<Page>(await send('GET', items));
    expect(all).toMatchObject({ numberMatched: 6, numberReturned: 6 });
    const change = Object.fromEntries(
      all.features.map(({ id, properties }) => [id, properties.planChange]),
    );
    expect(change).toEqual({
      ...{ A1: 'changed', A2: null, B2: null, C1: null, C2: null, 'N"1': 'created' },
    });
    expect(new Set(all.features.map(({ geometry }) => geometry.type))).toEqual(
      new Set(['MultiPolygon']),
    );
    const codes: string[] = [];
    let next: string | undefined = `${items}?limit=2`;
    while (next !== undefined) {
      const page: Page = good<Page>(await send('GET', next));
      codes.push(...page.features.map(({ id }) => id));
      const href = page.links.find(({ rel }) => rel === 'next')?.href;
      next = href === undefined ? undefined : href.replace(/^https?:\/\/[^/]+/, '');
    }
    expect(codes).toEqual(['A1', 'A2', 'B2', 'C1', 'C2', 'N"1']);
    const count = async (query: string) =>
      good<Page>(await send('GET', `${items}?${query}`)).numberMatched;
    expect(await count('name=合并')).toBe(1);
    expect(await count('households=2000/2000')).toBe(4);
    expect(await count('bbox=120.00001,30.00001,120.00002,30.00002')).toBe(1);
    expect(await count('datetime=1999-01-01')).toBe(6);
    const crs = encodeURIComponent('http://www.opengis.net/def/crs/EPSG/0/4490');
    const turned = await send('GET', `${items}?crs=${crs}&limit=1`);
    expect(turned.headers['content-crs']).toContain('4490');
    expect(good<Page>(turned).features[0]!.geometry.coordinates[0]![0]![0]![0]).toBeCloseTo(30, 1);
    const one = await send('GET', `${items}/${encodeURIComponent('N"1')}`);
    expect(good<{ id: string }>(one).id).toBe('N"1');
    expectProblem(await send('GET', `${items}/B1`), 404, 'not-found');
    expectProblem(await send('GET', `${items}/%00`), 404, 'not-found');
    for (const query of [
      'cursor=%20',
      'limit=0',
      'bbox=1,2,x',
      'colour=red',
      'crs=x',
      'name=%00',
    ]) {
      expectProblem(await send('GET', `${items}?${query}`), 400, 'invalid-parameter');
    }
    const none = '/plans/00000000-0000-4000-8000-000000000000/collections';
    for (const path of ['', '/communities', '/communities/items', '/communities/items/A1']) {
      expectProblem(await send('GET', none + path), 404, 'not-found');
    }
  });

  it.skipIf(!hasGdal)(
    'are read by GDAL from the address of the plan, and copied to GeoPackage',
    async () => {
      const { plan } = await begun();
      const origin = await app().listen({ host: '127.0.0.1', port: 0 });
      const source = `OAPIF:${origin}/plans/${plan}`;
      expect(await run('ogrinfo', ['-ro', source])).toMatch(/^1: communities/m);
      const paged = ['-oo', 'PAGE_SIZE=2'];
      const summary = await run('ogrinfo', ['-ro', '-so', ...paged, source, 'communities']);
      expect(summary).toContain('Feature Count: 6');
      const named = ['-where', "name = '合并'"];
      const one = await run('ogrinfo', ['-ro', '-q', ...named, source, 'communities']);
      expect(one.match(/^OGRFeature/gm)).toHaveLength(1);
      const directory = mkdtempSync(join(tmpdir(), 'sizhi-plan-gdal-'));
      try {
        const file = join(directory, 'plan.gpkg');
        await run('ogr2ogr', ['-f', 'GPKG', ...paged, file, source, 'communities']);
        const copy = await run('ogrinfo', ['-so', file, 'communities']);
        expect(copy).toContain('Feature Count: 6');
        expect(copy).toContain('Geometry: Multi Polygon');
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    },
    120_000,
  );
});
