import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { Value } from 'typebox/value';
import { beforeAll, describe, expect, it } from 'vitest';
import { COLLECTION_IDS } from '#contract/collections.ts';
import { TILE_MEDIA_TYPE, TileJsonSchema } from '#contract/tiles.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { at, box } from '../helpers/squares.ts';
import { insertFindings } from './helpers/findings.ts';
import { type Answer, expectProblem, post, serviceOn } from './helpers/service.ts';
import { collection, feature, freshCode, squareTown } from './helpers/town.ts';

const EXTENT = 4096;

/** The tile that a place lies in. */
function tileAt(lon: number, lat: number, z: number): { z: number; x: number; y: number } {
  const radians = (lat * Math.PI) / 180;
  const y = (1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2;
  return { z, x: Math.floor(((lon + 180) / 360) * 2 ** z), y: Math.floor(y * 2 ** z) };
}

const decode = (answer: Answer & { rawPayload: Buffer }): VectorTile =>
  new VectorTile(new PbfReader(answer.rawPayload));

describeOnEachDatabase('vector tiles', (database) => {
  const app = serviceOn(database);
  const code = freshCode();
  const path = (id: string, { z, x, y }: ReturnType<typeof tileAt>, query = '') =>
    `/tiles/${id}/${z}/${x}/${y}.mvt?jurisdiction=${code}${query}`;
  const get = async (url: string, headers: Record<string, string> = {}) => {
    const answer = await app().inject({ url, headers });
    expect(answer.statusCode, answer.body.slice(0, 500)).toBe(200);
    return answer;
  };

  beforeAll(async () => {
    const first = await post(app(), '/imports', {
      ...squareTown(code, 3, 3),
      effective: '2023-01-01',
      units: collection(
        feature({ code: 'U1', community: 'A1', households: 7 }, [
          box(0, 0, 90, 90),
          [...box(20, 20, 40, 40)].reverse(),
        ]),
        feature({ code: 'U2', households: 1.5 }, [box(200, 200, 200.2, 200.2)]),
      ),
      estates: collection(feature({ code: 'E1', name: '金色家园' }, [box(0, 0, 50, 50)])),
      barriers: collection({
        type: 'Feature',
        geometry: {
          type: 'LineString',
          coordinates: [
            [119.9, 30.0005],
            [120.1, 30.0005],
          ],
        },
        properties: { code: 'R1', class: 'river', name: '余杭塘河', extra: { nested: true } },
      }),
      facilities: collection({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [120.0001, 30.0001] },
        properties: { code: 'F1', kind: 'service-centre', name: '中心', spaceSquareMetres: 800.5 },
      }),
    });
    expect(first.statusCode).toBe(201);
    await insertFindings(database().knex, code, [
      {
        id: 'gap-0123456789ab',
        severity: 'error',
        communities: ['A1'],
        areaSquareMetres: 3,
        location: [120.0001, 30.0001],
      },
    ]);
  });

  it('holds the features with what they are styled by, in their place', async () => {
    const answer = await get(path('communities', tileAt(120.001, 30.001, 14)));
    expect(answer.headers['content-type']).toBe(TILE_MEDIA_TYPE);
    const { layers } = decode(answer);
    expect(Object.keys(layers)).toEqual(['communities']);
    const layer = layers.communities!;
    expect(layer.extent).toBe(EXTENT);
    expect(layer.length).toBe(9);
    const ids = new Set<number | undefined>();
    for (let i = 0; i < layer.length; i++) {
      const one = layer.feature(i);
      ids.add(one.id);
      expect(one.type).toBe(3);
      const { z, x, y } = tileAt(120.001, 30.001, 14);
      const { geometry, properties } = one.toGeoJSON(x, y, z);
      const item = await app().inject(`/collections/communities/items/${properties!.id}`);
      const stored = item.json<{
        geometry: { coordinates: number[][][][] };
        properties: Record<string, unknown>;
      }>();
      expect(stored.properties).toMatchObject({
        code: properties!.code,
        name: properties!.name,
        kind: 'urban',
        jurisdiction: code,
        households: properties!.households,
      });
      // A unit of the grid is 0.6 m at this zoom, and simplification moves a vertex by one.
      const corners = stored.geometry.coordinates[0]![0]!;
      for (const [lon, lat] of (geometry as { coordinates: number[][][] }).coordinates[0]!) {
        const nearest = Math.min(...corners.map(([a, b]) => Math.hypot(a! - lon!, b! - lat!)));
        expect(nearest).toBeLessThan(1e-5);
      }
    }
    expect(ids.size).toBe(9);
    expect(ids).not.toContain(undefined);
  });

  it('keeps holes, and gives every ring the turn that renderers ask for', async () => {
    const tile = decode(await get(path('units', tileAt(120.0005, 30.0005, 16))));
    const layer = tile.layers.units!;
    const found = Array.from({ length: layer.length }, (_, i) => layer.feature(i));
    const unit = found.find(({ properties }) => properties.code === 'U1')!;
    expect(unit.properties).toMatchObject({ community: 'A1', households: 7 });
    expect(unit.properties).toMatchObject({ householdsEstimated: false });
    const rings = unit.loadGeometry();
    const areas = rings.map((ring) => {
      let sum = 0;
      for (let i = 0; i + 1 < ring.length; i++) {
        sum += ring[i]!.x * ring[i + 1]!.y - ring[i + 1]!.x * ring[i]!.y;
      }
      return sum;
    });
    expect(areas).toHaveLength(2);
    expect(areas[0]).toBeGreaterThan(0);
    expect(areas[1]).toBeLessThan(0);
  });

  it('clips lines a little beyond the edge, and knows nothing of nested attributes', async () => {
    const tile = decode(await get(path('barriers', tileAt(120.0005, 30.0005, 15))));
    const river = tile.layers.barriers!.feature(0);
    expect(river.type).toBe(2);
    expect(river.properties).toMatchObject({ class: 'river', name: '余杭塘河' });
    expect(river.properties).not.toHaveProperty('extra');
    const xs = river.loadGeometry().flatMap((line) => line.map(({ x }) => x));
    expect(Math.min(...xs)).toBe(-64);
    expect(Math.max(...xs)).toBe(EXTENT + 64);
  });

  it('has points where they are', async () => {
    const { z, x, y } = tileAt(120.0001, 30.0001, 16);
    const tile = decode(await get(path('facilities', { z, x, y })));
    const { geometry } = tile.layers.facilities!.feature(0).toGeoJSON(x, y, z);
    const [lon, lat] = (geometry as { coordinates: number[] }).coordinates;
    expect(lon).toBeCloseTo(120.0001, 5);
    expect(lat).toBeCloseTo(30.0001, 5);
  });

  it('leaves out what is too small to be seen, rather than drawing spikes', async () => {
    const [lon, lat] = at(200.1, 200.1);
    const codes = async (z: number) => {
      const { layers } = decode(await get(path('units', tileAt(lon!, lat!, z))));
      const layer = layers.units;
      if (layer === undefined) return [];
      return Array.from({ length: layer.length }, (_, i) => layer.feature(i).properties.code);
    };
    expect((await codes(20)).sort()).toContain('U2');
    expect(await codes(14)).toEqual(['U1']);
    expect(await codes(3)).toEqual([]);
  });

  it('is empty, and no error, where nothing is', async () => {
    const answer = await get(path('communities', tileAt(-60, -30, 12)));
    expect(answer.rawPayload).toHaveLength(0);
    expect(answer.headers['content-type']).toBe(TILE_MEDIA_TYPE);
    const { layers } = decode(answer);
    expect(layers).toEqual({});
  });

  it('meets its neighbour without a gap at every zoom', async () => {
    // A2 and B2 share a border; in each tile the corners of one are corners of the other.
    for (const z of [12, 14, 16, 18]) {
      const { layers } = decode(await get(path('communities', tileAt(120.001, 30.0015, z))));
      const layer = layers.communities!;
      const found = Array.from({ length: layer.length }, (_, i) => layer.feature(i));
      const xs = (wanted: string) =>
        found
          .filter(({ properties }) => properties.code === wanted)
          .flatMap((one) => one.loadGeometry().flat())
          .map((point) => point.x);
      if (xs('A2').length === 0 || xs('B2').length === 0) continue;
      expect(Math.abs(Math.max(...xs('A2')) - Math.min(...xs('B2')))).toBeLessThanOrEqual(1);
    }
  });

  it('shows the register as it was in law on a day', async () => {
    const tile = tileAt(120.001, 30.001, 14);
    expect((await get(path('communities', tile, '&datetime=2022-06-01'))).rawPayload).toHaveLength(
      0,
    );
    const { layers } = decode(
      await get(path('communities', tile, '&datetime=2023-06-01&name=A1社区')),
    );
    expect(layers.communities!.length).toBe(1);
  });

  it.each(COLLECTION_IDS)('describes %s by a TileJSON whose tiles are there', async (id) => {
    const answer = await get(
      id === 'jurisdictions' ? `/tiles/${id}?code=${code}` : `/tiles/${id}?jurisdiction=${code}`,
    );
    const body = answer.json<{ tiles: string[]; vector_layers: { id: string }[] }>();
    expect([...Value.Errors(TileJsonSchema, body)]).toEqual([]);
    expect(body.vector_layers.map((layer) => layer.id)).toEqual([id]);
    const { z, x, y } = tileAt(120.0001, 30.0001, 14);
    const template = body.tiles[0]!.replace(/^https?:\/\/[^/]+/, '');
    const url = template.replace('{z}/{x}/{y}', `${z}/${x}/${y}`);
    const tile = await get(url);
    expect(Object.keys(decode(tile).layers)).toEqual([id]);
    // Its revision is in the address: it may be kept.
    expect(tile.headers['cache-control']).toContain('immutable');
  });

  describe('revisions', () => {
    it('answer 304 until something is written, and then a tile with another', async () => {
      const own = freshCode();
      const town = squareTown(own, 2, 2);
      await post(app(), '/imports', town);
      const { z, x, y } = tileAt(120.0005, 30.0005, 14);
      const url = `/tiles/communities/${z}/${x}/${y}.mvt?jurisdiction=${own}`;
      const first = await get(url);
      const etag = String(first.headers.etag);
      expect(first.headers['cache-control']).toBe('no-cache');
      const again = await app().inject({ url, headers: { 'if-none-match': `"x", ${etag}` } });
      expect(again.statusCode).toBe(304);
      expect(again.rawPayload).toHaveLength(0);
      expect(again.headers.etag).toBe(etag);
      // The same import changes nothing, and neither does one elsewhere.
      await post(app(), '/imports', town);
      await post(app(), '/imports', squareTown(freshCode(), 1, 1));
      expect((await get(url)).headers.etag).toBe(etag);
      town.communities.features[0]!.properties!.name = '新名';
      await post(app(), '/imports', town);
      const changed = await get(url, { 'if-none-match': etag });
      expect(changed.headers.etag).not.toBe(etag);
      const layer = decode(changed).layers.communities!;
      const names = Array.from(
        { length: layer.length },
        (_, i) => layer.feature(i).properties.name,
      );
      expect(names).toContain('新名');
      // An address with an older revision is no lie: it is not kept.
      const old = await get(`${url}&v=1.0`);
      expect(old.headers['cache-control']).toBe('no-cache');
    });
  });

  describe('refuses what is no tile, without repeating it', () => {
    it.each([
      ['23/0/0', ['z']],
      ['-1/0/0', ['z']],
      ['3/8/0', ['x']],
      ['3/0/8', ['y']],
      ['1e1/0/0', ['z']],
      ['777777777777/999999999/0', ['z', 'x']],
      ['3/a%00b/1', ['x']],
    ])('%s', async (place, pointers) => {
      const answer = await app().inject(`/tiles/units/${place}.mvt`);
      const problem = expectProblem(answer, 400, 'invalid-parameter');
      expect(problem.errors?.map(({ pointer }) => pointer)).toEqual(pointers);
      for (const part of place.split('/')) {
        if (part.length > 3) expect(answer.body).not.toContain(part);
      }
    });

    it('unknown filters, collections and methods', async () => {
      const wrong = await app().inject('/tiles/units/1/0/0.mvt?colour=red&households=x');
      expectProblem(wrong, 400, 'invalid-parameter');
      expectProblem(await app().inject('/tiles/nothing/1/0/0.mvt'), 404, 'not-found');
      expectProblem(await app().inject('/tiles/nothing'), 404, 'not-found');
      expectProblem(await post(app(), '/tiles/units/1/0/0.mvt', {}), 405, 'method-not-allowed');
    });
  });
});
