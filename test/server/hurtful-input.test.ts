import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { AuditResult } from '#engine/coverage/types.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { box, ring } from '../helpers/squares.ts';
import { expectProblem, post, serviceOn } from './helpers/service.ts';
import { collection, feature, freshCode, squareTown } from './helpers/town.ts';

/** DESIGN §9: input that hurts. Each must get its answer while the process stays up. */
describeOnEachDatabase('input that hurts', (database) => {
  const app = serviceOn(database, { bodyLimitBytes: 8 * 1024 * 1024, maxVertices: 5000 });

  afterEach(async () => {
    expect((await app().inject('/healthz')).statusCode).toBe(200);
    expect((await post(app(), '/audits', squareTown('X'))).statusCode).toBe(200);
  });

  /** The text of a body whose one community is `geometry`. */
  const withGeometry = (geometry: string) =>
    `{"code":"X","communities":{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"a"},"geometry":${geometry}}]}}`;
  const asAudit = (body: string) => body.replace('"code":"X",', '');
  const polygonOf = (...rings: unknown[]) =>
    JSON.stringify({ type: 'Polygon', coordinates: rings });

  /** Sends the same to both doors: what hurts one must not pass the other. */
  async function refusedByBoth(body: string, status: number, code: string) {
    const problem = expectProblem(await post(app(), '/imports', body), status, code);
    expectProblem(await post(app(), '/audits', asAudit(body)), status, code);
    return problem;
  }

  it('a body over the limit: 413', async () => {
    await refusedByBoth(`{"code":"${'x'.repeat(9 * 1024 * 1024)}"}`, 413, 'too-large');
  });

  it('a small body that unpacks to one over the limit: 413', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024, 0x20));
    expect(bomb.length).toBeLessThan(200_000);
    const answer = await post(app(), '/audits', bomb, { 'content-encoding': 'gzip' });
    expectProblem(answer, 413, 'too-large');
  });

  it('truncated JSON: 400 with line and column', async () => {
    const whole = JSON.stringify(squareTown(freshCode()), null, 1);
    const problem = await refusedByBoth(whole.slice(0, whole.length / 2), 400, 'not-json');
    expect(problem.errors?.[0]).toMatchObject({
      code: 'not-json',
      line: expect.any(Number),
      column: expect.any(Number),
    });
  });

  it('bytes that are no UTF-8: 400', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"code":"'),
      Buffer.from([0xd6, 0xd0]),
      Buffer.from('"}'),
    ]);
    expectProblem(await post(app(), '/imports', bytes), 400, 'not-json');
  });

  it('no body at all: 400', async () => {
    expectProblem(await post(app(), '/imports', ''), 400, 'not-json');
    expectProblem(await post(app(), '/audits', '   '), 400, 'not-json');
  });

  it('arrays two million deep: 400', async () => {
    const deep = `${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}`;
    await refusedByBoth(deep, 400, 'not-json');
    await refusedByBoth(withGeometry(`{"type":"Polygon","coordinates":${deep}}`), 400, 'not-json');
  });

  it('a key __proto__: 400', async () => {
    await refusedByBoth(
      withGeometry('null').replace('"code":"a"', '"__proto__":{}'),
      400,
      'not-json',
    );
    await refusedByBoth('{"\\u005f_proto__":{"x":1}}', 400, 'not-json');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it.each(['constructor', '__proto__', 'toString', 'GeometryCollection', ''])(
    'a geometry of type “%s”: 422',
    async (type) => {
      const geometry = JSON.stringify({ type, coordinates: [box(0, 0, 9, 9)] });
      await refusedByBoth(withGeometry(geometry), 422, 'invalid-geodata');
    },
  );

  it('1e400 as a coordinate or an attribute: 400', async () => {
    const geometry = polygonOf(box(0, 0, 9, 9)).replace('120,', '1e400,');
    await refusedByBoth(withGeometry(geometry), 400, 'not-json');
    const attribute = withGeometry(polygonOf(box(0, 0, 9, 9))).replace('"a"}', '"a","n":-1e400}');
    await refusedByBoth(attribute, 400, 'not-json');
  });

  it('NaN: 400', async () => {
    await refusedByBoth(
      withGeometry('{"type":"Polygon","coordinates":[[[NaN,1]]]}'),
      400,
      'not-json',
    );
  });

  it('NUL in a string: 400', async () => {
    await refusedByBoth(withGeometry('null').replace('"a"', '"a\\u0000b"'), 400, 'not-json');
  });

  it('an unclosed ring: 422 with its place', async () => {
    const open = box(0, 0, 9, 9).slice(0, 4);
    const problem = await refusedByBoth(withGeometry(polygonOf(open)), 422, 'invalid-geodata');
    expect(problem.errors?.[0]).toMatchObject({
      code: 'unclosed-ring',
      id: 'a',
      pointer: expect.stringMatching(/^\/communities\/features\/0\/geometry\/coordinates\/0/),
      location: [expect.any(Number), expect.any(Number)],
    });
  });

  it('an empty ring: 422 with its place', async () => {
    const problem = await refusedByBoth(
      withGeometry(polygonOf(box(0, 0, 9, 9), [])),
      422,
      'invalid-geodata',
    );
    expect(problem.errors?.[0]).toMatchObject({
      code: 'empty-ring',
      pointer: '/communities/features/0/geometry/coordinates/1',
    });
  });

  describe('shapes that are not valid: refused by the register with their place, found by the audit', () => {
    const parts = (...polygons: unknown[]) =>
      JSON.stringify({ type: 'MultiPolygon', coordinates: polygons });
    const scribble = (points: number) => {
      let seed = 7;
      const next = () => {
        seed = (seed * 48271) % 2147483647;
        return (seed / 2147483647) * 1000;
      };
      return ring(...Array.from({ length: points }, () => [next(), next()] as [number, number]));
    };

    it.each([
      ['a bow-tie', polygonOf(ring([0, 0], [10, 10], [10, 0], [0, 10])), 'self-crossing'],
      ['a hole outside', polygonOf(box(0, 0, 9, 9), box(20, 0, 25, 5)), 'hole-outside-shell'],
      ['overlapping parts', parts([box(0, 0, 9, 9)], [box(5, 0, 15, 9)]), 'parts-overlap'],
      ['a scribble of 1,000 vertices', polygonOf(scribble(1000)), 'self-crossing'],
    ])('%s', async (_name, geometry, code) => {
      const started = performance.now();
      const body = withGeometry(geometry);
      const problem = expectProblem(await post(app(), '/imports', body), 422, 'invalid-geometry');
      expect(problem.errors?.[0]).toMatchObject({
        code,
        pointer: expect.stringMatching(/^\/communities\/features\/0\/geometry\/coordinates\//),
        location: [expect.any(Number), expect.any(Number)],
      });
      const found = (await post(app(), '/audits', asAudit(body))).json<AuditResult>();
      expect(found.summary.counts.invalid).toBeGreaterThan(0);
      // GEOS would be busy with the scribble for hours.
      expect(performance.now() - started).toBeLessThan(15_000);
    });
  });

  it('swapped axes: 422 with a hint', async () => {
    const swapped = box(0, 0, 9, 9).map(([lon, lat]) => [lat, lon]);
    const problem = await refusedByBoth(withGeometry(polygonOf(swapped)), 422, 'invalid-geodata');
    expect(problem.errors?.[0]).toMatchObject({
      code: 'swapped-axes',
      message: {
        zh: expect.stringMatching(/经度|顺序/),
        en: expect.stringMatching(/longitude|order/i),
      },
    });
  });

  it('a latitude over 90, projected coordinates: 422', async () => {
    const high = [
      [10, 95],
      [11, 95],
      [11, 96],
      [10, 95],
    ];
    await refusedByBoth(withGeometry(polygonOf(high)), 422, 'invalid-geodata');
    const metres = [
      [500000, 3300000],
      [500100, 3300000],
      [500100, 3300100],
      [500000, 3300000],
    ];
    await refusedByBoth(withGeometry(polygonOf(metres)), 422, 'invalid-geodata');
  });

  it('a foreign crs member: 422 that says how to convert', async () => {
    const crs =
      '"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4549"}}';
    const body = withGeometry(polygonOf(box(0, 0, 9, 9))).replace(
      '"type":"FeatureCollection"',
      crs,
    );
    const problem = await refusedByBoth(body, 422, 'invalid-geodata');
    expect(problem.errors?.[0]).toMatchObject({
      code: 'foreign-crs',
      pointer: '/communities/crs',
      message: { en: expect.stringContaining('ogr2ogr') },
    });
  });

  it('more vertices than allowed, also over several sets together: 413', async () => {
    const many = ring(
      ...Array.from({ length: 3000 }, (_, i): [number, number] => {
        const angle = (i / 3000) * 2 * Math.PI;
        return [1000 * Math.cos(angle), 1000 * Math.sin(angle)];
      }),
    );
    const one = collection(feature({ code: 'a' }, [many]));
    const body = { code: 'X', communities: one, jurisdiction: feature({ code: 'X' }, [many]) };
    expectProblem(await post(app(), '/imports', body), 413, 'too-many-vertices');
    const { code: _, ...audit } = body;
    expectProblem(await post(app(), '/audits', audit), 413, 'too-many-vertices');
  });

  it('a collection 20,000 deep: 422', async () => {
    const open = '{"type":"GeometryCollection","geometries":['.repeat(20_000);
    await refusedByBoth(withGeometry(`${open}${']}'.repeat(20_000)}`), 422, 'invalid-geodata');
  });

  it('attributes 20,000 deep: 422', async () => {
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    const body = withGeometry(polygonOf(box(0, 0, 9, 9))).replace('"a"}', `"a","deep":${deep}}`);
    await refusedByBoth(body, 422, 'invalid-geodata');
  });

  it('an attribute called constructor or hasOwnProperty is an attribute', async () => {
    const code = freshCode();
    const properties = { code: 'a', constructor: 'x', hasOwnProperty: 1, toString: null };
    const body = { code, communities: collection(feature(properties, [box(0, 0, 9, 9)])) };
    expect((await post(app(), '/imports', body)).statusCode).toBe(201);
    const items = await app().inject(`/collections/communities/items?jurisdiction=${code}`);
    expect(items.json().features[0].properties).toMatchObject({
      constructor: 'x',
      hasOwnProperty: 1,
    });
  });

  it('SQL in names and codes stays text', async () => {
    const code = `x'); drop table community; -- ${freshCode()}`;
    const name = `' OR 1=1-- \\ $1 ? :name {}`;
    const body = {
      code,
      communities: collection(feature({ code: name, name }, [box(0, 0, 9, 9)])),
    };
    expect((await post(app(), '/imports', body)).statusCode).toBe(201);
    expect((await post(app(), '/imports', body)).json()).toMatchObject({
      communities: { unchanged: 1 },
    });
    const query = new URLSearchParams({ jurisdiction: code, name });
    const items = await app().inject(`/collections/communities/items?${query}`);
    expect(items.json()).toMatchObject({ numberMatched: 1 });
  });

  it('a path that climbs: 404', async () => {
    for (const path of [
      '/../package.json',
      '/assets/..%2f..%2fpackage.json',
      '/%2e%2e/package.json',
    ]) {
      expectProblem(await app().inject(path), 404, 'not-found');
    }
  });
});
