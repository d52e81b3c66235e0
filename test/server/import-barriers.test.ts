import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../server/app.ts';
import type { Database } from '../../server/database/open-database.ts';
import type { App } from '../../server/routes/context.ts';
import { toBarrierDocument } from '../../server/services/import/barrier-document.ts';
import { loadTagTable } from '../../server/services/import/load-tag-table.ts';
import { runMain } from '../cli/run-main.ts';
import { openSharedEmbedded } from '../helpers/databases.ts';
import { at } from '../helpers/squares.ts';
import { asOverpassBody, TOWN } from './formats/osm/small-town.ts';
import { writePbf } from './formats/osm/write-pbf.ts';
import { testConfig } from './helpers/service.ts';
import { freshCode, squareTown } from './helpers/town.ts';

const table = loadTagTable();
const directory = mkdtempSync(join(tmpdir(), 'sizhi-barriers-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const put = (name: string, content: unknown): string => {
  const path = join(directory, name);
  writeFileSync(path, content instanceof Uint8Array ? content : JSON.stringify(content));
  return path;
};

const line = (properties: object, ...points: [number, number][]) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'LineString', coordinates: points.map(([east, north]) => at(east, north)) },
});

describe('toBarrierDocument', () => {
  const bytes = (document: unknown) => new TextEncoder().encode(JSON.stringify(document));

  test('GeoJSON with our classes stays as it is, faults and all: the import tells their places', () => {
    const document = {
      type: 'FeatureCollection',
      features: [
        line({ class: '主干路', remark: 1 }, [0, 0], [9, 9]),
        line({ class: 'oops' }, [0, 0], [9, 9]),
      ],
    };
    expect(toBarrierDocument(bytes(document), table, [])).toEqual({
      ok: true,
      value: { document, notes: [] },
    });
  });

  test('GeoJSON with tags is converted, and what is unknown is told with counts', () => {
    const document = {
      type: 'FeatureCollection',
      features: [
        line({ highway: 'primary', name: '大街', oneway: 'yes' }, [0, 0], [9, 9]),
        line({ highway: 'magic' }, [0, 0], [9, 9]),
      ],
    };
    const read = toBarrierDocument(bytes(document), table, []);
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    expect(read.value.document).toMatchObject({
      features: [
        { properties: { class: 'arterial', name: '大街', oneway: true, kind: 'highway=primary' } },
      ],
    });
    expect(read.value.notes.map(({ en }) => en)).toEqual([
      '1 feature of unknown class left out: highway=magic 1',
    ]);
  });

  test('waters become their shores, and what is far from the import is left out', () => {
    const around = { type: 'Point', coordinates: [116.003, 40.007] };
    const near = toBarrierDocument(writePbf(TOWN), table, [around]);
    const far = toBarrierDocument(writePbf(TOWN), table, [
      { type: 'Point', coordinates: [10, 40] },
    ]);
    if (!near.ok || !far.ok) throw new Error('not read');
    const { features } = near.value.document as {
      features: { id: string; geometry: object; properties: object }[];
    };
    const lake = features.find(({ id }) => id === 'relation/401');
    expect(lake).toMatchObject({
      properties: { class: 'river', name: '未名湖', area: true },
      geometry: { type: 'MultiLineString' },
    });
    expect(far.value.document).toEqual({ type: 'FeatureCollection', features: [] });
    expect(far.value.notes.at(-1)?.en).toBe(
      `${features.length} barriers far from the communities were left out`,
    );
  });

  test('a damaged file is a problem', () => {
    const whole = writePbf(TOWN);
    expect(toBarrierDocument(whole.subarray(0, whole.length - 5), table, [])).toMatchObject({
      ok: false,
      error: [{ code: 'truncated-file' }],
    });
  });
});

describe('sizhi import --barriers', () => {
  let app: App;
  let database: Database;
  let server: string;
  beforeAll(async () => {
    database = await openSharedEmbedded();
    app = await buildApp({ config: testConfig(), database });
    server = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  // A town around the hamlet of the extracts.
  const moved = (code: string) => {
    const text = JSON.stringify(squareTown(code));
    const [lon, lat] = [116 - 120, 40 - 30];
    return JSON.parse(text, (_, value) =>
      Array.isArray(value) && typeof value[0] === 'number'
        ? [value[0] + lon, value[1] + lat]
        : value,
    ) as ReturnType<typeof squareTown>;
  };

  test.each([
    ['osm.pbf', writePbf(TOWN)],
    ['overpass.json', asOverpassBody(TOWN)],
  ])('%s: classes, names and attributes reach the register', async (name, content) => {
    const code = freshCode();
    const town = moved(code);
    const outcome = await runMain([
      'import',
      ...['--communities', put('communities.geojson', town.communities)],
      ...['--jurisdiction', put('town.geojson', town.jurisdiction)],
      ...['--barriers', put(name, content), '--server', server],
    ]);
    expect(outcome).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/barriers: \d\d created/),
    });
    expect(outcome.stderr).toContain('1 feature of unknown class left out: highway=corridoor 1');
    const items = await app.inject(`/collections/barriers/items?jurisdiction=${code}&limit=1000`);
    const { features } = items.json<{ features: { properties: Record<string, unknown> }[] }>();
    const of = (id: string) =>
      features.find(({ properties }) => properties.code === id)?.properties;
    expect(of('way/101')).toMatchObject({
      class: 'expressway',
      name: '北四环',
      nameEn: 'North 4th Ring',
      oneway: true,
    });
    expect(of('way/104')).toMatchObject({
      layer: 1,
      structure: 'bridge',
      kind: 'highway=secondary',
    });
    expect(of('relation/401')).toMatchObject({ class: 'river', area: true });
  });

  test('a file that cannot be read sends nothing', async () => {
    const code = freshCode();
    const town = moved(code);
    const outcome = await runMain([
      'import',
      ...['--communities', put('c.geojson', town.communities), '--code', code],
      ...['--barriers', put('cut.osm.pbf', writePbf(TOWN).subarray(0, 300)), '--server', server],
    ]);
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain('the file is cut off');
  });
});
