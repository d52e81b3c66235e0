import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { box, ring } from '../helpers/squares.ts';
import { line, roadTown } from './helpers/material.ts';
import { expectProblem, post, serviceOn } from './helpers/service.ts';
import { collection, feature, squareTown } from './helpers/town.ts';

/** A body of each route whose one member is the given text. */
const DOORS = {
  '/units': (text: string) => `{"jurisdiction":${text},"barriers":${text}}`,
  '/measures': (text: string) => `{"communities":${text}}`,
  '/descriptions': (text: string) => `{"communities":${text}}`,
  '/suggestions': (text: string) => `{"kind":"merge","communities":${text}}`,
} as const;
type Door = keyof typeof DOORS;

/** DESIGN §9: input that hurts, at the doors for units, measures, descriptions and suggestions. */
describeOnEachDatabase('bodies that hurt', (database) => {
  const app = serviceOn(database, { bodyLimitBytes: 4 * 1024 * 1024, maxVertices: 5000 });

  afterEach(async () => {
    expect((await app().inject('/healthz')).statusCode).toBe(200);
  });

  describe.each(Object.keys(DOORS) as Door[])('at %s', (door) => {
    const send = (text: string) => post(app(), door, DOORS[door](text));

    it('are answered with what is wrong, while the service stays up', async () => {
      expectProblem(await send(`"${'x'.repeat(5 * 1024 * 1024)}"`), 413, 'too-large');
      const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 0x20));
      const packed = await post(app(), door, bomb, { 'content-encoding': 'gzip' });
      expectProblem(packed, 413, 'too-large');
      const deep = `${'['.repeat(500_000)}${']'.repeat(500_000)}`;
      expectProblem(await send(deep), 400, 'not-json');
      expectProblem(await send('{"__proto__":{"x":1}}'), 400, 'not-json');
      const beyond = '{"type":"Polygon","coordinates":[[[1e400,0],[1,0],[1,1],[1e400,0]]]}';
      expectProblem(await send(beyond), 400, 'not-json');
      expectProblem(await send('"\\u0000"'), 400, 'not-json');
      expectProblem(await send('{"type":"FeatureCollection","features":['), 400, 'not-json');
      for (const type of ['constructor', 'toString', 'Topology']) {
        expectProblem(await send(`{"type":"${type}"}`), 422, 'invalid-geodata');
      }
      for (const text of ['7', '[]', '"x"', '{}']) {
        expectProblem(await send(text), 422, 'invalid-geodata');
      }
      expect((await post(app(), door, 'a=b', { 'content-type': 'text/plain' })).statusCode).toBe(
        415,
      );
    });

    it('may hold no more vertices than allowed', async () => {
      const many = feature({ id: 'a' }, [
        ring(...Array.from({ length: 6000 }, (_, i) => [i, i % 2] as const)),
      ]);
      expectProblem(await send(JSON.stringify(collection(many))), 413, 'too-many-vertices');
    });
  });

  it('end their computation when the client goes away', async () => {
    const town = squareTown('X', 20, 20);
    const roads = Array.from({ length: 400 }, (_, i) =>
      line({ class: 'local', id: `r${i}` }, [5 * i, -10], [2000 - 5 * i, 2010]),
    );
    const body = JSON.stringify({
      jurisdiction: town.jurisdiction,
      barriers: collection(...roads),
    });
    const url = new URL('/units', await app().listen({ host: '127.0.0.1', port: 0 }));
    const controller = new AbortController();
    const gone = fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 300);
    await expect(gone).rejects.toThrow(/abort/);
    // The one thread is free for the next at once.
    const started = performance.now();
    const { communities } = roadTown('X');
    const next = await post(app(), '/measures', { communities, measures: ['area'] });
    expect(next.statusCode).toBe(200);
    expect(performance.now() - started).toBeLessThan(20_000);
  }, 60_000);

  it('with shapes that cross themselves, lie on one another or are missing are worked with', async () => {
    const communities = collection(
      feature({ id: 'bow' }, [ring([0, 0], [100, 100], [100, 0], [0, 100])]),
      { ...feature({ id: 'none' }, []), geometry: null },
      feature({ id: 'a' }, [box(0, 0, 200, 200)]),
      feature({ id: 'b' }, [box(100, 100, 300, 300)]),
    );
    const barriers = collection(line({ class: 'river', id: 'r' }, [-50, 50], [400, 60]));
    for (const [door, body] of [
      ['/units', { communities, barriers }],
      ['/measures', { communities, barriers }],
      ['/descriptions', { communities, barriers }],
      ['/descriptions', { before: communities, after: communities, barriers }],
    ] as const) {
      const answer = await post(app(), door, body);
      expect({ door, status: answer.statusCode, body: answer.body.slice(0, 300) }).toMatchObject({
        status: 200,
      });
    }
  });
});
