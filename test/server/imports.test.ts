import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { type ImportReport, ImportReportSchema } from '#contract/imports.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { box, ring } from '../helpers/squares.ts';
import { type Answer, expectProblem, post, serviceOn } from './helpers/service.ts';
import { collection, feature, freshCode, gridImport, squareTown } from './helpers/town.ts';

const report = (answer: Answer): ImportReport => {
  expect([200, 201], answer.body.slice(0, 1500)).toContain(answer.statusCode);
  const body = answer.json<ImportReport>();
  expect([...Value.Errors(ImportReportSchema, body)]).toEqual([]);
  return body;
};

describeOnEachDatabase('POST /imports', (database) => {
  const app = serviceOn(database);
  const send = (body: unknown, query = '') => post(app(), `/imports${query}`, body);

  const register = (code: string) =>
    database()
      .knex('community as c')
      .join('jurisdiction as j', 'j.jurisdiction_id', 'c.jurisdiction_id')
      .where('j.code', code)
      .select('c.id', 'c.code', 'c.name', 'c.revision')
      .select(
        database().knex.raw(`lower(c.valid) as "from", upper(c.valid) as "to",
          upper_inf(c.recorded) as current, c.kind, c.attributes`),
      )
      .orderBy(['c.code', 'c.revision']);
  const events = (code: string) =>
    database()
      .knex('event as e')
      .join('jurisdiction as j', 'j.jurisdiction_id', 'e.jurisdiction_id')
      .where('j.code', code)
      .select('e.action', 'e.entity_type', 'e.before', 'e.after', 'e.actor');

  it('creates a jurisdiction with its communities', async () => {
    const code = freshCode();
    const answer = await send({ ...squareTown(code), effective: '2024-05-01' });
    expect(answer.statusCode).toBe(201);
    const created = report(answer);
    expect(created).toMatchObject({
      dryRun: false,
      jurisdiction: { code, name: '测试镇', change: 'created' },
      effective: '2024-05-01',
      communities: { created: 4, changed: 0, closed: 0, unchanged: 0 },
    });
    expect(answer.headers.location).toBe(
      `/collections/jurisdictions/items/${created.jurisdiction.id}`,
    );
    expect(await register(code)).toMatchObject([
      { code: 'A1', name: 'A1社区', from: '2024-05-01', to: null, revision: 1, kind: 'urban' },
      { code: 'A2', attributes: { households: 2000 } },
      { code: 'B1' },
      { code: 'B2' },
    ]);
    const logged = await events(code);
    expect(logged.map(({ action, entity_type }) => `${action} ${entity_type}`).sort()).toEqual([
      ...Array(4).fill('create community'),
      'import jurisdiction',
    ]);
  });

  it('changes nothing when the same is imported again', async () => {
    const code = freshCode();
    const body = {
      ...squareTown(code),
      units: collection(feature({ code: 'U1', households: 3 }, [box(0, 0, 9, 9)])),
    };
    report(await send(body));
    const before = await register(code);
    const logged = await events(code);
    const again = report(await send(body));
    expect(again).toMatchObject({
      jurisdiction: { change: 'unchanged' },
      communities: { created: 0, changed: 0, closed: 0, unchanged: 4 },
      units: { created: 0, changed: 0, removed: 0, unchanged: 1 },
    });
    expect(await register(code)).toEqual(before);
    expect(await events(code)).toEqual(logged);
  });

  it('keeps what stays, revises what changes and closes what is missing', async () => {
    const code = freshCode();
    const town = squareTown(code);
    report(await send({ ...town, effective: '2024-01-01' }));
    const [a1, b1, a2] = town.communities.features;
    const renamed = { ...b1!, properties: { ...b1!.properties, name: '新名社区' } };
    const added = feature({ code: 'C9', name: '新社区' }, [box(100, 100, 200, 200)]);
    const changes = report(
      await send({
        ...town,
        communities: collection(a1!, renamed, a2!, added),
        effective: '2025-01-01',
      }),
    );
    expect(changes.communities).toEqual({ created: 1, changed: 1, closed: 1, unchanged: 2 });
    const rows = await register(code);
    const of = (wanted: string) => rows.filter((row) => row.code === wanted);
    expect(of('A1')).toMatchObject([{ from: '2024-01-01', to: null, current: true }]);
    expect(of('B1')).toMatchObject([
      { revision: 1, from: '2024-01-01', to: null, current: false, name: 'B1社区' },
      { revision: 2, from: '2024-01-01', to: '2025-01-01', current: true, name: 'B1社区' },
      { revision: 3, from: '2025-01-01', to: null, current: true, name: '新名社区' },
    ]);
    expect(new Set(of('B1').map(({ id }) => id)).size).toBe(1);
    expect(of('B2')).toMatchObject([
      { revision: 1, current: false },
      { revision: 2, from: '2024-01-01', to: '2025-01-01', current: true },
    ]);
    expect(of('C9')).toMatchObject([{ revision: 1, from: '2025-01-01', current: true }]);
    const logged = await events(code);
    expect(logged.filter(({ action }) => action === 'close')).toMatchObject([
      { before: { code: 'B2' }, after: null },
    ]);
    expect(logged.filter(({ action }) => action === 'change')).toMatchObject([
      { before: { name: 'B1社区' }, after: { name: '新名社区' } },
    ]);
  });

  it('corrects the same day without leaving a version of no days', async () => {
    const code = freshCode();
    const town = squareTown(code);
    report(await send({ ...town, effective: '2024-01-01' }));
    town.communities.features[0]!.properties!.name = '改名';
    report(await send({ ...town, effective: '2024-01-01' }));
    const rows = (await register(code)).filter((row) => row.code === 'A1');
    expect(rows).toMatchObject([
      { revision: 1, current: false },
      { revision: 2, current: true, name: '改名', from: '2024-01-01', to: null },
    ]);
  });

  it('finds a community again that had ended, by its code', async () => {
    const code = freshCode();
    const town = squareTown(code);
    const without = { ...town, communities: collection(...town.communities.features.slice(1)) };
    report(await send({ ...town, effective: '2023-01-01' }));
    report(await send({ ...without, effective: '2024-01-01' }));
    const back = report(await send({ ...town, effective: '2025-01-01' }));
    expect(back.communities).toEqual({ created: 1, changed: 0, closed: 0, unchanged: 3 });
    const rows = (await register(code)).filter((row) => row.code === 'A1');
    expect(new Set(rows.map(({ id }) => id)).size).toBe(1);
    expect(rows.filter(({ current }) => current)).toMatchObject([
      { from: '2023-01-01', to: '2024-01-01' },
      { from: '2025-01-01', to: null },
    ]);
  });

  it('shows with dryRun what would change, sums up the audit, and writes nothing', async () => {
    const code = freshCode();
    const town = squareTown(code);
    const preview = report(await send(town, '?dryRun=true'));
    expect(preview).toMatchObject({
      dryRun: true,
      jurisdiction: { change: 'created' },
      communities: { created: 4 },
      audit: { communities: 4, counts: { overlap: 0, gap: 0 } },
    });
    expect(await register(code)).toEqual([]);
    expect(await database().knex('jurisdiction').where({ code })).toEqual([]);
    const partial = { ...town, communities: collection(...town.communities.features.slice(1)) };
    report(await send(town));
    const second = report(await send(partial, '?dryRun=true'));
    expect(second.communities).toEqual({ created: 0, changed: 0, closed: 1, unchanged: 3 });
    expect(second.audit?.counts.gap).toBe(1);
    expect((await register(code)).every(({ current }) => current)).toBe(true);
  });

  it('replaces material by its codes', async () => {
    const code = freshCode();
    const unit = (name: string, households: number, west: number) =>
      feature({ code: name, households, community: 'A1' }, [box(west, 0, west + 10, 10)]);
    const town = squareTown(code);
    report(await send({ ...town, units: collection(unit('U1', 1, 0), unit('U2', 2, 10)) }));
    const changes = report(
      await send({ ...town, units: collection(unit('U2', 5, 10), unit('U3', 3, 20)) }),
    );
    expect(changes.units).toEqual({ created: 1, changed: 1, removed: 1, unchanged: 0 });
    const kept = report(await send(town));
    expect(kept.units).toBeUndefined();
    const rows = await database()
      .knex('unit as u')
      .join('jurisdiction as j', 'j.jurisdiction_id', 'u.jurisdiction_id')
      .where('j.code', code)
      .select('u.code', 'u.households', 'u.community_code')
      .orderBy('u.code');
    expect(rows).toEqual([
      { code: 'U2', households: 5, community_code: 'A1' },
      { code: 'U3', households: 3, community_code: 'A1' },
    ]);
  });

  it('takes barriers without codes, twice, as the same', async () => {
    const code = freshCode();
    const line = (north: number) => ({
      type: 'Feature' as const,
      geometry: {
        type: 'LineString',
        coordinates: [
          [120, 30 + north],
          [120.01, 30 + north],
        ],
      },
      properties: { class: '河流', name: '运河' },
    });
    const body = { ...squareTown(code), barriers: collection(line(0), line(0.001), line(0)) };
    expect(report(await send(body)).barriers).toMatchObject({ created: 3 });
    expect(report(await send(body)).barriers).toMatchObject({ created: 0, unchanged: 3 });
    const rows = await database()
      .knex('barrier as b')
      .join('jurisdiction as j', 'j.jurisdiction_id', 'b.jurisdiction_id')
      .where('j.code', code)
      .select('b.class');
    expect(rows).toEqual(Array(3).fill({ class: 'river' }));
  });

  it('takes an outline of several features that border one another, as an audit does', async () => {
    const code = freshCode();
    const { communities } = squareTown(code);
    const halves = collection(
      feature({ name: '西片' }, [box(0, 0, 100, 200)]),
      feature({ name: '东片' }, [box(100, 0, 200, 200)]),
    );
    const done = report(await send({ code, name: '两片镇', communities, jurisdiction: halves }));
    expect(done.notes).toContainEqual({
      zh: '辖区边界由 2 个要素合成',
      en: 'the boundary is made of 2 features',
    });
    const stored = await database()
      .knex('jurisdiction')
      .where({ code })
      .select(database().knex.raw('ST_NumGeometries(geom) as parts, ST_IsValid(geom) as valid'));
    expect(stored).toEqual([{ parts: 1, valid: true }]);
  });

  it('registers overlaps and gaps as they are', async () => {
    const code = freshCode();
    const overlapping = collection(
      feature({ code: 'A' }, [box(0, 0, 100, 100)]),
      feature({ code: 'B' }, [box(50, 0, 150, 100)]),
      feature({ code: 'C' }, [box(300, 0, 400, 100)]),
    );
    expect(report(await send({ code, communities: overlapping })).communities.created).toBe(3);
  });

  it('refuses invalid shapes, every one with its place, and writes nothing', async () => {
    const code = freshCode();
    const bowTie = feature({ code: 'bow', name: '蝴蝶' }, [
      ring([0, 0], [10, 10], [10, 0], [0, 10]),
    ]);
    const badHole = feature({ code: 'hole' }, [box(20, 0, 30, 10), box(40, 0, 45, 5)]);
    const fine = feature({ code: 'fine' }, [box(50, 0, 60, 10)]);
    const answer = await send({ code, communities: collection(bowTie, fine, badHole) });
    const problem = expectProblem(answer, 422, 'invalid-geometry');
    expect(problem.errors).toMatchObject([
      {
        code: 'self-crossing',
        id: 'bow',
        pointer: '/communities/features/0/geometry/coordinates/0',
        location: [expect.closeTo(120.00005, 4), expect.closeTo(30.00005, 4)],
      },
      {
        code: 'hole-outside-shell',
        id: 'hole',
        pointer: '/communities/features/2/geometry/coordinates/1',
      },
    ]);
    expect(await database().knex('jurisdiction').where({ code })).toEqual([]);
  });

  it('collects the problems of every set at once', async () => {
    const town = squareTown(freshCode());
    const answer = await send({
      ...town,
      communities: collection(
        feature({ code: 'X', kind: 'kingdom' }, [box(0, 0, 9, 9)]),
        feature({ code: 'X' }, [box(10, 0, 19, 9)]),
      ),
      units: collection(feature({ code: 'U', households: 2.3 }, [box(0, 0, 9, 9)])),
      facilities: collection({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [120, 30] },
        properties: { code: 'F', kind: 'service-centre' },
      }),
    });
    const problem = expectProblem(answer, 422, 'invalid-geodata');
    const found = problem.errors?.map(({ code, pointer }) => `${code} ${pointer}`);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^duplicate-id \/communities\/features\/1/),
        'bad-value /units/features/0/properties/households',
        'missing-value /facilities/features/0/properties/name',
      ]),
    );
  });

  it('says which member of the body is wrong', async () => {
    const answer = await send({ comunities: {}, effective: 'tomorrow' });
    const problem = expectProblem(answer, 400, 'invalid-body');
    expect(problem.errors?.map(({ pointer }) => pointer).sort()).toEqual([
      '/communities',
      '/comunities',
      '/effective',
    ]);
    const town = squareTown(freshCode());
    expectProblem(await send({ ...town, effective: '2023-02-29' }), 400, 'invalid-body');
    expectProblem(await send({ ...town, policy: 'no-such' }), 422, 'unknown-policy');
    expectProblem(await send(town, '?dryRun=maybe'), 400, 'invalid-parameter');
    expectProblem(await send(town, '?dryrun=true'), 400, 'invalid-parameter');
  });

  it('needs to know which jurisdiction it is, and what tells communities apart', async () => {
    const nameless = collection(
      { ...feature({}, [box(0, 0, 9, 9)]) },
      { ...feature({}, [box(10, 0, 19, 9)]) },
    );
    const problem = expectProblem(await send({ communities: nameless }), 422, 'invalid-geodata');
    expect(problem.errors?.map(({ code }) => code)).toEqual([
      'missing-jurisdiction-code',
      'missing-codes',
    ]);
  });

  it('lets imports of one jurisdiction wait for one another', async () => {
    const code = freshCode();
    const town = squareTown(code);
    const bodies = [0, 1, 2, 3, 4].map((n) => {
      const features = town.communities.features.map((one, index) =>
        index === 0 ? { ...one, properties: { ...one.properties, name: `名${n}` } } : one,
      );
      return { ...town, communities: collection(...features) };
    });
    const answers = await Promise.all(bodies.map((body) => send(body)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 200, 200, 200, 201]);
    const rows = await register(code);
    const current = rows.filter(({ code: of, current: is }) => of === 'A1' && is);
    expect(current).toHaveLength(1);
    expect(rows.filter((row) => row.code === 'A2')).toHaveLength(1);
  });

  it('imports 5,000 polygons', async () => {
    const code = freshCode();
    const body = gridImport(code, 100, 50);
    const started = performance.now();
    const created = report(await send(body));
    const seconds = (performance.now() - started) / 1000;
    console.info(`${database().kind}: imported 5,000 polygons in ${seconds.toFixed(1)} s`);
    expect(created.communities.created).toBe(5000);
    const again = report(await send(body));
    expect(again.communities).toEqual({ created: 0, changed: 0, closed: 0, unchanged: 5000 });
  }, 120_000);
});
