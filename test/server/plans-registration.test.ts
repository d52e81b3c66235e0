import { expect, it } from 'vitest';
import type { Plan } from '#contract/plans.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { box } from '../helpers/squares.ts';
import { type PlanTown, planTown } from './helpers/plans.ts';
import { type Answer, expectProblem, post, serviceOn } from './helpers/service.ts';
import { collection, feature, freshCode, squareTown } from './helpers/town.ts';

const good = <T>(answer: Answer, status = 200): T => {
  expect(answer.statusCode, answer.body.slice(0, 2000)).toBe(status);
  return answer.json<T>();
};

const MERGE = { operation: 'merge', parameters: { communities: ['A1', 'B1'], into: 'A1' } };

interface Registered {
  plan: Plan;
  communities: Record<string, number>;
  lineage: { parent: string | null; child: string | null; kind: string }[];
  units: number;
}

describeOnEachDatabase('registration of plans', (database) => {
  const app = serviceOn(database);
  // The generic policy has rules of coverage and shape alone: square towns have no errors under it.
  const town = (more: object = {}): Promise<PlanTown> =>
    planTown(app(), freshCode(), 2, 2, { policy: 'generic', ...more });
  const rows = (code: string) =>
    database()
      .knex('community as c')
      .join('jurisdiction as j', 'j.jurisdiction_id', 'c.jurisdiction_id')
      .where('j.code', code)
      .select('c.id', 'c.code', 'c.name', 'c.revision', 'c.kind', 'c.geom', 'c.attributes')
      .select(
        database().knex.raw(`cast(lower(c.valid) as text) as "from",
          cast(upper(c.valid) as text) as "to", upper_inf(c.recorded) as current`),
      )
      .orderBy(['c.code', 'c.revision']);
  const register = (at: PlanTown, plan: string, version: number, effective = '2025-01-01') =>
    at.write('POST', `/plans/${plan}/registration`, version, { effective });

  it('closes the old rows, opens the new ones and records lineage', async () => {
    const at = await town();
    const before = await rows(at.code);
    const plan = await at.begin();
    good(await at.operate(plan, 1, MERGE));
    const done = good<Registered>(await register(at, plan, 2));
    expect(done).toMatchObject({
      plan: { status: 'registered', effective: '2025-01-01', version: 3 },
      communities: { created: 0, changed: 1, closed: 1, unchanged: 2 },
    });
    const after = await rows(at.code);
    const of = (code: string) => after.filter((row) => row.code === code);
    expect(of('A1')).toMatchObject([
      { from: '2024-01-01', to: null, current: false },
      { from: '2024-01-01', to: '2025-01-01', current: true },
      {
        from: '2025-01-01',
        to: null,
        current: true,
        kind: 'urban',
        attributes: { households: 4000 },
      },
    ]);
    expect(of('B1')).toMatchObject([
      { current: false },
      { from: '2024-01-01', to: '2025-01-01', current: true },
    ]);
    // What the plan leaves alone is the same row, bit for bit.
    const untouched = (list: typeof after) => list.filter(({ code }) => /2$/.test(code));
    expect(untouched(after)).toEqual(untouched(before));
    expect(done.lineage).toContainEqual(
      expect.objectContaining({ parent: 'B1', child: 'A1', kind: 'merge' }),
    );
    const lineage = await database().knex('community_lineage').where({ plan_id: plan });
    const [b1] = of('B1');
    expect(lineage).toContainEqual(
      expect.objectContaining({ parent_id: b1!.id, parent_code: 'B1', child_id: of('A1')[0]!.id }),
    );
    // The register as it was in law.
    const inForce = async (day: string) =>
      good<{ features: { properties: { code: string } }[] }>(
        await at.send(
          'GET',
          `/collections/communities/items?jurisdiction=${at.code}&datetime=${day}`,
        ),
      )
        .features.map(({ properties }) => properties.code)
        .sort();
    expect(await inForce('2024-06-01')).toEqual(['A1', 'A2', 'B1', 'B2']);
    expect(await inForce('2025-06-01')).toEqual(['A1', 'A2', 'B2']);
    expectProblem(await register(at, plan, 3), 409, 'plan-closed');
    expectProblem(await at.operate(plan, 3, MERGE), 409, 'plan-closed');
    const logged = await database()
      .knex('event')
      .where({ actor: '李四', entity_type: 'community' })
      .whereIn('entity_id', [b1!.id]);
    expect(logged).toMatchObject([{ action: 'close' }]);
  });

  it('converts a community: its kind is that of the plan, and the lineage says so', async () => {
    const at = await town();
    const plan = await at.begin();
    const convert = { operation: 'convert', parameters: { community: 'A1', kind: 'converted' } };
    good(await at.operate(plan, 1, convert));
    const done = good<Registered>(await register(at, plan, 2));
    expect(done.lineage).toEqual([{ parent: 'A1', child: 'A1', kind: 'convert' }]);
    const now = (await rows(at.code)).filter(({ code, to }) => code === 'A1' && to === null);
    expect(now.at(-1)).toMatchObject({ kind: 'converted' });
    // What the plan notes of its operation is nobody's attribute.
    expect(now.at(-1)!.attributes).toEqual({ households: 2000 });
  });

  it('is refused while errors stand, and passes when they are waived with a reason', async () => {
    const at = await town();
    const plan = await at.begin();
    // A piece in the middle of B2 goes to A1, which has a second part then.
    const parts = {
      operation: 'transfer-area',
      parameters: { to: 'A1', area: { type: 'Polygon', coordinates: [box(130, 130, 170, 170)] } },
    };
    good(await at.operate(plan, 1, parts));
    const refused = expectProblem(await register(at, plan, 2), 409, 'errors-stand') as unknown as {
      findings: { id: string; rule: string }[];
    };
    expect(refused.findings.length).toBeGreaterThan(0);
    expect((await rows(at.code)).every(({ revision }) => revision === 1)).toBe(true);
    for (const { id } of refused.findings) {
      good(
        await at.write('POST', `/plans/${plan}/waivers`, 2, {
          finding: id,
          reason: '飞地，已报批',
        }),
      );
    }
    expect(good<Registered>(await register(at, plan, 2)).plan.status).toBe('registered');
  });

  it('is refused when the register has moved on, and a rebase makes it fit', async () => {
    const at = await town();
    const plan = await at.begin();
    good(await at.operate(plan, 1, [MERGE, at.rename('B2', '改名社区')]));
    // Meanwhile B2 is abolished: its ground goes to A2.
    const { communities, ...rest } = squareTown(at.code);
    const [a1, b1] = communities.features;
    const a2 = feature({ code: 'A2', name: 'A2社区', kind: 'urban', households: 4000 }, [
      box(0, 100, 200, 200),
    ]);
    const imported = await post(app(), '/imports', {
      ...rest,
      communities: collection(a1!, b1!, a2),
      effective: '2024-06-01',
      policy: 'generic',
    });
    expect(imported.statusCode, imported.body).toBe(200);
    const refused = expectProblem(await register(at, plan, 2), 409, 'register-moved-on');
    expect(refused).toMatchObject({ communities: ['A2', 'B2'] });

    type Rebased = {
      dryRun?: boolean;
      plan: Plan;
      rebase: { operation: string; outcome: string }[];
    };
    const url = `/plans/${plan}/rebase`;
    const trial = good<Rebased>(await at.send('POST', `${url}?dryRun=true`, {}));
    expect(trial).toMatchObject({ dryRun: true, plan: { version: 2 } });
    expect(trial.rebase).toMatchObject([
      { operation: 'merge', outcome: 'kept' },
      { operation: 'set-attributes', outcome: 'refused', reason: { code: 'unknown-community' } },
    ]);
    const done = good<Rebased>(await at.write('POST', url, 2, {}));
    expect(done.rebase).toEqual(trial.rebase);
    expect(done.plan).toMatchObject({ version: 3, undo: 1, redo: 0 });
    const { operations } = good<{ operations: object[] }>(
      await at.send('GET', `/plans/${plan}/operations`),
    );
    expect(operations).toMatchObject([
      { sequence: 1, state: 'abandoned' },
      { sequence: 2, state: 'abandoned' },
      { sequence: 3, state: 'applied', operation: 'merge', rebasedFrom: 1 },
    ]);
    expectProblem(await at.write('POST', url, 3, {}), 409, 'nothing-to-do');
    const registered = good<Registered>(await register(at, plan, 3));
    // Where the border of B1 ends on it, A2 gets a vertex.
    expect(registered.communities).toMatchObject({ created: 0, closed: 1 });
  });

  /** A town of six whose C1 goes to C2 meanwhile: its register moves on. */
  const moveOn = async (at: PlanTown): Promise<void> => {
    const { communities, ...rest } = squareTown(at.code, 3, 2);
    const others = communities.features.filter(
      ({ properties }) => !/^C/.test(`${properties?.code}`),
    );
    const c2 = feature({ code: 'C2', name: 'C2社区', kind: 'urban', households: 4000 }, [
      box(200, 0, 300, 200),
    ]);
    const imported = await post(app(), '/imports', {
      ...{ ...rest, communities: collection(...others, c2) },
      ...{ effective: '2024-06-01', policy: 'generic' },
    });
    expect(imported.statusCode, imported.body).toBe(200);
  };
  const townOfSix = (): Promise<PlanTown> =>
    planTown(app(), freshCode(), 3, 2, { policy: 'generic' });
  interface RebaseAnswer {
    plan: Plan;
    rebase: { sequence: number; operation: string; outcome: string; reason?: { code: string } }[];
  }
  const shapesOf = async (at: PlanTown, plan: string) =>
    good<{ features: { id: string; geometry: object; properties: Record<string, unknown> }[] }>(
      await at.send('GET', `/plans/${plan}/communities`),
    ).features;

  it('comes with one rebase that keeps, adapts and refuses operations, each with its reason', async () => {
    const at = await townOfSix();
    const plan = await at.begin();
    const all = { communities: ['A1', 'B1', 'C1'], into: 'A1' };
    good(await at.operate(plan, 1, at.rename('A2', '留存社区')));
    good(await at.operate(plan, 2, at.rename('C1', '撤去社区')));
    good(await at.operate(plan, 3, { operation: 'merge', parameters: all }));
    await moveOn(at);
    const trial = good<RebaseAnswer>(
      await at.send('POST', `/plans/${plan}/rebase?dryRun=true`, {}),
    );
    const done = good<RebaseAnswer>(await at.write('POST', `/plans/${plan}/rebase`, 4, {}));
    expect(done.rebase).toEqual(trial.rebase);
    const gone = { code: 'unknown-community', communities: ['C1'], message: expect.any(Object) };
    expect(done.rebase).toEqual([
      {
        ...{ sequence: 1, operation: 'set-attributes', outcome: 'kept' },
        description: expect.any(Object),
      },
      {
        ...{ sequence: 2, operation: 'set-attributes', outcome: 'refused' },
        ...{ description: expect.any(Object), reason: gone },
      },
      {
        ...{ sequence: 3, operation: 'merge', outcome: 'adapted' },
        ...{ description: expect.any(Object), reason: gone },
      },
    ]);
    const { operations } = good<{ operations: object[] }>(
      await at.send('GET', `/plans/${plan}/operations`),
    );
    expect(operations.slice(3)).toMatchObject([
      { sequence: 4, state: 'applied', operation: 'set-attributes', rebasedFrom: 1 },
      {
        ...{ sequence: 5, state: 'applied', operation: 'merge', rebasedFrom: 3 },
        parameters: { communities: ['A1', 'B1'], into: 'A1' },
      },
    ]);
    const shapes = await shapesOf(at, plan);
    expect(shapes.map(({ id, properties }) => [id, properties.name])).toEqual([
      ['A1', 'A1社区'],
      ['A2', '留存社区'],
      ['B2', 'B2社区'],
      ['C2', 'C2社区'],
    ]);
    // What was applied anew can be undone, down to the register as it is now.
    good(await at.move(plan, 5, 'undo', { to: 0 }));
    expect((await shapesOf(at, plan)).map(({ id }) => id)).toEqual(['A1', 'A2', 'B1', 'B2', 'C2']);
  });

  it('comes with a rebase that restores a snapshot again, where the register left alone what it touches', async () => {
    const at = await townOfSix();
    const plan = await at.begin();
    good(await at.operate(plan, 1, at.rename('A1', '快照社区')));
    const before = await shapesOf(at, plan);
    const { snapshot } = good<{ snapshot: { id: string } }>(
      await at.write('POST', `/plans/${plan}/snapshots`, 2, { name: '合并前' }),
    );
    good(await at.operate(plan, 2, MERGE));
    good(await at.write('POST', `/plans/${plan}/snapshots/${snapshot.id}/restore`, 3));
    await moveOn(at);
    const done = good<RebaseAnswer>(await at.write('POST', `/plans/${plan}/rebase`, 4, {}));
    expect(done.rebase.map(({ operation, outcome }) => [operation, outcome])).toEqual([
      ['set-attributes', 'kept'],
      ['merge', 'kept'],
      ['restore-snapshot', 'kept'],
    ]);
    const [a1] = await shapesOf(at, plan);
    expect(a1).toEqual(before[0]);
    good(await at.move(plan, 5, 'undo'));
    const [merged] = await shapesOf(at, plan);
    expect(merged!.id).toBe('A1');
    expect(merged!.geometry).not.toEqual(before[0]!.geometry);
  });

  it('is refused where changes of a later day are on record', async () => {
    const at = await town();
    const { communities, ...rest } = squareTown(at.code);
    communities.features[0]!.properties!.name = '将来的名称';
    const imported = await post(app(), '/imports', {
      ...{ ...rest, communities, effective: '2030-01-01', policy: 'generic' },
    });
    expect(imported.statusCode, imported.body).toBe(200);
    const plan = await at.begin();
    good(await at.operate(plan, 1, MERGE));
    expectProblem(await register(at, plan, 2, '2026-12-01'), 409, 'register-moved-on');
  });

  it('gives units their new communities, and a plan without changes is refused', async () => {
    const units = collection(
      ...[0, 1].map((index) =>
        feature({ code: `U${index}`, community: index === 0 ? 'A1' : 'B1', households: 10 }, [
          box(index * 100, 0, index * 100 + 100, 100),
        ]),
      ),
    );
    const at = await town({ units });
    const plan = await at.begin();
    expectProblem(await register(at, plan, 1), 409, 'nothing-to-do');
    const list = async () =>
      good<{ units: { unit: string; community: string; changed: boolean }[] }>(
        await at.send('GET', `/plans/${plan}/units`),
      ).units;
    expect(await list()).toEqual([
      { unit: 'U0', community: 'A1', changed: false },
      { unit: 'U1', community: 'B1', changed: false },
    ]);
    good(await at.operate(plan, 1, MERGE));
    expect(await list()).toMatchObject([{ community: 'A1' }, { community: 'A1', changed: true }]);
    const done = good<Registered>(await register(at, plan, 2));
    expect(done.units).toBe(1);
    const stored = await database().knex('unit').where({ code: 'U1', community_code: 'A1' });
    expect(stored.length).toBeGreaterThan(0);
  });

  it('keeps coordinates bit for bit, where 15 decimals do not tell a double', async () => {
    const code = freshCode();
    // Near Greenwich ordinates have up to 17 decimals.
    const awkward = [-0.10000000000000002, 0.012345678901234567, 0.1 + 0.2, 51.50000000000001];
    const [west, middle, east, south] = awkward as [number, number, number, number];
    const square = (from: number, to: number) => [
      [
        ...[[from, south] as number[], [to, south], [to, south + 0.1], [from, south + 0.1]],
        [from, south],
      ],
    ];
    const imported = await post(app(), '/imports', {
      ...{ code, name: '伦敦', policy: 'generic', effective: '2024-01-01' },
      communities: collection(
        feature({ code: 'W', name: '西' }, square(west, middle)),
        feature({ code: 'E', name: '东' }, square(middle, east)),
      ),
    });
    expect(imported.statusCode, imported.body).toBe(201);
    const headers = { 'content-type': 'application/json' };
    const plan = good<Plan>(await post(app(), '/plans', { name: 'p', jurisdiction: code }), 201);
    const numbers = async () => {
      const answer = await app().inject({ url: `/plans/${plan.id}/communities` });
      return new Set(answer.body.match(/-?\d+\.\d+(e-\d+)?/g));
    };
    const read = await numbers();
    for (const value of awkward) expect(read).toContain(String(value));
    // Through the plan's own tables as well, with nothing kept in a thread.
    const moved = await post(
      app(),
      `/plans/${plan.id}/operations`,
      { operation: 'set-attributes', parameters: { community: 'W', name: '西区' } },
      { ...headers, 'if-match': '"1"' },
    );
    good(moved);
    const same = await database().knex.raw(
      `select ST_AsBinary(p.geom) = ST_AsBinary(c.geom) as same from plan_community p
       join community c on c.jurisdiction_id = p.jurisdiction_id and c.code = p.code
       where p.plan_id = ?`,
      [plan.id],
    );
    expect(same.rows).toEqual([{ same: true }]);
  });
});
