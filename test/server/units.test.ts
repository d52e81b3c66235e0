import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { UnitsSchema } from '#contract/units.ts';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { buildApp } from '../../server/app.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { box } from '../helpers/squares.ts';
import { line, roadTown } from './helpers/material.ts';
import { type Answer, expectProblem, post, serviceOn, testConfig } from './helpers/service.ts';
import { collection, feature, freshCode, squareTown } from './helpers/town.ts';

interface Units {
  supplied: boolean;
  units: {
    features: { id: string; geometry: AreaGeometry; properties: Record<string, unknown> }[];
  };
  borders: { units: [string, string | null]; stretches: { barrier: { name?: string } | null }[] }[];
  report: { units: number; notes: { kind: string }[]; barriers: { given: number } };
  households: { households: { allocated: number }; notes: { kind: string }[] } | null;
  notes: { zh: string; en: string }[];
}

const result = (answer: Answer): Units => {
  expect(answer.statusCode, answer.body.slice(0, 1500)).toBe(200);
  const body = answer.json<Units>();
  expect([...Value.Errors(UnitsSchema, body)]).toEqual([]);
  return body;
};
const pointers = (problem: { errors?: { pointer: string }[] }) =>
  (problem.errors ?? []).map(({ pointer }) => pointer).sort();

describeOnEachDatabase('POST /units', (database) => {
  const app = serviceOn(database);
  const ask = (body: unknown) => post(app(), '/units', body);

  it('cuts a jurisdiction along its barriers, and gives the units their households', async () => {
    const { facilities: _, ...town } = roadTown('X');
    const { units, borders, report, households, supplied } = result(await ask(town));
    expect(supplied).toBe(false);
    expect(units.features).toHaveLength(5);
    const byCommunity = units.features.map(({ properties }) => properties.community);
    expect(byCommunity.sort()).toEqual(['A1', 'A1', 'A2', 'B1', 'B2']);
    const audit = auditCoverage(
      units.features.map(({ id, geometry }) => ({ id, geometry })),
      town.jurisdiction as never,
    );
    expect(audit.findings.filter(({ kind }) => kind === 'gap' || kind === 'overlap')).toEqual([]);
    // Each community has 2000 households, of which 900 are in the estate.
    expect(households?.households).toMatchObject({
      allocated: 8000,
      counted: 900,
      estimated: 7100,
    });
    expect(households?.notes.map(({ kind }) => kind)).toContain('spread-over-area');
    const withEstate = units.features.find(({ properties }) =>
      (properties.estates as string[] | undefined)?.includes('e1'),
    );
    expect(withEstate?.properties).toMatchObject({ community: 'A1', estates: ['e1'] });
    const inner = borders.filter(({ units: [, other] }) => other !== null);
    const names = new Set(
      inner.flatMap(({ stretches }) => stretches.map(({ barrier }) => barrier?.name)),
    );
    expect([...names].sort()).toEqual(['人民路', '学院路', '清河'].sort());
    expect(report.units).toBe(5);
  });

  it('does without communities, and takes options', async () => {
    const { jurisdiction, barriers } = roadTown('X');
    const all = result(await ask({ jurisdiction, barriers }));
    expect(all.units.features).toHaveLength(5);
    expect(all.households).toBeNull();
    expect(all.units.features[0]?.properties).not.toHaveProperty('households');
    const options = { prepare: { classes: ['river'] } };
    const households = { totalHouseholds: 100.5 };
    const two = result(await ask({ jurisdiction, barriers, options, households }));
    expect(two.units.features).toHaveLength(2);
    expect(two.units.features.map(({ properties }) => properties.households).sort()).toEqual([
      50, 50.5,
    ]);
  });

  it('takes supplied units as they are', async () => {
    const { barriers, communities } = roadTown('X');
    const units = collection(
      feature({ id: 'w', community: 'A1', households: 30 }, [box(0, 0, 1000, 2000)]),
      feature({ id: 'e', community: null }, [box(1000, 0, 2000, 2000)]),
    );
    const found = result(await ask({ units, barriers }));
    expect(found).toMatchObject({ supplied: true, households: { households: { allocated: 30 } } });
    expect(found.units.features.map(({ id }) => id)).toEqual(['w', 'e']);
    const shared = found.borders.find(({ units: ids }) => ids.includes('e') && ids.includes('w'));
    expect(shared?.stretches.map(({ barrier }) => barrier?.name)).toEqual(['人民路']);
    // By code as well as by id.
    const coded = result(await ask({ units, communities }));
    expect(coded.households?.notes.map(({ kind }) => kind)).toContain('nobody-to-take');
  });

  it('takes a jurisdiction from the register, with its communities, barriers and estates', async () => {
    const code = freshCode();
    const town = roadTown(code);
    expect((await post(app(), '/imports', { ...town, effective: '2024-01-01' })).statusCode).toBe(
      201,
    );
    const cut = result(await ask({ register: { jurisdiction: code } }));
    const { facilities: _, ...inline } = town;
    const same = result(await ask(inline));
    expect(cut.units.features).toHaveLength(same.units.features.length);
    expect(cut.households?.households).toMatchObject({ allocated: 8000, counted: 900 });
    const past = result(await ask({ register: { jurisdiction: code, datetime: '2023-05-01' } }));
    expect(past.notes.map(({ en }) => en)).toContainEqual(expect.stringContaining('2023-05-01'));
    expect(past.units.features.every(({ properties }) => properties.community == null)).toBe(true);

    const registered = { register: { jurisdiction: code, units: 'registered' } };
    expect(pointers(expectProblem(await ask(registered), 422, 'invalid-geodata'))).toEqual([
      '/register/jurisdiction',
    ]);
    const units = {
      type: 'FeatureCollection',
      features: same.units.features.map((unit) => ({
        ...unit,
        properties: { code: unit.id, community: unit.properties.community, households: 7 },
      })),
    };
    expect((await post(app(), '/imports', { ...town, units })).statusCode).toBe(200);
    const kept = result(await ask(registered));
    expect(kept.supplied).toBe(true);
    expect(kept.households?.households.allocated).toBe(35);
    // The communities' own figures, of which these units have too few.
    expect(kept.households?.notes.map(({ kind }) => kind)).toContain('nobody-to-take');
    const ids = new Set(kept.units.features.map(({ properties }) => properties.community));
    expect([...ids].every((id) => /^[0-9a-f-]{36}$/.test(String(id)))).toBe(true);
  });

  it('takes buildings along with a register', async () => {
    const code = freshCode();
    const { estates: _, facilities: __, ...town } = roadTown(code);
    for (const { properties } of town.communities.features) delete properties!.households;
    await post(app(), '/imports', town);
    const buildings = collection(
      feature({ id: 'b1', kind: 'apartments', levels: 10 }, [box(600, 100, 610, 111)]),
      feature({ id: 'b2', kind: 'house' }, [box(1600, 100, 1610, 111)]),
    );
    const found = result(await ask({ register: { jurisdiction: code }, buildings }));
    expect(found.households?.households).toMatchObject({ allocated: 11, estimated: 11 });
    const wrong = await ask({ register: { jurisdiction: code }, buildings: { type: 'Nothing' } });
    expect(pointers(expectProblem(wrong, 422, 'invalid-geodata'))).toEqual(['/buildings/type']);
  });

  it('does not know a jurisdiction that is not there, or a day that never was', async () => {
    expectProblem(await ask({ register: { jurisdiction: freshCode() } }), 404, 'not-found');
    const day = await ask({ register: { jurisdiction: 'X', datetime: '2024-02-30' } });
    expect(pointers(expectProblem(day, 400, 'invalid-body'))).toEqual(['/register/datetime']);
  });

  it('says where the body is wrong', async () => {
    const { jurisdiction, barriers } = roadTown('X');
    const ground = expectProblem(await ask({ barriers }), 400, 'invalid-body');
    expect(pointers(ground)).toEqual(['/jurisdiction']);
    expect(pointers(expectProblem(await ask({ jurisdiction }), 400, 'invalid-body'))).toEqual([
      '/barriers',
    ]);
    for (const body of ['7', '[]', 'null', '"x"']) {
      expectProblem(await ask(body), 400, 'invalid-body');
    }
    const wrong = await ask({
      jurisdiction,
      barriers,
      options: { minAreaSquareMetres: -1, prepare: { classes: ['motorway'] } },
      households: { totalHouseholds: 0.3, colour: 'red' },
    });
    expect(pointers(expectProblem(wrong, 400, 'invalid-body'))).toEqual([
      '/households/colour',
      '/households/totalHouseholds',
      '/options/minAreaSquareMetres',
      '/options/prepare/classes/0',
    ]);
    const both = await ask({
      jurisdiction: feature({}, [box(0, 0, 10, 10).slice(0, -1)]),
      barriers: collection(line({ class: 'nonsense' }, [0, 0], [1, 1])),
    });
    expect(pointers(expectProblem(both, 422, 'invalid-geodata'))).toEqual([
      '/barriers',
      '/jurisdiction/geometry/coordinates/0/3',
    ]);
    const units = collection(feature({ id: 'a', households: 'many' }, [box(0, 0, 10, 10)]));
    expect(pointers(expectProblem(await ask({ units }), 422, 'invalid-geodata'))).toEqual([
      '/units/features/0/properties/households',
    ]);
    const flat = collection(feature({ id: 'a' }, [box(0, 0, 10, 0)]));
    expect(pointers(expectProblem(await ask({ units: flat }), 422, 'invalid-geometry'))).toEqual([
      '/units/features/0/geometry',
    ]);
    expectProblem(await ask('{"barriers":'), 400, 'not-json');
    expectProblem(await ask(''), 400, 'not-json');
  });

  it('answers as many at once as may wait, and asks the others to come again', async () => {
    const code = freshCode();
    expect((await post(app(), '/imports', roadTown(code))).statusCode).toBe(201);
    const register = { register: { jurisdiction: code } };
    const answers = await Promise.all(Array.from({ length: 140 }, () => ask(register)));
    const refused = answers.filter(({ statusCode }) => statusCode !== 200);
    // 100 wait and one is at work; those that are read first make room for others.
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(40);
    for (const answer of refused) {
      expectProblem(answer, 503, 'busy');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    const bodies = answers.filter(({ statusCode }) => statusCode === 200).map(({ body }) => body);
    expect(new Set(bodies).size).toBe(1);
    result(await ask(register));
  }, 120_000);

  it('bounds the vertices of all members together, and the time', async () => {
    const { facilities: _, ...town } = roadTown('X');
    const small = await buildApp({ config: testConfig({ maxVertices: 20 }), database: database() });
    const hasty = await buildApp({
      config: testConfig({ auditTimeLimitSeconds: 1 }),
      database: database(),
    });
    try {
      expectProblem(await post(small, '/units', town), 413, 'too-many-vertices');
      const { jurisdiction } = squareTown('X', 20, 20);
      const roads = Array.from({ length: 500 }, (_, i) =>
        line({ class: 'local', id: `r${i}` }, [4 * i, -10], [2000 - 4 * i, 2010]),
      );
      const answer = await post(hasty, '/units', { jurisdiction, barriers: collection(...roads) });
      expectProblem(answer, 503, 'time-limit');
      expect((await hasty.inject('/healthz')).statusCode).toBe(200);
    } finally {
      await small.close();
      await hasty.close();
    }
  }, 60_000);
});
