import { readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { AuditResultSchema } from '#contract/audits.ts';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AuditResult } from '#engine/coverage/types.ts';
import { buildApp } from '../../server/app.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { box, community, multiPolygon, polygon, ring } from '../helpers/squares.ts';
import { type Answer, expectProblem, post, serviceOn, testConfig } from './helpers/service.ts';
import { collection, feature, freshCode, squareTown } from './helpers/town.ts';

const result = (answer: Answer): AuditResult => {
  expect(answer.statusCode, answer.body.slice(0, 1500)).toBe(200);
  expect(answer.headers['content-type']).toContain('application/json');
  const body = answer.json<AuditResult>();
  expect([...Value.Errors(AuditResultSchema, body)]).toEqual([]);
  return body;
};
const kinds = ({ findings }: AuditResult) => findings.map(({ kind }) => kind);

describeOnEachDatabase('POST /audits', (database) => {
  const app = serviceOn(database);
  const audit = (body: unknown, headers?: Record<string, string>) =>
    post(app(), '/audits', body, headers);

  it('finds nothing in a town that is in order', async () => {
    const { findings, summary } = result(await audit(squareTown('X')));
    expect(findings).toEqual([]);
    expect(summary).toMatchObject({ communities: 4, rookPairs: 4, components: 1 });
  });

  it('finds what the engine finds', async () => {
    const communities = collection(
      feature({ id: 'a' }, [box(0, 0, 100, 100)]),
      feature({ id: 'b' }, [box(90, 0, 200, 100)]),
      feature({ id: 'c' }, [box(220, 0, 300, 100)]),
    );
    const jurisdiction = feature({}, [box(0, 0, 300, 100)]);
    const options = { adjacency: true, queen: true };
    const found = result(await audit({ communities, jurisdiction, options }));
    const expected = auditCoverage(
      [
        community('a', polygon(box(0, 0, 100, 100))),
        community('b', polygon(box(90, 0, 200, 100))),
        community('c', polygon(box(220, 0, 300, 100))),
      ].map(({ name: _, ...rest }) => rest),
      { geometry: polygon(box(0, 0, 300, 100)) },
      options,
    );
    expect(kinds(found)).toEqual(expect.arrayContaining(['gap', 'overlap']));
    expect(found.findings).toEqual(JSON.parse(JSON.stringify(expected.findings)));
    expect(found.adjacency).toEqual(expected.adjacency);
    expect(found.pointContacts).toEqual(expected.pointContacts);
    expect(found.summary.queenPairs).toBe(expected.summary.queenPairs);
  });

  it('reports shapes that cross themselves, and missing ones, as findings', async () => {
    const bow = feature({ id: 'bow' }, [ring([0, 0], [10, 10], [10, 0], [0, 10])]);
    const none = { ...feature({ id: 'none' }, []), geometry: null };
    const fine = feature({ id: 'fine' }, [box(50, 0, 60, 10)]);
    const found = result(await audit({ communities: collection(bow, none, fine) }));
    const invalid = found.findings.filter(({ kind }) => kind === 'invalid');
    expect(invalid.flatMap(({ communities }) => communities).sort()).toEqual(['bow', 'none']);
  });

  it('takes clockwise rings, heights, multipolygons and a crs member of CRS84', async () => {
    const parts = multiPolygon([box(0, 0, 10, 10).reverse()]);
    const coordinates = JSON.parse(JSON.stringify(parts.coordinates), (_key, value) =>
      Array.isArray(value) && typeof value[0] === 'number' ? [...value, 12.5] : value,
    );
    const communities = {
      ...collection({
        type: 'Feature',
        geometry: { type: 'MultiPolygon', coordinates },
        properties: { id: 'a' },
      }),
      crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } },
    };
    const found = result(await audit({ communities }));
    expect(kinds(found)).toEqual([]);
    expect(found.summary.areaSquareMetres).toBeCloseTo(100, 0);
    expect(JSON.stringify(found.assumptions)).toMatch(/height/);
  });

  it('checks the rules of a policy as well', async () => {
    const town = squareTown('X');
    town.communities.features[0]!.properties!.households = 6200;
    const found = result(await audit({ ...town, policy: 'yuhang-2020' }));
    const split = found.findings.find(({ rule }) => rule === 'size.split');
    expect(split).toMatchObject({ kind: 'policy', communities: ['A1'] });
    expect(found.summary.rules).toMatchObject({ 'size.split': 1 });
    expect(found.adjacency).toBeUndefined();
    expectProblem(await audit({ ...town, policy: 'nobody' }), 422, 'unknown-policy');
    expectProblem(await audit({ ...town, policy: '../../package' }), 400, 'invalid-body');
  });

  it('gives the rules the material of the body, and that of the register', async () => {
    const sample = (name: string) =>
      JSON.parse(
        readFileSync(new URL(`../../data/sample/${name}.geojson`, import.meta.url), 'utf8'),
      );
    const code = freshCode();
    const [town] = sample('jurisdiction').features;
    const jurisdiction = { ...town, id: code, properties: { ...town.properties, id: code, code } };
    const sets = ['communities', 'estates', 'facilities', 'barriers', 'units'];
    const body = {
      jurisdiction,
      ...Object.fromEntries(sets.map((name) => [name, sample(name)])),
    };
    const policy = 'yuhang-2020';
    const ofBody = result(await audit({ ...body, policy }));
    const imported = await post(app(), '/imports', body);
    expect(imported.body.slice(0, 500)).toContain('"dryRun":false');
    const ofRegister = result(await audit({ register: { jurisdiction: code }, policy }));
    expect(ofRegister.summary.rules).toEqual(ofBody.summary.rules);
    expect(ofBody.summary.rules).toMatchObject({ 'estate.whole': 1, 'unit.assigned': 1 });
    const details = ({ findings }: AuditResult) =>
      findings.filter(({ kind }) => kind === 'unchecked').map(({ detail }) => detail);
    expect(details(ofBody)).toEqual([]);
    expect(details(ofRegister)).toEqual([]);
    expect(ofBody.findings.find(({ kind }) => kind === 'gap')?.clause).toBe('YH 一(三)、二(五)');
    const units = (found: AuditResult) =>
      found.findings.find(({ rule }) => rule === 'unit.whole')?.figures?.ids;
    expect(units(ofBody)).toBe('U1002, U1003');
    expect(units(ofRegister)).toBe('990101001-1002, 990101001-1003');
  });

  it('names the faults of the material with their places', async () => {
    const town = squareTown('X');
    const bad = {
      type: 'FeatureCollection',
      features: [{ type: 'Feature', properties: {}, geometry: null }],
    };
    const units = collection(feature({ id: 'u', households: 'many' }, [box(0, 0, 10, 10)]));
    const answer = await audit({ ...town, facilities: bad, units, policy: 'generic' });
    const problem = expectProblem(answer, 422, 'invalid-geodata');
    const pointers = (problem.errors ?? []).map(({ pointer }) => pointer);
    expect(pointers).toContain('/facilities/features/0/geometry');
    expect(pointers).toContain('/units/features/0/properties/households');
  });

  it('audits the register, and finds there what it finds in the file', async () => {
    const code = freshCode();
    const town = squareTown(code, 3, 2);
    // B1 reaches 10 m into C1.
    town.communities.features[1]!.geometry!.coordinates = [box(100, 0, 210, 100)];
    expect((await post(app(), '/imports', { ...town, effective: '2024-01-01' })).statusCode).toBe(
      201,
    );
    const ofFile = result(await audit(town));
    const ofRegister = result(await audit({ register: { jurisdiction: code } }));
    expect(ofRegister.summary.counts).toEqual(ofFile.summary.counts);
    expect(ofRegister.summary.counts.overlap).toBe(1);
    expect(ofRegister.summary.overlapAreaSquareMetres).toBeCloseTo(
      ofFile.summary.overlapAreaSquareMetres,
      1,
    );
    const ids = (await app().inject(`/collections/communities/items?jurisdiction=${code}`))
      .json<{ features: { id: string; properties: { code: string } }[] }>()
      .features.filter(({ properties }) => ['B1', 'C1'].includes(properties.code))
      .map(({ id }) => id);
    const overlap = ofRegister.findings.find(({ kind }) => kind === 'overlap');
    expect(overlap?.communities).toEqual([...ids].sort());
    const past = result(await audit({ register: { jurisdiction: code, datetime: '2023-12-31' } }));
    expect(past.summary.communities).toBe(0);
    // Only communities have a history.
    const note = /^the communities are those of 2023-12-31, the outline .* as registered now/;
    expect(past.assumptions.filter(({ en }) => note.test(en))).toHaveLength(1);
    expect(ofRegister.assumptions.filter(({ en }) => / as registered now/.test(en))).toEqual([]);
  });

  it('looks across the border to other jurisdictions of the register', async () => {
    const [code, other, far] = [freshCode(), freshCode(), freshCode()];
    // Other tests have their towns near the origin.
    const [x, y] = [300_000 + Math.floor(Math.random() * 300_000), 0];
    const town = (east: number, north: number, columns: number, name: string, reach = 0) => ({
      jurisdiction: feature({ code: name, name: `${name}镇`, kind: 'town' }, [
        box(x + east, y + north, x + east + 100 * columns, y + north + 100),
      ]),
      communities: collection(
        ...Array.from({ length: columns }, (_, i) =>
          feature({ code: `${name}${i}`, name: `社区${i}` }, [
            box(
              x + east + 100 * i - (i === 0 ? reach : 0),
              y + north,
              x + east + 100 * i + 100,
              y + north + 100,
            ),
          ]),
        ),
      ),
    });
    // The first community of the other town reaches 10 m over the border.
    for (const body of [town(0, 0, 2, code), town(200, 0, 2, other, 10), town(5000, 0, 1, far)]) {
      const answer = await post(app(), '/imports', { ...body, effective: '2024-01-01' });
      expect(answer.statusCode).toBe(201);
    }
    const options = { adjacency: true };
    const alone = result(await audit({ register: { jurisdiction: code }, options }));
    // The outlines lack the corners of their communities.
    expect(new Set(kinds(alone))).toEqual(new Set(['mismatch']));
    expect(alone.adjacency).toHaveLength(1);
    const register = { jurisdiction: code, neighbours: true };
    const found = result(await audit({ register, options, policy: 'generic' }));
    expect(kinds(found).filter((kind) => kind !== 'mismatch')).toEqual(['overlap']);
    const [overlap] = found.findings;
    expect(overlap?.areaSquareMetres).toBeCloseTo(1000, 0);
    expect(overlap?.communitiesBeyond).toHaveLength(1);
    expect(overlap?.message.zh).toContain(`社区0（${other}镇）`);
    expect(overlap?.message.en).toContain(`社区0 (${other}镇)`);
    expect(found.summary).toMatchObject({ communities: 2, communitiesBeyond: 1 });
    expect(found.adjacency?.length).toBeGreaterThanOrEqual(1);
  });

  it('says how far it looked for neighbours where no outline tells what lies outside', async () => {
    const code = freshCode();
    const { communities } = squareTown(code);
    const imported = await post(app(), '/imports', { communities, code, name: '测试镇' });
    expect(imported.statusCode).toBe(201);
    const register = { jurisdiction: code, neighbours: true };
    const { assumptions } = result(await audit({ register }));
    expect(assumptions.map(({ en }) => en)).toContainEqual(
      expect.stringContaining('within half the extent of the jurisdiction'),
    );
    const alone = result(await audit({ register: { jurisdiction: code } }));
    expect(alone.assumptions.map(({ en }) => en)).not.toContainEqual(
      expect.stringContaining('half the extent'),
    );
  });

  it('does not know a jurisdiction that is not there, or a day that never was', async () => {
    const unknown = await audit({ register: { jurisdiction: freshCode() } });
    expectProblem(unknown, 404, 'not-found');
    const code = freshCode();
    await post(app(), '/imports', squareTown(code));
    const day = await audit({ register: { jurisdiction: code, datetime: '2024-02-30' } });
    expectProblem(day, 400, 'invalid-body');
  });

  it('says where the body is wrong', async () => {
    const wrong = await audit({
      communities: collection(),
      options: { toleranceMetres: -1, colour: 'red' },
    });
    const problem = expectProblem(wrong, 400, 'invalid-body');
    expect(problem.errors?.map(({ pointer }) => pointer).sort()).toEqual([
      '/options/colour',
      '/options/toleranceMetres',
    ]);
    expectProblem(await audit({}), 400, 'invalid-body');
    expectProblem(await audit([]), 400, 'invalid-body');
    expectProblem(await audit('7'), 400, 'invalid-body');
    expectProblem(await audit({ communities: collection() }), 422, 'invalid-geodata');
  });

  it('calls a misspelt member unknown, however many there are, and speaks one language at a time', async () => {
    const misspelt = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`member/${i}`, 1]));
    const wrong = await audit({
      communities: collection(),
      ...misspelt,
      policy: 7,
      options: { toleranceMetres: -1, colour: 'red' },
    });
    const { errors = [] } = expectProblem(wrong, 400, 'invalid-body');
    const unknown = errors.filter(({ code }) => code === 'unknown-member');
    expect(unknown.map(({ pointer }) => pointer).sort()).toEqual(
      [
        ...Object.keys(misspelt).map((name) => `/${name.replace('/', '~1')}`),
        '/options/colour',
      ].sort(),
    );
    for (const { message } of unknown) {
      expect(message).toEqual({
        zh: '没有此成员，请检查拼写',
        en: 'is not known; check the spelling',
      });
    }
    expect(errors.filter(({ code }) => code !== 'unknown-member')).toEqual(
      expect.arrayContaining([
        {
          code: 'invalid-value',
          pointer: '/policy',
          message: { zh: '须为字符串', en: 'must be a string' },
        },
        {
          code: 'invalid-value',
          pointer: '/options/toleranceMetres',
          message: { zh: '须不小于 0', en: 'must be >= 0' },
        },
      ]),
    );
    for (const { message } of errors) expect(message.zh).not.toMatch(/[a-z]{4}/);
  });

  it('takes a compressed body, and gives a compressed answer', async () => {
    const { gzipSync } = await import('node:zlib');
    const body = gzipSync(JSON.stringify(squareTown('X', 20, 20)));
    const answer = await post(app(), '/audits', body, {
      'content-encoding': 'gzip',
      'accept-encoding': 'gzip',
    });
    expect(answer.statusCode).toBe(200);
    const broken = await post(app(), '/audits', body.subarray(0, 40), {
      'content-encoding': 'gzip',
    });
    expect(broken.statusCode).toBe(400);
  });

  it('keeps answering others meanwhile', async () => {
    const busy = audit(squareTown('X', 26, 60));
    let longest = 0;
    let isDone = false;
    void busy.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      const asked = performance.now();
      await app().inject('/healthz');
      longest = Math.max(longest, performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect((await busy).statusCode).toBe(200);
    // The audit takes over a second of computing; a thread that did it would show.
    expect(longest).toBeLessThan(500);
  }, 60_000);

  it('ends a computation that takes too long, and one whose client has gone', async () => {
    const hasty = await buildApp({
      config: testConfig({ auditTimeLimitSeconds: 0.25 }),
      database: database(),
    });
    try {
      const town = JSON.stringify(squareTown('X', 26, 400));
      expectProblem(await post(hasty, '/audits', town), 503, 'time-limit');
      const url = new URL('/audits', await hasty.listen({ host: '127.0.0.1', port: 0 }));
      const controller = new AbortController();
      const gone = fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: town,
        signal: controller.signal,
      });
      setTimeout(() => controller.abort(), 100);
      await expect(gone).rejects.toThrow(/abort/);
      // The next task gets a fresh thread.
      const after = await post(hasty, '/audits', squareTown('X'));
      expect([200, 503]).toContain(after.statusCode);
      expect((await hasty.inject('/healthz')).statusCode).toBe(200);
    } finally {
      await hasty.close();
    }
  }, 60_000);
});
